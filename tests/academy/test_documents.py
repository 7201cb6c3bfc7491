"""What search may know, and how the index keeps up with the database."""

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from learning import jobs
from learning.academy import operations, queries
from learning.academy.models import ArticleState
from learning.academy.queries.paths import steps_of
from learning.academy.search import EVERYONE, Key, open_search
from learning.academy.search.postgres_index import SCHEMA
from learning.outbox import NAME, index_change
from learning.people.models import Direction, Person, SkillSynonym
from learning.people.operations import import_people
from learning.programmes.models import ProgrammeState
from tests.factories.academy import article, topic, topic_expert
from tests.factories.paths import path
from tests.factories.people import NOON, moderator, person, person_skill, roster, skill
from tests.factories.programmes import programme
from tests.factories.talks import talk


@pytest.fixture
def search(app, db):
    gateway = app.extensions["search"]()
    gateway.rebuild([])
    yield gateway
    gateway.rebuild([])


_seconds = count(1)


def long_ago():
    """A moment of its own, due by now."""
    return NOON.replace(year=2020) + timedelta(seconds=next(_seconds))


@pytest.fixture
def settle(app, db):
    """Let the index hear of all that is owed."""

    def everything():
        db.commit()
        while jobs.run(jobs.index_sweep(app))[0]:
            pass

    return everything


def test_an_article_is_known_by_its_published_text_alone(db):
    found = article(title="Coffee", body="Old words.", topic_id=topic(name="Kitchen").id)
    operations.save_text(
        found,
        found.author,
        operations.Draft(title="Secret", body="New words.", language="en"),
        operations.mark_of(found.newest),
        NOON,
    )
    [document] = queries.documents("article", [found.id], NOON)

    assert (document.title, document.text) == ("Coffee", "Old words.")
    assert document.url == f"/academy/articles/{found.id}"
    assert document.visibility == {EVERYONE}
    assert document.author == found.author.name


@pytest.mark.parametrize(
    "state", [ArticleState.DRAFT, ArticleState.IN_REVIEW, ArticleState.ARCHIVED]
)
def test_what_is_not_published_has_no_document(db, state):
    assert queries.documents("article", [article(state=state).id], NOON) == []


def test_trust_and_readers_are_part_of_the_document(db):
    found = article()
    [plain] = queries.documents("article", [found.id], NOON)
    operations.verify(found, person(), 30, NOON)
    operations.note_view(found, person(), NOON)
    [verified] = queries.documents("article", [found.id], NOON)
    [due] = queries.documents("article", [found.id], NOON.replace(month=3))

    assert (plain.verified, plain.popularity) == (False, 0)
    assert (verified.verified, verified.outdated, verified.popularity) == (True, False, 1)
    assert (due.verified, due.outdated) == (False, True)
    assert len({plain.version, verified.version, due.version}) == 3


def test_people_are_known_by_what_colleagues_may_read(db):
    someone = person(
        name="Anna Bell",
        story="I keep bees.",
        ask_me_about="Honey",
        privacy={"story": "me", "ask_me_about": "colleagues"},
    )
    person_skill(someone, skill("Beekeeping"), Direction.TEACHES, 4)
    topic_expert(someone, topic(name="Gardens"))
    [document] = queries.documents("person", [someone.id], NOON)

    assert "Honey" in document.text
    assert "Beekeeping" in document.text
    assert "bees" not in document.text
    assert document.topics == ("Gardens",)
    someone.deactivated_at = NOON
    db.flush()
    assert queries.documents("person", [someone.id], NOON) == []


def test_skills_are_found_by_their_other_names(db):
    known = skill("PostgreSQL")
    db.add(SkillSynonym(skill_id=known.id, key="postgres"))
    db.flush()
    [document] = queries.documents("skill", [known.id], NOON)

    assert document.text == "postgres"
    assert document.url == "/people?teaches=PostgreSQL"


def test_drafts_of_programmes_are_nobodys_to_find(db):
    running, draft = programme(), programme(state=ProgrammeState.DRAFT)
    found = queries.documents("programme", [running.id, draft.id], NOON)

    assert [one.id for one in found] == [running.id]


