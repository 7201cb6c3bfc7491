"""What readers make of articles together, what is chosen for one, and what authors see of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning import clock
from learning.academy import operations, queries
from learning.academy.models import ArticleState, Reading, SearchOpening, ShareVisit, StepTick
from learning.academy.queries import Reason
from learning.academy.rules.shares import share_token
from learning.people.models import Direction
from tests.factories.academy import article, shown_file, topic
from tests.factories.paths import path, to_read
from tests.factories.people import NOON, person, person_skill, skill

DAY = timedelta(days=1)


@pytest.fixture
def search(app, db):
    gateway = app.extensions["search"]()
    yield gateway
    gateway.rebuild([])


def read(articles, readers, at=NOON, **how):
    for one in articles:
        for reader in readers:
            operations.note_view(one, reader, at, **how)


def people(count):
    return [person() for _ in range(count)]


# Colleagues also read


def test_what_five_readers_read_as_well_stands_beside(db):
    here, often, seldom = article(), article(), article()
    readers = people(6)
    read([here, often], readers)
    read([seldom], readers[:4])

    assert [one.id for one in queries.beside(here, NOON).also_read] == [often.id]


def test_a_person_counts_once_however_often_they_read(db):
    here, there = article(), article()
    for day in range(10):
        read([here, there], people(1) if not day else [], NOON + day * DAY)
    reader = person()
    for day in range(10):
        read([here, there], [reader], NOON + day * DAY)

    assert queries.beside(here, NOON + 10 * DAY).also_read == []


def test_what_was_read_long_ago_or_is_not_published_counts_nothing(db):
    here, old, gone = article(), article(), article()
    readers = people(5)
    read([old], readers, NOON - 91 * DAY)
    read([here, gone], readers)
    gone.state = ArticleState.ARCHIVED

    assert queries.beside(here, NOON).also_read == []


def test_who_was_led_by_the_list_is_a_reader_but_proves_nothing(db):
    here, there = article(), article()
    readers = people(5)
    read([here], readers)
    read([there], readers, is_led=True)
    assert queries.readers_of(there) == (5, 5)
    assert queries.beside(here, NOON).also_read == []

    read([there], readers, NOON + DAY)
    assert [one.id for one in queries.beside(here, NOON + DAY).also_read] == [there.id]


def test_coming_back_by_the_list_takes_no_own_reading_away(db):
    here, there = article(), article()
    readers = people(5)
    read([here, there], readers)
    read([there], readers, NOON + DAY, is_led=True)

    assert [one.id for one in queries.beside(here, NOON + DAY).also_read] == [there.id]


# Shared and useful


def test_a_link_counts_each_colleague_once_and_never_its_sharer(db):
    found = article()
    sharer, other, reader = people(3)
    operations.note_view(found, reader, NOON, sharer_id=sharer.id)
    operations.note_view(found, reader, NOON + DAY, sharer_id=other.id)
    operations.note_view(found, sharer, NOON, sharer_id=sharer.id)
    operations.note_view(found, found.author, NOON, sharer_id=sharer.id)

    [visit] = db.scalars(select(ShareVisit))
    assert (visit.person_id, visit.sharer_id) == (reader.id, sharer.id)


def test_the_most_shared_of_thirty_days_reached_five_colleagues_and_more(db):
    much, more, little, old = article(), article(), article(), article()
    sharer = person()
    for one, count, at in ((much, 5, NOON), (more, 6, NOON), (little, 4, NOON), (old, 9, NOON)):
        moment = at - 31 * DAY if one is old else at
        read([one], people(count), moment, sharer_id=sharer.id)

    found = queries.praise(NOON, 5).shared
    assert [(one.article.id, one.people) for one in found] == [(more.id, 6), (much.id, 5)]


def test_the_most_useful_are_those_of_which_that_is_surest_lately(db):
    liked, mixed, old, disliked = article(), article(), article(), article()
    said = [(liked, True, 0)] * 4 + [(mixed, True, 0)] * 5 + [(mixed, False, 0)] * 5
    said += [(old, True, 31)] * 9 + [(disliked, False, 0)]
    for one, is_useful, days in said:
        operations.rate_article(one, person(), "", NOON - days * DAY, is_useful=is_useful)

    found = queries.praise(NOON, 5).useful
    assert [(one.article.id, one.people) for one in found] == [(liked.id, 4), (mixed.id, 5)]


# For you


def test_topics_followed_and_skills_wanted_take_turns_each_with_its_reason(db, search):
    reader, kitchen = person(), topic(name="Kitchen")
    below = topic(name="Coffee", parent_id=kitchen.id)
    person_skill(reader, skill("Beekeeping"), Direction.WANTS)
    followed = [article(topic_id=kitchen.id), article(topic_id=below.id)]
    bees = article(title="Beekeeping for beginners")
    article(title="Chess")
    search.rebuild(queries.everything_findable(NOON))
    operations.follow_topic(kitchen, reader, NOON)

    found = queries.picks_for(reader, search, 6)
    assert [(one.article.id, one.reason, one.name) for one in found] == [
        (followed[1].id, Reason.TOPIC, "Coffee"),
        (bees.id, Reason.SKILL, "Beekeeping"),
        (followed[0].id, Reason.TOPIC, "Kitchen"),
    ]


def test_the_next_unread_articles_of_a_path_one_is_on_come_with_its_name(db, search):
    reader, way, left = person(), path(), path()
    steps = [to_read(way) for _ in range(3)]
    to_read(left)
    for one in (way, left):
        operations.follow_path(one, reader, NOON)
    operations.leave_path(left, reader, NOON)
    read([steps[0].article], [reader])
    db.add(StepTick(step_id=steps[1].id, person_id=reader.id, ticked_at=NOON))
    db.flush()

    found = queries.picks_for(reader, search, 6)
    assert [(one.article.id, one.reason, one.name) for one in found] == [
        (steps[2].article_id, Reason.PATH, way.title)
    ]


def test_what_one_wrote_has_read_or_cannot_read_is_not_chosen(db, search):
    reader, kitchen = person(language="en"), topic()
    operations.follow_topic(kitchen, reader, NOON)
    article(reader, topic_id=kitchen.id)
    article(topic_id=kitchen.id, language="zh")
    article(state=ArticleState.DRAFT, topic_id=kitchen.id)
    read([article(topic_id=kitchen.id)], [reader])

    assert queries.picks_for(reader, search, 6) == []


def test_following_and_declining_twice_are_harmless_and_both_can_be_undone(db):
    reader, kitchen = person(), topic()
    for _ in range(2):
        operations.follow_topic(kitchen, reader, NOON)
        operations.decline_picks(reader, NOON)
    assert queries.follows(reader, kitchen)
    assert not queries.wants_picks(reader)

    for _ in range(2):
        operations.unfollow_topic(kitchen, reader)
        operations.accept_picks(reader)
    assert not queries.follows(reader, kitchen)
    assert queries.wants_picks(reader)


def test_the_page_chooses_says_why_and_can_be_switched_off(client, db, search):
    reader, kitchen = person(), topic(name="Kitchen")
    found = article(title="Descaling", topic_id=kitchen.id)
    client.sign_in(reader)
    client.submit(f"/academy/topics/{kitchen.id}", form=f'form[action$="{kitchen.id}/follow"]')
    page = client.get("/academy/picks")
    assert found.published.title in page.text
    assert "You follow Kitchen." in page.text

    client.submit("/academy/picks", form='form[action$="/decline"]')
    assert "Descaling" not in client.get("/academy/picks").text
    client.submit("/academy/picks", form='form[action$="/accept"]')
    assert "Descaling" in client.get("/academy/picks").text


def test_the_page_costs_the_same_number_of_queries_however_much_it_shows(
    client, db, search, count_queries
):
    reader, kitchen = person(), topic()
    operations.follow_topic(kitchen, reader, clock.now())
    person_skill(reader, skill("Beekeeping"), Direction.WANTS)
    for _ in range(5):
        one = article(title="Beekeeping", topic_id=kitchen.id)
        operations.rate_article(one, person(), "", clock.now(), is_useful=True)
        read([one], people(5), clock.now(), sharer_id=reader.id)
    client.sign_in(reader)
    count_queries.clear()
    client.get("/academy/picks")

    assert len(count_queries) <= 12


# What the article's page tells, and what authors see


def test_the_beacon_says_how_one_came_and_that_one_reached_the_end(client, app, db):
    found, sharer, reader = article(), person(), person()
    token = share_token(app.config["SECRET_KEY"], found.id, sharer.id)
    client.sign_in(reader)
    page = client.get(f"/academy/articles/{found.id}?via={token}&came=also-read")
    [text] = page.select("[data-behaviour=beacon]")
    assert (text["data-via"], text["data-led"]) == (token, "yes")

    said = {"via": text["data-via"], "led": "yes", "finished": "yes"}
    answer = client.open(text["data-url"], method="POST", data=client.token() | said)
    assert answer.status_code == 204
    [reading] = db.scalars(select(Reading))
    assert reading.own_at is None
    assert reading.finished_at is not None
    assert db.scalars(select(ShareVisit.sharer_id)).all() == [sharer.id]


def test_ones_own_link_stands_on_the_page_and_a_forged_one_counts_nothing(client, app, db):
    found, reader = article(), person()
    client.sign_in(reader)
    page = client.get(f"/academy/articles/{found.id}?via=forged")
    token = share_token(app.config["SECRET_KEY"], found.id, reader.id)
    assert page.select_one("#share-address")["value"].endswith(f"?via={token}")

    address = f"/academy/articles/{found.id}/view"
    client.open(address, method="POST", data=client.token() | {"via": "forged"})
    assert queries.readers_of(found) == (1, 1)
    assert db.scalars(select(ShareVisit)).all() == []


def test_an_author_sees_readers_and_shares_of_five_people_and_more(db):
    author, sharer = person(), person()
    few, many = article(author), article(author)
    read([few], people(4), sharer_id=sharer.id)
    read([many], people(3), sharer_id=sharer.id)
    read([many], people(2), sharer_id=sharer.id, is_finished=True)

    doing = {one.article.id: one for one in queries.articles_by(author, NOON, 10)}
    assert (doing[few.id].readers, doing[few.id].read_through) == (4, None)
    assert doing[few.id].came_by_links is None
    assert (doing[many.id].readers, doing[many.id].read_through) == (5, 0.4)
    assert doing[many.id].came_by_links == 5


def test_an_author_sees_searches_of_five_searchers_that_led_here_or_to_a_file(db):
    author = person()
    found = article(author)
    file = shown_file(found)
    for words, count, opened in (
        ("coffee", 5, ("article", found.id)),
        ("cup", 6, ("file", file.id)),
        ("secret", 4, ("article", found.id)),
        ("other", 5, ("article", article().id)),
    ):
        for number in range(count):
            key = f"{words}{number}"
            operations.note_search(key, words, "en", hits=3, took_ms=1, now=NOON)
            operations.note_click(key, words, NOON, opened)
            operations.note_click(key, words, NOON, opened)

    [doing] = queries.articles_by(author, NOON, 10)
    assert doing.searches == ["cup", "coffee"]


def test_what_was_opened_is_forgotten_with_the_search(db):
    operations.note_search("key", "coffee", "en", hits=1, took_ms=1, now=NOON)
    operations.note_click("key", "coffee", NOON, ("article", 1))
    operations.forget_searches(NOON + 91 * DAY)

    assert db.scalars(select(SearchOpening)).all() == []


def test_what_most_do_not_find_useful_comes_first_and_says_so(client, db):
    author = person()
    bad = article(author, title="Unclear")
    good = article(author, title="Clear")
    for number in range(10):
        reader = person()
        read([bad, good], [reader])
        operations.rate_article(bad, reader, "", NOON, is_useful=number < 2)
        operations.rate_article(good, reader, "", NOON, is_useful=True)
    client.sign_in(author)
    page = client.get("/academy/my-articles")

    assert [one.text for one in page.select(".row-title")] == ["Unclear", "Clear"]
    assert len(page.select(".note-warn")) == 1


def test_nobody_sees_anothers_figures_and_the_page_costs_few_queries(client, db, count_queries):
    author = person()
    for _ in range(5):
        read([article(author)], people(2))
    client.sign_in(author)
    count_queries.clear()
    client.get("/academy/my-articles")
    assert len(count_queries) <= 12

    client.sign_in(person())
    assert "Nothing published yet" in client.get("/academy/my-articles").text
