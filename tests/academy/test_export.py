"""Out as a tree of files and in again: the round trip changes nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.academy.models import Article, ArticleFile, Revision
from learning.academy.rules.sources import Source, read_source, write_source
from learning.markup import MAX_CHARACTERS
from tests.factories.academy import article, topic
from tests.factories.files import office, picture
from tests.factories.people import admin, person
from tests.factories.talks import CAPTIONS, video


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
    (folder / "img").mkdir()
    (folder / "index.md").write_text("# Welcome\n\n[Machine](coffee/machine.md) [gone](no.md)\n")
    (folder / "coffee" / "machine.md").write_text(
        "---\ntitle: 'Descaling: how'\ndescription: Monthly\nlanguage: ru\n---\n"
        "# Other heading\n\n![Cup](../img/cup.jpg) [Plan](plan.docx) ![bad](bad.png)\n\n"
        "<script>alert(1)</script>\n"
    )
    (folder / "img" / "cup.jpg").write_bytes(picture("JPEG"))
    (folder / "coffee" / "plan.docx").write_bytes(office())
    (folder / "coffee" / "bad.png").write_bytes(b"<html>")
    (folder / "broken.md").write_text("---\ntitle: [x\n---\nText stays.\n")
    return folder


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def forget_everything(db):
    for row in db.scalars(select(ArticleFile)):
        db.delete(row)
    for one in db.scalars(select(Article)):
        one.source_path = None
        one.created_at -= timedelta(days=1)
        one.state = "archived"
    db.commit()


@pytest.mark.parametrize(
    "source",
    [
        Source("Plain", "", "Body"),
        Source(
            *(
                "«Кофе»: 咖啡",
                "With: colons",
                "# Plain\n\n---\nx",
                "ru",
                ("A", "B: C"),
                "a@b.example",
            ),
            *("2026-01-02T03:04:05.000006+00:00", "en/x y.md"),
        ),
        Source("# No", "- list", "\n\n  indented\n\n", "zh"),
    ],
)
def test_a_source_is_read_back_as_it_was_written(source):
    assert read_source(write_source(source), "x.md") == source


def test_an_import_keeps_pictures_and_files_and_names_what_it_left_out(run, folder, db, client):
    admin()
    said = run("academy", "import", folder, "--language", "en")

    assert said.stdout.splitlines()[-1] == "created=3 updated=0 unchanged=0 refused=0"
    assert "coffee/bad.png: " in said.stderr
    assert "index.md: leads nowhere: no.md" in said.stderr
    assert "broken.md: line 3 of the front matter" in said.stderr
    found = db.scalar(select(Article).where(Article.source_path == "guides/coffee/machine.md"))
    html = found.published.html
    assert found.language == "ru"
    assert f'src="/academy/articles/{found.id}/files/img/cup.jpg"' in html
    assert f'href="/academy/articles/{found.id}/files/coffee/plan.docx"' in html
    assert "<script" not in html
    assert "<i>bad</i>" in html
    client.sign_in(person())
    assert client.open(f"/academy/articles/{found.id}/files/img/cup.jpg").mimetype == "image/jpeg"


def test_the_round_trip_changes_nothing(run, folder, db, tmp_path):
    admin()
    run("academy", "import", folder, "--language", "en")
    run("academy", "export", tmp_path / "one")
    again = run("academy", "import", tmp_path / "one" / "guides", "--language", "en")
    assert again.stdout.splitlines()[-1] == "created=0 updated=0 unchanged=3 refused=0"

    forget_everything(db)
    fresh = run("academy", "import", tmp_path / "one" / "guides", "--language", "en")
    assert fresh.stdout.splitlines()[-1].startswith("created=3")
    run("academy", "export", tmp_path / "two")
    assert tree(tmp_path / "two") == tree(tmp_path / "one")
    assert "guides/img/cup.jpg" in tree(tmp_path / "two")


def test_the_handbook_comes_back_as_it_went(app, run, db, tmp_path):
    handbook = app.config["SHARED_DIR"] / "data" / "handbook"
    if not handbook.exists():
        pytest.skip(f"{handbook} is missing: set SHARED_DIR")
    admin()
    for name in ("ru-docs", "zh"):
        run("academy", "import", handbook / name, "--language", name[:2])
    before = texts(db)
    run("academy", "export", tmp_path / "one")
    for name in ("ru-docs", "zh"):
        again = run("academy", "import", tmp_path / "one" / name, "--language", name[:2])
        assert "created=0 updated=0" in again.stdout
    assert texts(db) == before
    run("academy", "export", tmp_path / "two")
    assert tree(tmp_path / "two") == tree(tmp_path / "one")


def texts(db):
    query = select(Article.source_path, Revision.title, Revision.summary, Revision.body).join(
        Revision, Revision.id == Article.published_id
    )
    return sorted(map(tuple, db.execute(query)))


def test_videos_and_their_captions_come_and_go(run, folder, db, tmp_path):
    admin()
    (folder / "coffee" / "film.mp4").write_bytes(video().getvalue())
    (folder / "coffee" / "film.vtt").write_text(CAPTIONS)
    (folder / "film.md").write_text('# Film\n\n![Steps](coffee/film.mp4 "coffee/film.vtt")\n')
    run("academy", "import", folder, "--language", "en")

    found = db.scalar(select(Article).where(Article.source_path == "guides/film.md"))
    files = f"/academy/articles/{found.id}/files/coffee"
    assert f'src="{files}/film.mp4"' in found.published.html
    assert f'<track kind="captions" src="{files}/film.vtt"' in found.published.html
    assert run("search", "query", "aroma").stdout.strip().endswith(f"{files}/film.vtt")
    run("academy", "export", tmp_path / "one")
    assert tree(tmp_path / "one")["guides/coffee/film.mp4"] == video().getvalue()
    assert tree(tmp_path / "one")["guides/coffee/film.vtt"] == CAPTIONS.encode()
    again = run("academy", "import", tmp_path / "one" / "guides", "--language", "en")
    assert again.stdout.splitlines()[-1] == "created=0 updated=0 unchanged=4 refused=0"


def test_translations_find_their_originals_again(run, db, tmp_path):
    admin()
    for name, title in (("en", "Milk"), ("ru", "Молоко")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "milk.md").write_text(f"# {title}\n\nText.\n")
    run("academy", "import", tmp_path / "en", "--language", "en")
    run("academy", "import", tmp_path / "ru", "--language", "ru", "--translates", tmp_path / "en")
    run("academy", "export", tmp_path / "one")
    assert b"translates: en/milk.md" in tree(tmp_path / "one")["ru/milk.md"]

    forget_everything(db)
    for name in ("ru", "en", "ru"):  # an original may come later
        run("academy", "import", tmp_path / "one" / name, "--language", name)
    found = {one.source_path: one for one in db.scalars(select(Article)) if one.source_path}
    assert found["ru/milk.md"].translation_of_id == found["en/milk.md"].id
    run("academy", "export", tmp_path / "two")
    assert tree(tmp_path / "two") == tree(tmp_path / "one")


def test_an_included_file_that_changes_changes_what_includes_it(run, folder, db):
    admin()
    (folder / "tip.md").write_text("Rinse twice.\n")
    (folder / "how.md").write_text(
        "# How\n\n{% include [tip](tip.md) %}\n\n{% include [x](how.md) %}\n"
    )
    said = run("academy", "import", folder, "--language", "en")
    assert "how.md: includes itself: how.md > how.md" in said.stderr
    (folder / "tip.md").write_text("Rinse once.\n")
    said = run("academy", "import", folder, "--language", "en")

    assert said.stdout.splitlines()[-1] == "created=0 updated=2 unchanged=3 refused=0"
    found = db.scalar(select(Article).where(Article.source_path == "guides/how.md"))
    assert found.published.body == "Rinse once.\n\nx"


def test_the_longest_text_comes_back_and_a_longer_one_is_named(run, tmp_path, db):
    admin()
    folder = tmp_path / "guides"
    folder.mkdir()
    (folder / "long.md").write_text("# Long\n\n" + "я" * MAX_CHARACTERS)
    (folder / "longer.md").write_text("x" * (MAX_CHARACTERS + 1))
    (folder / "vast.md").write_bytes(b"# Vast\n\n" + b"word " * 4_000_000)
    (folder / "outside.md").symlink_to("/etc/hostname")
    said = run("academy", "import", folder, "--language", "ru")

    assert said.stdout.splitlines()[-1] == "created=1 updated=0 unchanged=0 refused=2"
    for name in ("longer.md", "vast.md"):
        assert f"{name}: longer than 65536 characters; split it" in said.stderr
    assert "outside.md: leads out of the folder" in said.stderr
    run("academy", "export", tmp_path / "one")
    again = run("academy", "import", tmp_path / "one" / "guides", "--language", "ru")
    assert again.stdout.splitlines()[-1] == "created=0 updated=0 unchanged=1 refused=0"


def test_what_was_written_here_goes_out_with_its_links(run, db, tmp_path):
    admin()
    about = topic(name="Life at work")
    other = article(title="Other", body="Words.", topic_id=about.id)
    article(title="One", body=f"[o](/academy/articles/{other.id}#t-x)", topic_id=about.id)
    article(title="One", body="The same title.", topic_id=about.id)
    said = run("academy", "export", tmp_path / "out")

    assert said.stdout.strip() == "articles=3 files=0"
    written = tree(tmp_path / "out")
    again = run("academy", "import", tmp_path / "out" / "academy", "--language", "en")
    assert again.stdout.splitlines()[-1] == "created=0 updated=0 unchanged=3 refused=0"
    assert "life-at-work/one.md: exported of an article written here" in again.stderr
    assert len(db.scalars(select(Article)).all()) == 3
    assert b"[o](other.md#t-x)" in written["academy/life-at-work/one.md"]
    assert "academy/life-at-work/one-2.md" in written
    assert "not empty" in run("academy", "export", tmp_path / "out", code=2).stderr
