"""What a board counts, and what it hides."""

from datetime import date, timedelta

import pytest

from learning.academy.models import Rating
from learning.activity.operations import record
from learning.mentoring.models import MatchState
from learning.metrics.queries import board, goals
from learning.people.models import Role
from learning.programmes.models import Format, Target
from tests.factories.academy import article, topic
from tests.factories.buddies import buddy_pairing, newcomer, plan, volunteer
from tests.factories.mentoring import booking, feedback, match, mentee_in, pairing
from tests.factories.people import NOON, department, person, spoken
from tests.factories.programmes import programme
from tests.factories.reviews import cycle, reviewee

DAY = timedelta(days=1)


def did(where, verb, people, ago=3 * DAY, kind="booking", number=1):
    for one in people:
        record(one.id, verb, kind, number, NOON - ago, where.id)


def some(count, **fields):
    return [person(**fields) for _ in range(count)]


def figures(where, now=NOON):
    return board(where, now).figures


@pytest.fixture
def where(db):
    return programme(formats=[Format.MENTORING.value])


# Who is involved


def test_each_person_counts_once_whatever_they_did(db, where):
    people = some(6)
    did(where, "session_held", people)
    did(where, "session_held", people, ago=5 * DAY)
    did(where, "article_published", people[:2], kind="article")

    assert figures(where)["people_involved"].value == 6


def test_reading_rating_and_booking_are_no_act(db, where):
    for verb in ("article_viewed", "session_rated", "session_booked", "enrolled"):
        did(where, verb, some(6))

    assert figures(where)["people_involved"].value == 0


def test_another_programme_and_another_time_do_not_count(db, where):
    did(programme(), "session_held", some(6))
    did(where, "session_held", some(6), ago=61 * DAY)

    assert figures(where)["people_involved"].value == 0


def test_the_window_before_is_beside(db, where):
    did(where, "session_held", some(12))
    did(where, "session_held", some(6), ago=40 * DAY)

    found = figures(where)["people_involved"]

    assert (found.value, found.before, found.change) == (12, 6, 6)


def test_the_share_before_does_not_tell_the_hidden_number_before(db, where):
    people = some(12)
    did(where, "session_held", people)
    did(where, "session_held", people[:10], ago=40 * DAY)

    found = figures(where)

    assert (found["people_involved"].value, found["people_involved"].before) == (12, None)
    assert found["participation"].value is not None
    assert found["participation"].before is None


def test_four_people_are_hidden_and_so_is_their_share(db, where):
    some(40)
    did(where, "session_held", some(4))

    found = figures(where)

    assert found["people_involved"].is_hidden
    assert found["participation"].is_hidden
    assert board(where, NOON).series["people_involved"][-1] is None


def test_participation_is_the_share_of_those_invited(db, where):
    where.audience = {"department": ["Design"]}
    design = department(name="Design").id
    invited = some(10, department_id=design)
    some(7)
    did(where, "session_held", invited[:5])

    found = figures(where)["participation"]

    assert found.value == pytest.approx(0.5)


@pytest.mark.parametrize(("guests", "is_hidden"), [(5, False), (1, True)])
def test_few_guests_from_outside_hide_the_share(db, where, guests, is_hidden):
    where.audience = {"department": ["Design"]}
    invited = some(10, department_id=department(name="Design").id)
    did(where, "session_held", [*invited[:5], *some(guests)])

    found = figures(where)["participation"]

    assert found.is_hidden is is_hidden
    assert found.value is None or found.value == pytest.approx(0.5)


def test_who_came_in_the_middle_counts_by_their_days(db, where):
    where.audience = {"department": ["Design"]}
    design = department(name="Design").id
    there = some(5, department_id=design)
    some(2, department_id=design, started_on=(NOON - 14 * DAY).date())  # 15 of 30 days
    some(1, department_id=design, deactivated_at=NOON - 15 * DAY)  # the 14 days before
    did(where, "session_held", there)

    assert figures(where)["participation"].value == pytest.approx(5 / (5 + 2 * 0.5 + 14 / 30))


