"""What mentoring comes to, and what waits for one person."""

from datetime import timedelta

from learning.mentoring import queries
from tests.factories.mentoring import booking, feedback, match, pairing, request
from tests.factories.people import NOON, person

DAY = timedelta(days=1)
NEXT_MONTH = (NOON + 31 * DAY).date()


def test_sessions_held_are_counted_by_their_start_and_programme(db):
    pair = pairing()
    booking(within=pair, starts_at=NOON, held_at=NOON)
    booking(starts_at=NOON + DAY, held_at=NOON + DAY)
    booking(starts_at=NOON + 2 * DAY)

    assert queries.sessions_held(NOON, NOON + 5 * DAY) == 2
    assert queries.sessions_held(NOON + DAY, NOON + 5 * DAY) == 1
    assert queries.sessions_held(NOON, NOON + 5 * DAY, pair.programme_id) == 1


def test_ratings_come_without_their_authors(db):
    mentor = person()
    feedback(mentor, usefulness=4, recommend=10, starts_at=NOON)
    feedback(mentor, usefulness=2, recommend=3, starts_at=NOON + DAY)

    found = queries.ratings(NOON, NOON + DAY)

    assert (found.usefulness, found.recommend, found.people) == ([2, 4], [3, 10], 2)


def test_active_pairings_are_counted_at_a_moment(db):
    over, running = pairing(), pairing()
    over.ended_at = NOON + DAY
    db.commit()

    assert queries.active_pairings(NOON) == 2
    assert queries.active_pairings(NOON + DAY) == 1
    assert queries.active_pairings(NOON, running.programme_id) == 1


def test_four_people_s_feedback_is_hidden_from_the_person(db):
    mentor = person()
    for number in range(4):
        feedback(mentor, starts_at=NOON + number * DAY)

    assert queries.feedback_about(mentor, NEXT_MONTH) is None


def test_five_people_s_feedback_is_shown_next_month(db):
    mentor = person()
    for number in range(5):
        feedback(mentor, starts_at=NOON + number * DAY, usefulness=4 if number else 2)

    assert queries.feedback_about(mentor, NOON.date()) is None
    found = queries.feedback_about(mentor, NEXT_MONTH)
    assert (found.answers, found.usefulness) == ("5–9", 3.5)


def test_one_person_s_many_answers_stay_hidden(db):
    pair = pairing()
    for number in range(8):
        held = booking(within=pair, starts_at=NOON + number * DAY)
        feedback(pair.mentor, booking_id=held.id, author_id=pair.mentee_id)

    assert queries.feedback_about(pair.mentor, NEXT_MONTH) is None


def test_the_next_session_is_the_nearest_of_either_side(db):
    one = person()
    booking(mentee=one, starts_at=NOON + 3 * DAY)
    nearest = booking(mentor=one, starts_at=NOON + DAY)
    booking(mentee=one, starts_at=NOON + 2 * DAY - DAY * 1.5, cancelled_at=NOON)

    assert queries.next_session(one, NOON) == nearest


def test_what_waits_for_a_mentor_is_listed(db):
    asked = request()
    mentor = asked.mentor
    match()
    to_confirm = booking(mentor=mentor, starts_at=NOON)
    to_rate = booking(mentor=mentor, starts_at=NOON + DAY, held_at=NOON + DAY)

    waiting = queries.waiting_for(mentor, NOON + 2 * DAY)

    assert waiting.to_answer == [asked]
    assert waiting.to_confirm == [to_confirm]
    assert waiting.to_rate == [to_rate]
    assert not queries.waiting_for(asked.mentee, NOON + 2 * DAY)
