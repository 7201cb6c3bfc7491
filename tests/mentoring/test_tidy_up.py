"""What a day brings: answers that never came, people who left, programmes that ended."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from learning.mentoring.models import EndReason, MatchState
from learning.mentoring.operations import tidy_up
from learning.notifications.models import Notification
from learning.programmes.models import Enrolment, EnrolmentState, ProgrammeState
from tests.factories.mentoring import booking, match, pairing, slot
from tests.factories.people import NOON, person
from tests.factories.programmes import programme

LATER = NOON + timedelta(days=1)


def told(db):
    return {one.person_id for one in db.scalars(select(Notification))}


def test_a_match_nobody_answered_expires_once(db):
    proposal = match()
    tidy_up(LATER)
    assert proposal.state == MatchState.PROPOSED

    tidy_up(proposal.expires_at)
    before = db.scalar(select(func.count(Notification.id)))
    tidy_up(proposal.expires_at + timedelta(days=1))

    assert proposal.state == MatchState.EXPIRED
    assert db.scalar(select(func.count(Notification.id))) == before


@pytest.mark.parametrize(
    "state", [ProgrammeState.CLOSING, ProgrammeState.CLOSED, ProgrammeState.ARCHIVED]
)
def test_pairings_and_proposals_end_with_their_programme(db, state):
    where = programme()
    pair, proposal = pairing(where=where), match(where)
    where.state = state
    db.commit()

    tidy_up(LATER)

    assert (pair.ended_at, pair.end_reason) == (LATER, EndReason.CLOSED)
    assert proposal.state == MatchState.UNAVAILABLE
    assert told(db) == {pair.mentee_id, pair.mentor_id, *proposal.pair}


@pytest.mark.parametrize("side", ["mentee", "mentor"])
def test_leaving_the_programme_ends_the_pairing(db, side):
    pair = pairing()
    left = db.scalars(select(Enrolment).where(Enrolment.person_id == getattr(pair, side).id)).one()
    left.state = EnrolmentState.WITHDRAWN
    db.commit()

    tidy_up(LATER)

    assert pair.end_reason == EndReason.LEFT


def test_who_leaves_the_company_is_released_and_hears_nothing(db):
    pair = pairing()
    ahead, free = booking(within=pair), slot(pair.mentor, starts_at=NOON + timedelta(days=9))
    flash = booking(mentor=pair.mentor, starts_at=NOON + timedelta(days=3))
    proposal = match(pair.programme, mentor_id=pair.mentor_id)
    pair.mentor.deactivated_at = NOON
    db.commit()

    tidy_up(LATER)

    assert pair.end_reason == EndReason.LEFT
    assert ahead.cancelled_at == flash.cancelled_at == LATER
    assert free.withdrawn_at == LATER
    assert proposal.state == MatchState.UNAVAILABLE
    assert told(db) == {pair.mentee_id, flash.mentee_id, proposal.mentee_id}


def test_a_mentee_s_leaving_gives_the_mentor_the_time_back(db):
    booked = booking()
    booked.mentee.deactivated_at = NOON
    db.commit()

    tidy_up(LATER)

    assert booked.cancelled_at == LATER
    assert booked.appointment.released_at == LATER


def test_where_all_is_well_nothing_changes(db):
    pair = pairing()
    booked, offered, proposal = booking(within=pair), slot(person()), match()

    tidy_up(LATER)

    assert pair.is_running
    assert booked.cancelled_at is None
    assert offered.withdrawn_at is None
    assert proposal.state == MatchState.PROPOSED
    assert told(db) == set()
