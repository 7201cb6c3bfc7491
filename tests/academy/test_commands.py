"""The operator's commands: import a folder, ask and rebuild the index, measure it."""

import json

import pytest

from learning.academy import operations
from learning.academy.search import EVERYONE
from tests.factories.academy import article
from tests.factories.people import NOON, admin, person

LONG_AGO = NOON.replace(year=2020)


@pytest.fixture
def run(app, db):
    def invoke(*words, code=0):
        result = app.test_cli_runner().invoke(args=[str(word) for word in words])
        assert result.exit_code == code, result.output
        return result

    gateway = app.extensions["search"]()
    gateway.rebuild([])
    yield invoke
    gateway.rebuild([])


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "guides"
    (folder / "coffee").mkdir(parents=True)
    (folder / "index.md").write_text("# Welcome\n\n[Machine](coffee/machine.md)\n")
    (folder / "coffee" / "machine.md").write_text("# Descaling the espresso machine\n\nMonthly.\n")
    (folder / "broken.md").write_bytes(b"\xff")
    return folder


def test_an_import_ends_when_search_finds_the_articles(run, folder):
    admin()
    first = run("academy", "import", folder, "--language", "en")
    assert first.stdout.splitlines()[-1] == "created=2 updated=0 unchanged=0 refused=1"
    assert "broken.md: not UTF-8" in first.stderr

    [hit] = json.loads(run("search", "query", "espresso", "--json").stdout)
    assert hit["title"] == "Descaling the espresso machine"
    assert hit["url"].startswith("/academy/articles/")
    assert set(hit) == {"id", "title", "url", "score"}

    again = run("academy", "import", folder, "--language", "en")
    assert again.stdout.splitlines()[-1] == "created=0 updated=0 unchanged=2 refused=1"


def test_an_import_needs_an_author_who_is_here(run, folder):
    admin()
    wrong = run(
        "academy", "import", folder, "--language", "en", "--author", "nobody@demo.example", code=2
    )
    assert "nobody@demo.example" in wrong.stderr

    run("academy", "import", folder, "--language", "en", "--author", person().email.upper())


def test_the_index_can_be_made_anew_and_compared(run, db, app):
    admin(name="Ada")
    found = article(title="Bicycles")
    article(title="Later", state=found.state)
    assert "differences=5" in run("search", "check", code=1).stdout
    assert run("search", "rebuild").stdout.endswith("indexed=5\n")
    assert run("search", "check").stdout.endswith("differences=0\n")

    operations.unpublish(found, found.author, LONG_AGO)
    db.commit()
    stale = run("search", "check", code=1)
    assert "left over: article" in stale.stderr
    run("jobs", "once")
    assert run("search", "check").stdout.endswith("differences=0\n")
    assert app.extensions["search"]().find("bicycles", {EVERYONE}).total == 0


def test_a_search_for_people_to_read(run):
    assert run("search", "query", "nothing at all").stdout == ""


def test_an_evaluation_needs_no_database(run, tmp_path):
    rows = [
        {"id": "a", "title": "", "text": "The machine is descaled monthly.", "language": "en"},
        {"id": "b", "title": "", "text": "Bicycles stand in the yard.", "language": "en"},
    ]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "queries.jsonl").write_text('{"id": "q1", "text": "Where are bicycles?"}\n')
    run(
        *("search", "evaluate", tmp_path / "corpus.jsonl", tmp_path / "queries.jsonl"),
        *("--out", tmp_path / "run.trec"),
    )

    assert (tmp_path / "run.trec").read_text().startswith("q1 Q0 b 1 ")
