"""A folder of Markdown files becomes articles, and stays the same articles."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.academy import operations, queries
from learning.academy.models import Article, ArticleLink, Revision, Topic
from learning.academy.operations import Draft, Placeholders, Refused
from learning.audit.models import AuditEntry
from learning.outbox import IndexChange
from tests.factories.people import NOON, admin, person

FILES = {
    "index.md": "# Home\n\n[Sales](sales/index.md) [Old](gone.md) ![x](x.png)\n\n## The way",
    "sales/index.md": (
        "# Sales\n\n[Up](../index.md#The-Way) [Top](../index.md#home) [Field](<field marketing.md>)"
    ),
    "sales/field marketing.md": "Words only.\n",
    "sales/emea/team.md": "---\ntitle: Team\ndescription: Who we are\n---\n| a |\n|--|\n| 1 |\n",
}


def run(files, folder="en", language="en", author=None, translated=None, now=NOON):
    texts = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    placeholders = Placeholders(list(texts))
    prepared = list(operations.prepare(texts, placeholders))
    good = [one for one in prepared if not isinstance(one, Refused)]
    done = operations.import_articles(
        folder, good, placeholders, language, author or admin(), now, translated
    )
    return (done.created, done.updated, done.unchanged)


def imported(db, path):
    return db.scalar(select(Article).where(Article.source_path == f"en/{path}"))


def test_files_become_published_articles(db):
    owner = person()
    assert run(FILES, author=owner) == (4, 0, 0)

    team = imported(db, "sales/emea/team.md")
    assert team.is_published
    assert team.author_id == owner.id
    assert (team.published.title, team.published.summary) == ("Team", "Who we are")
    assert "<table>" in team.published.html
    assert [topic.name for topic in team.topic.line] == ["Emea", "Sales"]
    assert imported(db, "index.md").topic is None
    assert imported(db, "sales/field marketing.md").published.title == "Field marketing"
    assert imported(db, "sales/field marketing.md").published.excerpt == "Words only."


def test_links_between_files_lead_to_their_articles(db):
    run(FILES)
    home, sales = imported(db, "index.md"), imported(db, "sales/index.md")
    field = imported(db, "sales/field marketing.md")

    assert f'href="/academy/articles/{sales.id}"' in home.published.html
    assert f'href="/academy/articles/{home.id}#t-the-way"' in sales.published.html
    assert f'href="/academy/articles/{home.id}" rel="noopener">Top' in sales.published.html
    assert f'href="/academy/articles/{field.id}"' in sales.published.html
    assert "Old" in home.published.html
    assert "gone.md" not in home.published.html
    assert "x.png" not in home.published.html
    assert [one.id for one in queries.beside(sales, NOON).backlinks] == [home.id]
    assert {one.target_id for one in db.scalars(select(ArticleLink))} == {
        home.id, sales.id, field.id
    }  # fmt: skip


def test_repeating_changes_nothing(db):
    run(FILES)
    before = [one.id for one in db.scalars(select(Article).order_by(Article.id))]
    owed = len(db.scalars(select(IndexChange)).all())

    assert run(FILES) == (0, 0, 4)
    assert [one.id for one in db.scalars(select(Article).order_by(Article.id))] == before
    assert len(db.scalars(select(Revision)).all()) == 4
    assert len(db.scalars(select(IndexChange)).all()) == owed == 4
    assert len(db.scalars(select(Topic)).all()) == 2
    assert len(db.scalars(select(AuditEntry)).all()) == 2


def test_a_changed_file_is_a_new_revision_of_its_article(db):
    run(FILES)
    home = imported(db, "index.md")

    assert run(FILES | {"index.md": "# Home\n\nNew"}, now=NOON + timedelta(days=1)) == (0, 1, 3)
    assert home.published.body == "New"
    assert home.published.number == 2


def test_what_was_edited_here_outlives_an_unchanged_file(db):
    run(FILES)
    home = imported(db, "index.md")
    draft = Draft(title="Home", body="Edited here", language="en")
    operations.save_text(home, home.author, draft, operations.mark_of(home.newest), NOON)

    assert run(FILES) == (0, 0, 4)
    assert home.newest.body == "Edited here"


def test_a_link_comes_alive_when_its_file_arrives(db):
    run(FILES)
    assert run(FILES | {"gone.md": "# Found\n"}) == (1, 0, 4)

    found = imported(db, "gone.md")
    assert f'href="/academy/articles/{found.id}"' in imported(db, "index.md").published.html
    assert len(db.scalars(select(Revision)).all()) == 5


def test_folders_of_another_name_are_other_articles(db):
    run(FILES)

    assert run(FILES, folder="other") == (4, 0, 0)


def test_translations_are_linked_by_their_file_names(db):
    run({"a.md": "# One", "x/b.md": "# Two"})
    originals = queries.imported_from("en")
    run({"a.md": "# Один", "x/b.md": "# Два"}, "ru", "ru", translated=originals)

    russian = queries.imported_from("ru")["x/b.md"]
    assert russian.language == "ru"
    assert russian.translation_of_id == originals["x/b.md"].id
    assert russian.topic_id == originals["x/b.md"].topic_id
    assert [one.id for one in queries.variants(originals["x/b.md"])] == [russian.id]


def test_a_link_to_a_refused_file_keeps_its_words(db):
    run({"a.md": "# One\n\n[Broken](b.md#x)", "b.md": b"\xff"})

    assert ">Broken</a>" in imported(db, "a.md").published.html
    assert "href" not in imported(db, "a.md").published.html


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\xff\xfe", "not UTF-8 (byte 1)"),
        (b" \n", "is empty"),
        (b"a\0b", "holds a null character"),
        (b"x" * 70_000, "longer than 65536 characters; split it"),
    ],
)
def test_a_bad_file_is_refused_and_the_others_stay(content, problem):
    texts = {"bad.md": content, "good.md": b"# Fine"}
    bad, good = operations.prepare(texts, Placeholders(list(texts)))

    assert isinstance(bad, Refused)
    assert (bad.path, bad.problem) == ("bad.md", problem)
    assert good.source.title == "Fine"
