"""Articles' files are found by their words: by whoever may read them, as soon as they are read."""

import io
from datetime import timedelta
from itertools import count

import pytest

from learning import jobs
from learning.academy import operations, queries
from learning.academy.models import ArticleState
from learning.academy.search import EVERYONE, Key
from learning.outbox import index_change
from tests.factories.academy import article
from tests.factories.files import letter, pdf
from tests.factories.people import NOON, moderator, person

_minutes = count(1)


def later():
    """A moment of the past, after all those asked for before: what it owes is due."""
    return NOON.replace(year=2020) + timedelta(minutes=next(_minutes))


@pytest.fixture
def search(app, db):
    gateway = app.extensions["search"]()
    gateway.rebuild([])
    yield gateway
    gateway.rebuild([])


@pytest.fixture
def settle(app, db):
    def everything():
        db.commit()
        for sweep in (jobs.words_sweep(app), jobs.index_sweep(app)):
            while jobs.run(sweep)[0]:
                pass

    return everything


def published_with(app, data, name, title="Trips"):
    """A published article whose text leads to this file."""
    found = article(state=ArticleState.DRAFT)
    made = operations.add_file(
        found, found.author, app.extensions["storage"], io.BytesIO(data), name, later()
    )
    draft = operations.Draft(title=title, body=operations.mark_for(made), language="en")
    operations.save_text(found, found.author, draft, operations.mark_of(found.newest), later())
    operations.submit(found, later())
    operations.publish(found, moderator(), found.newest_id, "", later())
    return found, made


def keys(found):
    return {(hit.kind, hit.id) for hit in found.hits}


def test_a_file_is_found_by_its_words_and_says_which_article_it_hangs_on(app, search, settle):
    found, made = published_with(app, letter("The quagga allowance is 40 a day"), "rules.docx")
    settle()
    [hit] = search.find("quagga", {EVERYONE}).hits

    assert (hit.kind, hit.id, hit.title) == ("file", made.id, "rules.docx")
    assert (hit.within, hit.within_url) == ("Trips", f"/academy/articles/{found.id}")
    assert "quagga allowance" in hit.snippet.text


def test_a_file_that_only_a_draft_shows_is_found_by_nobody(app, search, settle):
    found = article()
    made = operations.add_file(
        found,
        found.author,
        app.extensions["storage"],
        io.BytesIO(letter("quagga")),
        "a.docx",
        later(),
    )
    settle()

    assert queries.documents("file", [made.id], later()) == []
    assert search.find("quagga", {EVERYONE}).total == 0


def test_a_file_goes_with_its_article_and_comes_back_with_it(app, search, settle):
    found, made = published_with(app, letter("quagga"), "a.docx")
    settle()
    operations.unpublish(found, found.author, later())
    settle()
    assert search.find("quagga", {EVERYONE}).total == 0

    operations.submit(found, later())
    operations.publish(found, moderator(), found.newest_id, "", later())
    settle()
    assert keys(search.find("quagga", {EVERYONE})) == {("file", made.id)}


def test_a_broken_file_holds_up_nothing(app, db, search, settle):
    published_with(app, b"%PDF-1.7 broken", "broken.pdf")
    _, good = published_with(app, pdf("A quagga"), "good.pdf")
    settle()

    assert jobs.run(jobs.words_sweep(app)) == (0, 0)
    assert keys(search.find("quagga", {EVERYONE})) == {("file", good.id)}


def test_a_file_whose_bytes_are_gone_is_let_go(app, db, search, settle):
    _, made = published_with(app, letter("quagga"), "a.docx")
    app.extensions["storage"].delete(made.upload.key)
    settle()

    assert jobs.run(jobs.words_sweep(app)) == (0, 0)
    assert search.find("quagga", {EVERYONE}).total == 0


def test_everything_findable_holds_the_files_that_readers_see(app, db, settle, search):
    found, made = published_with(app, letter("quagga"), "a.docx")
    hidden = operations.add_file(
        found,
        found.author,
        app.extensions["storage"],
        io.BytesIO(letter("secret")),
        "b.docx",
        later(),
    )
    settle()
    known = {one.key for one in queries.everything_findable(later())}

    assert Key("file", made.id) in known
    assert Key("file", hidden.id) not in known


def test_a_doubt_about_an_article_is_one_about_its_files(app, db, search, settle):
    found, made = published_with(app, letter("quagga"), "a.docx")
    settle()
    operations.flag_outdated(found, person(), "Not any more.", later())
    settle()

    assert search.find("quagga", {EVERYONE}).hits[0].outdated
    assert search.versions()[Key("file", made.id)][0] == (
        queries.documents("file", [made.id], later())[0].version
    )


def test_the_results_show_the_file_its_article_and_a_tab(app, client, db, search, settle):
    found, made = published_with(app, letter("A quagga costs 40"), "rules.docx")
    reader = person()
    settle()
    client.sign_in(reader)
    [hit] = client.get("/search?q=quagga").select(".hits li")

    assert [link["href"] for link in hit.select("a")] == [
        f"/academy/articles/{found.id}",
        f"/academy/articles/{found.id}/files/{made.name}",
    ]
    assert "In the file rules.docx" in " ".join(hit.text.split())
    assert len(client.get("/search?q=quagga&type=file").select(".hits li")) == 1


def test_a_change_of_an_unknown_file_is_harmless(search, settle, db):
    index_change("file", 999_999, later())
    settle()

    assert search.find("quagga", {EVERYONE}).total == 0
