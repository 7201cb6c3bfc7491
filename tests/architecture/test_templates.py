"""Templates are named after what shows them, import what they use, and every notice has words."""

import ast
from pathlib import Path

import pytest
from jinja2 import nodes

from learning.app import ROOT, create_app
from tests.conftest import settings_for

APP = create_app(settings_for("sqlite://", Path(__file__).parent))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PARTS = {"layouts", "components", "errors", "notices"}


def name(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_imported_components_are_used(path):
    tree = APP.jinja_env.parse(path.read_text())
    used = {node.name for node in tree.find_all(nodes.Name)}
    imported = {
        one if isinstance(one, str) else one[1]
        for found in tree.find_all(nodes.FromImport)
        for one in found.names
    }

    assert imported <= used


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_page_is_named_after_its_view(path):
    if path.parent.name in PARTS or path.stem.startswith("_"):
        return

    # or after one outcome of a view, which then names it
    views = (ROOT / "learning" / path.parent.name).rglob("views*")
    sources = [one for view in views for one in ([view] if view.is_file() else view.glob("*.py"))]
    named = any(f'"{name(path)}"' in one.read_text() for one in sources if one.suffix == ".py")
    assert f"{path.parent.name}.{path.stem}" in APP.view_functions or named


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_nothing_runs_or_is_styled_inline(path):
    text = path.read_text()

    assert "|safe" not in text.replace(" ", "") or path.name in {
        "article.html",
        "question.html",
        "_preview.html",
        "_threads.html",
        "talk.html",
    }
    if path.name != "mail.html":
        assert " style=" not in text
    assert "<style" not in text
    assert " onclick=" not in text


TELLING = {"notify", "tell_authors"}


def notice_kinds() -> set[str]:
    """The kinds that operations and the schedule owe people, read from the code."""
    found = set()
    for path in (ROOT / "learning").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in TELLING:
                found |= {
                    one.value
                    for one in call.args[1:2]
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return found


@pytest.mark.parametrize("kind", sorted(notice_kinds()))
def test_every_notice_has_its_words(kind):
    feature, _, notice = kind.partition(".")

    assert (ROOT / "templates" / feature / "notices" / f"{notice}.txt").exists()