def test_a_change_comes_into_the_index_and_leaves_it(app, db, search):
    found = article(title="Bicycles")
    index_change("article", found.id, NOON.replace(year=2020))
    db.commit()
    jobs.run(jobs.index_sweep(app))
    assert [hit.id for hit in search.find("bicycles", {EVERYONE}).hits] == [found.id]

    operations.unpublish(found, found.author, NOON.replace(year=2021))
    db.commit()
    jobs.run(jobs.index_sweep(app))
    assert search.find("bicycles", {EVERYONE}).total == 0


def test_a_persons_skills_come_into_the_index_with_the_person(app, db, search):
    someone = person(name="Anna Bell")
    person_skill(someone, skill("Beekeeping"), Direction.TEACHES, 4)
    operations.refresh_index(search, {Key("person", someone.id)}, NOON)

    found = search.find("beekeeping", {EVERYONE})
    assert {hit.kind for hit in found.hits} == {"person", "skill"}


def test_what_nobody_knows_is_forgotten_without_a_fuss(app, db, search):
    operations.refresh_index(search, {Key("article", 999_999), Key("talk", 1)}, NOON)

    assert search.count() == 0


def test_documents_cost_the_same_number_of_queries_however_many(db, count_queries):
    ids = [article(topic_id=topic().id).id for _ in range(5)]
    count_queries.clear()
    db.expunge_all()
    assert len(queries.documents("article", ids, NOON)) == 5
    assert len(count_queries) <= 2


def test_a_question_is_found_by_its_answers(app, db, search):
    asked = operations.ask_question(person(), "Who mends bicycles?", "Mine.", None, "en", NOON)
    operations.write_answer(asked, person(), "The porter, with a spanner.", NOON)
    operations.refresh_index(search, {Key("question", asked.id)}, NOON)

    [hit] = search.find("spanner", {EVERYONE}).hits
    assert (hit.kind, hit.title) == ("question", "Who mends bicycles?")
    assert hit.url == f"/academy/questions/{asked.id}"


def test_a_path_is_found_by_what_its_editors_say_once_colleagues_see_it(app, db, search, settle):
    about = topic(name="Kitchen")
    made = path(None, about, "Descaling for beginners", is_published=False)
    settle()
    assert search.find("descaling", {EVERYONE}).total == 0

    operations.publish_path(made, made.author, long_ago())
    settle()
    [hit] = search.find("descaling", {EVERYONE}).hits
    assert (hit.kind, hit.title, hit.url) == ("path", made.title, f"/academy/paths/{made.id}")
    assert (hit.topics, hit.author) == (("Kitchen",), made.author.name)

    [step] = steps_of(made)
    words = operations.StepWords(note="Mind the valve")
    operations.edit_step(made, step, words, long_ago())
    settle()
    assert search.find("valve", {EVERYONE}).total == 1
    operations.remove_step(made, step, long_ago())
    settle()
    assert search.find("valve", {EVERYONE}).total == 0
    operations.withdraw_path(made, long_ago())
    settle()
    assert search.count() == 0


def test_a_comment_is_found_as_long_as_it_can_be_read(app, db, search, settle):
    found, reader = article(title="Machine"), person(name="Anna Bell")
    root = operations.add_comment(found, reader, "Ours drips.", None, long_ago())
    reply = operations.add_comment(found, person(), "Buy a gasket.", root, long_ago())
    settle()
    [hit] = search.find("gasket", {EVERYONE}).hits
    assert (hit.kind, hit.within) == ("comment", "Machine")
    assert hit.url == f"/academy/articles/{found.id}/comments?thread={root.id}#comment-{reply.id}"
    assert [one.value for one in search.find("drips", {EVERYONE}).facets["type"]] == ["comment"]

    operations.edit_comment(reply, found, reply.author, "Buy a grommet.", long_ago())
    settle()
    assert search.find("gasket", {EVERYONE}).total == 0
    assert search.find("grommet", {EVERYONE}).total == 1
    operations.hide_comment(reply, found, moderator(), "An advertisement", long_ago())
    settle()
    assert search.find("grommet", {EVERYONE}).total == 0

    operations.unpublish(found, found.author, long_ago())
    settle()
    assert search.find("drips", {EVERYONE}).total == 0