def test_an_audience_by_language_and_tenure_is_counted(db, where):
    where.audience = {"language": ["ru"], "tenure": ["over_five"]}
    old = some(6, started_on=date(2010, 1, 1))
    for one in old:
        spoken(one, "ru")
    spoken(person(started_on=date(2029, 12, 1)), "ru")
    some(5, started_on=date(2010, 1, 1))
    spoken(person(started_on=date(2010, 1, 1), privacy={"languages": "me"}), "ru")
    did(where, "session_held", old)

    assert figures(where)["participation"].value == pytest.approx(1.0)


# Pairs and sessions


def held(where, count, ago=2 * DAY, **fields):
    made = [booking(within=pairing(where=where), starts_at=NOON - ago) for _ in range(count)]
    for one in made:
        one.held_at = NOON
    return made


def test_sessions_are_counted_when_somebody_said_they_were_held(db, where):
    held(where, 3)
    booking(within=pairing(where=where), starts_at=NOON - DAY)
    held(programme(), 4)
    db.flush()

    found = figures(where)

    assert found["sessions_held"].value == 3
    assert found["sessions_kept"].value == pytest.approx(3 / 4)


def test_late_cancellations_count_against_and_timely_ones_do_not(db, where):
    held(where, 3)
    late, timely = held(where, 2)
    for one, before in ((late, DAY / 2), (timely, 3 * DAY)):
        one.held_at, one.cancelled_at = None, one.slot.starts_at - before
    db.flush()

    assert figures(where)["sessions_kept"].value == pytest.approx(3 / 4)


def test_sessions_of_two_pairs_are_hidden(db, where):
    held(where, 2)
    db.flush()

    assert figures(where)["sessions_held"].is_hidden


def test_matched_now_is_the_share_in_running_pairs(db, where):
    for _ in range(3):
        pairing(where=where)
    for _ in range(2):
        mentee_in(where)

    found = figures(where, NOON + DAY)["matched_now"]

    assert found.value == pytest.approx(6 / 8)
    assert found.before is None or found.before == 0


def test_acceptance_leaves_out_what_was_withdrawn(db, where):
    for state, count in (
        (MatchState.ACCEPTED, 3),
        (MatchState.DECLINED, 1),
        (MatchState.EXPIRED, 1),
        (MatchState.WITHDRAWN, 4),
    ):
        for _ in range(count):
            match(where, state=state, closed_at=NOON - DAY)

    assert figures(where)["acceptance"].value == pytest.approx(3 / 5)


# What people said


def answers(where, given, ago):
    for usefulness, recommend in given:
        met = booking(within=pairing(where=where), starts_at=NOON - ago - DAY)
        met.held_at = NOON - ago
        feedback(
            met.slot.mentor,
            booking_id=met.id,
            author_id=met.mentee_id,
            usefulness=usefulness,
            recommend=recommend,
            written_at=NOON - ago,
        )


MIXED = [(4, 10), (4, 9), (3, 9), (3, 8), (2, 3), (3, 7)]


def test_answers_of_five_in_a_closed_month_are_shown_roughly(db, where):
    answers(where, MIXED, 20 * DAY)  # NOON is the seventh of January

    found = figures(where)

    assert found["session_rating"].value == 3.0  # 19 ÷ 6 = 3.17
    assert found["satisfaction"].value == 0.8  # 5 of 6
    assert found["nps"].value == 30  # 3 promoters, 1 detractor of 6: 33
    assert found["nps"].low < 30 < found["nps"].high
    assert found["nps"].answers == "5–9"


def test_answers_of_the_running_month_are_not_shown(db, where):
    answers(where, MIXED, 2 * DAY)

    assert figures(where)["nps"].is_hidden


def test_answers_of_four_people_are_hidden(db, where):
    answers(where, MIXED[:4], 20 * DAY)

    found = figures(where)

    assert all(found[key].is_hidden for key in ("session_rating", "satisfaction", "nps"))


