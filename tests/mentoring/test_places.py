"""A line before a mentor who is full: places are offered as they open, to one person at a time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.mentoring import queries
from learning.mentoring.models import Deadline, EndReason
from learning.mentoring.operations import (
    HasMentor,
    MentorFull,
    NotFull,
    PairNotAllowed,
    accept_match,
    end_pairing,
    meet_deadline,
    offer_all_places,
    request_match,
    start_match_run,
    stop_waiting_for_place,
    wait_for_place,
)
from learning.notifications.models import Notification
from learning.people.models import Avoidance
from tests.factories.mentoring import mentee_in, mentor_in, pairing
from tests.factories.people import NOON, programme_lead
from tests.factories.programmes import programme


@pytest.fixture
def where(app, db):
    return programme(programme_lead())


@pytest.fixture
def mentor(where):
    return mentor_in(where, capacity=1)


@pytest.fixture
def taken(where, mentor):
    return pairing(mentor=mentor.person, where=where)


def line(mentor, *mentees):
    """They come one an hour, the first one first."""
    for hours, mentee in enumerate(mentees):
        wait_for_place(mentee, mentor, NOON + timedelta(hours=hours))


def meet_deadlines(db, now):
    for turn in db.scalars(
        select(Deadline).where(Deadline.due_at <= now, Deadline.done_at.is_(None))
    ):
        turn.done_at = now
        meet_deadline(turn.kind, turn.object_id, now)
    db.flush()


def place(mentee, mentor):
    return queries.places_in_line(mentee.person, mentor.programme, NOON.date()).get(
        mentor.person_id
    )


def offered(db):
    told = select(Notification.person_id).where(Notification.kind == "mentoring.place_offered")
    return set(db.scalars(told.where(Notification.withdrawn_at.is_(None))))


def free_a_place(db, taken, now=NOON + timedelta(days=1)):
    end_pairing(taken, None, EndReason.REACHED, now)
    meet_deadlines(db, now)
    return now


def test_everybody_sees_their_own_place(db, where, mentor, taken):
    first, second = mentee_in(where), mentee_in(where)

    line(mentor, first, second)

    assert (place(first, mentor).place, place(second, mentor).place) == (1, 2)
    stop_waiting_for_place(mentor, first.person, NOON)
    assert (place(first, mentor), place(second, mentor).place) == (None, 1)


def test_a_place_that_opens_is_offered_to_the_first_in_line_alone(db, where, mentor, taken):
    first, second = mentee_in(where), mentee_in(where)
    line(mentor, first, second)

    now = free_a_place(db, taken)

    assert offered(db) == {first.person_id}
    assert place(first, mentor).kept_until == now + timedelta(days=2)
    with pytest.raises(MentorFull):
        request_match(second, mentor, "Please", now)
    match = request_match(first, mentor, "Please", now)
    assert place(first, mentor) is None
    offer_all_places(now)
    assert place(second, mentor).place == 1
    accept_match(match, mentor.person, now)


def test_a_kept_place_is_not_given_away_by_a_match(db, where, mentor, taken):
    waiting = mentee_in(where)
    line(mentor, waiting)
    now = free_a_place(db, taken)

    other = mentee_in(where)
    run = start_match_run(where, where.leads[0].person, now)

    assert other.person_id not in {one.mentee_id for one in queries.matches_in(run)}


def test_who_was_put_first_comes_first_where_the_programme_says_so(db, where, mentor, taken):
    first, dear = mentee_in(where), mentee_in(where)
    line(mentor, first, dear)
    where.waits_by_priority, dear.priority = True, 1
    db.flush()

    assert place(dear, mentor).place == 1
    free_a_place(db, taken)
    assert offered(db) == {dear.person_id}


def test_a_no_and_an_offer_that_runs_out_pass_the_place_on(db, where, mentor, taken):
    first, second, third = (mentee_in(where) for _ in range(3))
    line(mentor, first, second, third)
    now = free_a_place(db, taken)

    stop_waiting_for_place(mentor, first.person, now)
    assert place(second, mentor).kept_until is not None
    later = now + timedelta(days=5)
    meet_deadlines(db, later)
    meet_deadlines(db, later)

    assert offered(db) == {third.person_id}
    assert place(second, mentor) is None


def test_who_let_an_offer_go_may_come_back_to_the_end(db, where, mentor, taken):
    first, second = mentee_in(where), mentee_in(where)
    line(mentor, first, second)
    now = free_a_place(db, taken)
    stop_waiting_for_place(mentor, first.person, now)

    wait_for_place(first, mentor, now)

    assert place(first, mentor).place == 1
    assert place(second, mentor).kept_until is not None


def test_who_has_found_a_mentor_leaves_every_line(db, where, mentor, taken):
    mentee, other = mentee_in(where), mentor_in(where)
    line(mentor, mentee)
    match = request_match(mentee, other, "Please", NOON)

    accept_match(match, other.person, NOON)

    assert place(mentee, mentor) is None
    with pytest.raises(HasMentor):
        wait_for_place(mentee, mentor, NOON)


def test_a_mentor_with_a_free_place_has_no_line(db, where):
    with pytest.raises(NotFull):
        wait_for_place(mentee_in(where), mentor_in(where), NOON)


def test_who_may_not_be_matched_is_not_let_into_the_line_nor_offered(db, where, mentor, taken):
    barred, waiting = mentee_in(where), mentee_in(where)
    line(mentor, waiting)
    for one in (barred, waiting):
        db.add(Avoidance(person_id=mentor.person_id, other_id=one.person_id))
    db.flush()

    with pytest.raises(PairNotAllowed):
        wait_for_place(barred, mentor, NOON)
    free_a_place(db, taken)
    assert offered(db) == set()


def test_a_raised_limit_is_noticed_within_a_day_and_twice_is_once(db, where, mentor, taken):
    waiting = mentee_in(where)
    line(mentor, waiting)
    mentor.capacity = 2
    db.flush()

    for _ in range(2):
        offer_all_places(NOON)

    assert offered(db) == {waiting.person_id}


def test_the_page_offers_to_wait_and_shows_the_place_kept(client, db, where, mentor, taken):
    mentee = mentee_in(where)
    db.commit()
    client.sign_in(mentee.person)

    client.submit("/mentoring/mentors", form="form[action*=wait]")
    assert "You are number 1 in line" in client.get("/mentoring/mentors").text
    end_pairing(taken, None, EndReason.REACHED, NOON)
    offer_all_places(NOON)
    db.commit()

    page = client.get("/mentoring/mentors")
    assert "Kept for you until" in page.text
    client.submit("/mentoring/mentors", form="form[action*=stop-waiting]")
    assert "Kept for you" not in client.get("/mentoring/mentors").text
