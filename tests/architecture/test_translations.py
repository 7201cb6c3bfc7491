"""Every word a person can read exists in every language, with the same placeholders."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from learning.i18n import LANGUAGES

ROOT = Path(__file__).parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]")


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every message that Python and templates hold now."""
    template = tmp_path_factory.mktemp("words") / "messages.pot"
    pybabel = [sys.executable, "-m", "babel.messages.frontend", "--quiet"]
    subprocess.run(
        [*pybabel, "extract", "-F", "pyproject.toml", "-o", template, "."], cwd=ROOT, check=True
    )
    with template.open("rb") as file:
        return read_po(file)


def faults(message: Message, translation: Message | None, plurals: int) -> Iterator[str]:
    """What is wrong with one translation, in words."""
    if translation is None:
        yield "is missing"
        return
    if translation.fuzzy:
        yield "is marked fuzzy"
    forms = translation.string if message.pluralizable else (translation.string,)
    if message.pluralizable and len(forms) != plurals:
        yield f"has {len(forms)} plural forms instead of {plurals}"
    if not all(form.strip() for form in forms):
        yield "is empty"
        return
    source = message.id[-1] if message.pluralizable else message.id
    wanted = sorted(set(PLACEHOLDER.findall(source)))
    for form in forms:
        if (found := sorted(set(PLACEHOLDER.findall(form)))) != wanted:
            yield f"has the placeholders {found} instead of {wanted}: {form}"


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_every_message_is_translated(language: str, spoken: Catalog) -> None:
    path = ROOT / "learning" / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    found = [
        f"{message.locations[0][0]}: {message.id!r} {fault}"
        for message in spoken
        if message.id
        for fault in faults(message, catalog.get(message.id, message.context), catalog.num_plurals)
    ]
    assert found == [], (
        f"{len(found)} faults in {path.relative_to(ROOT)}; CONTRIBUTING.md says how to add words"
    )


def test_faults_are_seen() -> None:
    assert [
        list(faults(Message("Hello %(name)s", ""), translation, 3))
        for translation in [
            None,
            Message("Hello %(name)s", ""),
            Message("Hello %(name)s", "Привет, %(nome)s"),
            Message("Hello %(name)s", "Привет, %(name)s", flags={"fuzzy"}),
            Message("Hello %(name)s", "Привет, %(name)s"),
        ]
    ] == [
        ["is missing"],
        ["is empty"],
        ["has the placeholders ['%(nome)s'] instead of ['%(name)s']: Привет, %(nome)s"],
        ["is marked fuzzy"],
        [],
    ]
    day = Message(("one day", "%(num)s days"), ("день", "%(num)s дня"))
    assert list(faults(day, day, 3)) == [
        "has 2 plural forms instead of 3",
        "has the placeholders [] instead of ['%(num)s']: день",
    ]