def test_where_all_agree_no_number_is_said(db, where):
    answers(where, [(4, 10)] * 6, 20 * DAY)

    found = figures(where)

    for key in ("session_rating", "satisfaction", "nps"):
        assert found[key].is_one_sided
        assert found[key].value is None


def test_the_release_before_is_beside(db, where):
    answers(where, [(2, 3)] * 3 + [(3, 8)] * 3, 45 * DAY)
    answers(where, MIXED, 20 * DAY)

    found = figures(where)["nps"]

    assert (found.value, found.before) == (30, -50)
    assert len(board(where, NOON).scores) == 2


def test_feedback_share_counts_answers_to_sessions_of_the_window(db, where):
    answers(where, MIXED, 10 * DAY)

    assert figures(where)["feedback_share"].value == pytest.approx(6 / 12)


# Reading


@pytest.fixture
def academy(db):
    return programme(formats=[Format.ACADEMY.value])


def views(text, readers, ago=DAY):
    for one in readers:
        record(one.id, "article_viewed", "article", text.id, NOON - ago, text.programme_id)


def test_views_and_readers_of_the_programmes_articles_and_topics(db, academy):
    readers = some(6)
    below = topic(parent_id=topic(programme_id=academy.id).id)
    views(article(programme_id=academy.id), readers)
    views(article(topic_id=below.id), readers[:5])
    views(article(), readers)

    found = figures(academy)

    assert (found["views"].value, found["unique_readers"].value) == (11, 6)


def test_views_of_three_readers_are_hidden_with_their_number(db, academy):
    views(article(programme_id=academy.id), some(3) * 5)

    found = figures(academy)

    assert found["views"].is_hidden
    assert found["unique_readers"].is_hidden


def test_usefulness_is_hidden_until_five_have_answered(db, academy):
    text = article(programme_id=academy.id)

    def rate(count, *, is_useful):
        for one in some(count):
            rated_at = NOON - DAY
            db.add(
                Rating(article_id=text.id, person_id=one.id, is_useful=is_useful, rated_at=rated_at)
            )
        db.flush()

    rate(4, is_useful=True)
    assert figures(academy)["usefulness"].is_hidden

    rate(1, is_useful=False)
    assert figures(academy)["usefulness"].value == pytest.approx(0.8)


# Newcomers and reviews


def test_buddies_in_time_are_counted_of_those_who_started(db):
    where = programme(formats=[Format.BUDDY.value])
    for number in range(6):
        made = plan(where, newcomer((NOON - 3 * DAY).date()))
        if number < 3:
            found = buddy_pairing(made, volunteer(where))
            found.started_at = NOON - (10 * DAY if number < 2 else 0 * DAY)
    db.flush()

    assert figures(where)["buddy_in_time"].value == pytest.approx(2 / 6)


def test_reviews_of_few_people_are_hidden(db):
    where = programme(formats=[Format.REVIEWS.value])
    reviewee(cycle(where))

    found = figures(where)

    assert found["reviews_released"].value == 0
    assert found["review_coverage"].value is None


# Goals


def test_goals_show_where_the_programme_stands(db, where):
    where.targets[:] = [
        Target(measure="people_involved", baseline=0, target=10, due_on=date(2030, 1, 13)),
        Target(measure="participation", baseline=0, target=50, due_on=date(2030, 12, 31)),
        Target(measure="unique_readers", baseline=0, target=50, due_on=date(2030, 12, 31)),
    ]
    where.starts_on = date(2030, 1, 1)
    some(20)
    did(where, "session_held", some(5))
    db.flush()

    reached = goals(board(where, NOON))

    assert [(one.now, one.is_on_course) for one in reached[:1]] == [
        (5, True)
    ]  # half way, half time
    assert reached[1].now == pytest.approx(100 * board(where, NOON).figures["participation"].value)
    assert (reached[2].now, reached[2].is_on_course) == (None, None)


def test_an_auditor_is_no_part_of_the_audience(db, where):
    people = some(9)
    person(Role.AUDITOR)
    did(where, "session_held", people)

    everybody = 9 + 1  # and the lead

    assert figures(where)["participation"].value == pytest.approx(9 / everybody)