def test_what_is_in_a_renamed_topic_is_found_under_its_new_name(app, db, search, settle):
    above = topic(name="Kitchen")
    below = topic(name="Machines", parent_id=above.id)
    article(title="Descaling", topic_id=below.id)
    path(None, below)
    search.rebuild(queries.everything_findable(NOON))

    operations.edit_topic(above, "Canteen", None, long_ago())
    settle()
    assert {hit.kind for hit in search.find("canteen", {EVERYONE}).hits} == {"article", "path"}
    assert search.find("kitchen", {EVERYONE}).total == 0


def test_what_a_renamed_person_wrote_is_found_under_the_new_name(app, db, search, settle):
    def name(words):
        import_people("p.csv", roster({"name": words}), is_full=False, by=None, now=long_ago())

    name("Anna Quagga")
    anna = db.scalars(select(Person).where(Person.employee_id == "E1")).one()
    about = article(anna, title="Descaling")
    operations.add_comment(article(), anna, "Ours drips.", None, long_ago())
    operations.ask_question(anna, "Which filter?", "", None, "en", long_ago())
    path(anna)
    talk(anna)
    not_hers = article(title="Grinding")
    settle()
    search.rebuild(queries.everything_findable(NOON))
    before = search.versions()[Key("article", not_hers.id)]

    name("Anna Okapi")
    settle()
    everywhere = {"article", "comment", "path", "person", "question", "talk"}
    assert {hit.kind for hit in search.find("okapi", {EVERYONE}).hits} == everywhere
    assert search.find("author:okapi descaling", {EVERYONE}).hits[0].id == about.id
    assert search.find("quagga", {EVERYONE}).total == 0
    assert search.versions()[Key("article", not_hers.id)] == before
    assert not search.versions().keys() & {Key(NAME, anna.id)}


def test_paths_and_comments_cost_the_same_number_of_queries_however_many(db, count_queries):
    on_paths = [path().id for _ in range(5)]
    said = [operations.add_comment(article(), person(), "Yes.", None, NOON).id for _ in range(5)]
    db.commit()
    for kind, ids, most in (("path", on_paths, 2), ("comment", said, 2)):
        db.expunge_all()
        count_queries.clear()
        assert len(queries.documents(kind, ids, NOON)) == 5
        assert len(count_queries) <= most


@pytest.fixture
def other_version(app, tmp_path, monkeypatch):
    """The index as a start finds it that another version of the program has made."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    if url.startswith("postgresql"):
        with app.extensions["search"]()._index.connected() as connection:
            connection.exec_driver_sql(f"drop schema {SCHEMA} cascade")
    gateway = open_search(url, tmp_path)
    monkeypatch.setitem(app.extensions, "search", lambda: gateway)
    yield gateway
    gateway.close()


@pytest.mark.parametrize("is_noticed", [True, False])
def test_an_index_of_another_version_is_made_anew_after_the_start(
    app, db, client, settle, other_version, monkeypatch, is_noticed
):
    article(title="Descaling the espresso machine")
    monkeypatch.setattr("learning.clock.now", lambda: NOON)
    client.sign_in(person())
    if not is_noticed:  # the control: what nobody notices stays as it is
        monkeypatch.setattr(other_version, "is_whole", lambda: True)

    ready = app.extensions["health"]["index"]
    assert ready() is not is_noticed
    page = client.get("/search?q=espresso")
    assert ("made anew" in page.text) is is_noticed
    assert bool(page.select("[data-behaviour=searched]")) is not is_noticed
    for _ in range(2):  # of two servers that start
        assert jobs.owe_whole_index(app) is is_noticed
    settle()

    assert ready()
    assert other_version.find("espresso", {EVERYONE}).total == is_noticed
    assert "made anew" not in client.get("/search?q=espresso").text
    assert jobs.owe_whole_index(app) is False
