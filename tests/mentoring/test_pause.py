"""Resting from a role, silent mentors, reminders, and whom a lead has asked first."""

from datetime import timedelta

from sqlalchemy import select

from learning.mentoring import queries
from learning.mentoring.models import EndReason, Match, MatchState
from learning.mentoring.operations import (
    accept_match,
    decline_match,
    pause_role,
    return_to_role,
    take_back_match,
    tidy_up,
)
from learning.notifications.models import Notification
from learning.programmes.models import ConsentOrder
from tests.factories.mentoring import match, mentor_in, pairing, request
from tests.factories.people import NOON, person
from tests.factories.programmes import programme

DAY = timedelta(days=1)
UNTIL = (NOON + 30 * DAY).date()


def told(db, kind):
    found = select(Notification.person_id).where(Notification.kind == f"mentoring.{kind}")
    return sorted(db.scalars(found.order_by(Notification.id)))


def part(db, pair_or_match):
    query = queries.enrolments_in_role
    return query(pair_or_match.mentor, "mentor")[0]


def test_who_rests_is_not_proposed_until_the_day(db):
    where = programme()
    mentor = mentor_in(where)

    pause_role(mentor, UNTIL, NOON)

    assert queries.free_seats(where, NOON.date()) == {}
    assert queries.free_seats(where, UNTIL) == {mentor.person_id: 2}
    return_to_role(mentor, NOON)
    assert queries.free_seats(where, NOON.date()) == {mentor.person_id: 2}


def test_a_pause_lets_open_proposals_go_and_keeps_running_pairs(db):
    where = programme()
    pair = pairing(where=where)
    mentor = part(db, pair)
    asked = request(where, mentor_id=mentor.person_id)

    pause_role(mentor, UNTIL, NOON)

    assert asked.state is MatchState.UNAVAILABLE
    assert told(db, "match_unavailable") == [asked.mentee_id]
    assert pair.is_running


def test_running_pairs_move_if_so_chosen(db):
    pair = pairing()

    pause_role(part(db, pair), UNTIL, NOON, do_pairs_move=True)

    assert pair.end_reason is EndReason.NO_TIME
    assert queries.rematching(pair.programme) == {pair.mentee_id}


def test_a_no_with_a_pause_is_not_about_the_other_who_may_ask_again(db):
    where = programme()
    mentor = mentor_in(where)
    asked = request(where, mentor_id=mentor.person_id)

    decline_match(asked, mentor.person, "", NOON, UNTIL)

    assert asked.state is MatchState.UNAVAILABLE
    facts = db.scalars(select(Notification.facts)).one()
    assert facts["paused_until"] == UNTIL.isoformat()
    assert queries.earlier_pairs_and_bars(where, NOON.date()) == ({}, set())


def expired(where, mentor, days_ago, now):
    at = now - days_ago * DAY
    return request(
        where,
        mentor_id=mentor.person_id,
        state=MatchState.EXPIRED,
        proposed_at=at - 7 * DAY,
        closed_at=at,
    )


def test_two_silences_in_sixty_days_ask_whether_one_still_mentors(db):
    now = NOON + 100 * DAY
    where = programme()
    silent, once, old = mentor_in(where), mentor_in(where), mentor_in(where)
    for mentor, days in ((silent, 1), (silent, 50), (once, 1), (old, 1), (old, 61)):
        expired(where, mentor, days, now)

    tidy_up(now)
    tidy_up(now + DAY)

    assert told(db, "still_there") == [silent.person_id]


def test_seven_days_of_silence_hide_and_one_click_brings_back(db):
    now = NOON + 100 * DAY
    where = programme()
    silent = mentor_in(where)
    expired(where, silent, 1, now)
    expired(where, silent, 2, now)
    tidy_up(now)

    tidy_up(now + 6 * DAY)
    assert silent.hidden_at is None
    tidy_up(now + 7 * DAY)
    tidy_up(now + 8 * DAY)

    assert silent.hidden_at is not None
    assert queries.free_seats(where, (now + 8 * DAY).date()) == {}
    assert told(db, "hidden") == [silent.person_id]
    return_to_role(silent, now + 9 * DAY)
    tidy_up(now + 20 * DAY)
    assert silent.hidden_at is None


def test_one_reminder_goes_to_who_has_not_answered(db):
    asked = request()

    tidy_up(NOON + 2 * DAY)
    assert told(db, "match_reminder") == []
    tidy_up(NOON + 3 * DAY)
    tidy_up(NOON + 4 * DAY)

    assert told(db, "match_reminder") == [asked.mentor_id]


def test_a_reminder_is_taken_back_with_the_answer(db):
    asked = request()
    tidy_up(NOON + 3 * DAY)

    accept_match(asked, asked.mentor, NOON + 3 * DAY)

    reminder = db.scalars(
        select(Notification).where(Notification.kind == "mentoring.match_reminder")
    ).one()
    assert reminder.withdrawn_at is not None


def test_the_mentor_first_keeps_the_mentee_unaware_until_the_yes(db):
    where = programme()
    where.consent_order = ConsentOrder.MENTOR
    proposal = match(where)
    assert queries.matches_awaiting(proposal.mentee) == []
    assert queries.match_of(proposal.mentee, proposal.id) is None
    assert queries.matches_of(proposal.mentee, 9) == []
    assert queries.matches_awaiting(proposal.mentor) == [proposal]

    accept_match(proposal, proposal.mentor, NOON + 4 * DAY)

    assert queries.matches_awaiting(proposal.mentee) == [proposal]
    assert told(db, "match_proposed") == [proposal.mentee_id]
    assert proposal.expires_at > NOON + 8 * DAY, "the mentee has time of their own"
    assert accept_match(proposal, proposal.mentee, NOON + 5 * DAY) is not None


def test_the_mentee_first_and_a_no_tells_the_mentor_nothing(db):
    where = programme()
    where.consent_order = ConsentOrder.MENTEE
    proposal = match(where)

    decline_match(proposal, proposal.mentee, "", NOON)

    assert told(db, "match_declined") == []


def test_what_a_lead_takes_back_stays_apart_from_the_rest(db):
    lead, proposal = person(), match()

    take_back_match(proposal, lead, "A better fit has come.", NOON)
    take_back_match(proposal, lead, "A better fit has come.", NOON)

    assert (proposal.state, proposal.closed_by) == (MatchState.MOVED, lead.id)
    assert told(db, "match_recalled") == sorted(proposal.pair)


def test_a_request_to_a_mentor_who_is_full_by_now_is_closed(db):
    where = programme()
    mentor = mentor_in(where, capacity=1)
    asked = request(where, mentor_id=mentor.person_id)
    pairing(mentor=mentor.person, where=where)

    tidy_up(NOON + DAY)

    assert asked.state is MatchState.UNAVAILABLE
    assert told(db, "match_unavailable") == [asked.mentee_id]
    assert db.scalars(select(Match.closed_by).where(Match.id == asked.id)).one() is None
