"""Answering a match: yes, no, taken back, too late; what it leads to, and who is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.activity.models import Fact
from learning.mentoring.models import MatchState, Pairing
from learning.mentoring.operations import (
    accept_match,
    decline_match,
    expire_match,
    withdraw_match,
)
from learning.mentoring.operations.refusals import HasMentor, MatchClosed, MentorFull
from learning.mentoring.queries import waiting_mentees
from learning.notifications.models import Notification
from learning.people.models import Tie
from learning.programmes.models import ProgrammeState
from tests.factories.mentoring import match, mentor_in, pairing, request
from tests.factories.people import NOON
from tests.factories.programmes import programme

LATER = NOON + timedelta(days=1)


def kinds(db):
    told = db.scalars(select(Notification).order_by(Notification.id))
    return [(one.kind.removeprefix("mentoring."), one.person_id) for one in told]


def test_one_yes_waits_for_the_other(db):
    proposal = match()

    assert accept_match(proposal, proposal.mentee, LATER) is None

    assert proposal.state == MatchState.PROPOSED
    assert proposal.mentee_accepted_at == LATER
    assert kinds(db) == []


def test_two_yeses_make_a_pairing_and_tie_the_two(db):
    proposal = match()

    accept_match(proposal, proposal.mentor, LATER)
    pair = accept_match(proposal, proposal.mentee, LATER)

    assert proposal.state == MatchState.ACCEPTED
    assert (pair.mentee_id, pair.mentor_id, pair.started_at) == (*proposal.pair, LATER)
    tie = db.scalars(select(Tie)).one()
    assert {tie.person_id, tie.other_id} == set(proposal.pair)
    assert (tie.kind, tie.object_id) == ("mentoring", pair.id)
    assert kinds(db) == [
        ("pairing_started", proposal.mentee_id),
        ("pairing_started", proposal.mentor_id),
    ]
    verbs = [fact.verb for fact in db.scalars(select(Fact).order_by(Fact.id))]
    assert verbs == ["match_accepted", "match_accepted", "pairing_started", "pairing_started"]


def test_the_mentor_s_yes_to_a_request_is_enough(db):
    asked = request()

    pair = accept_match(asked, asked.mentor, LATER)

    assert pair is not None
    assert pair.is_running


def test_yes_twice_is_yes_once(db):
    asked = request()
    first = accept_match(asked, asked.mentor, LATER)

    assert accept_match(asked, asked.mentor, LATER) is first
    assert len(db.scalars(select(Pairing)).all()) == 1


def test_a_yes_takes_back_what_else_the_mentee_asked(db):
    where = programme()
    asked = request(where)
    other = request(where, mentee_id=asked.mentee_id)
    elsewhere = request(mentee_id=asked.mentee_id)

    accept_match(asked, asked.mentor, LATER)

    assert other.state == MatchState.UNAVAILABLE
    assert elsewhere.state == MatchState.PROPOSED
    assert ("match_unavailable", other.mentor_id) in kinds(db)


def test_refuses_a_yes_when_the_last_place_has_gone(db):
    where = programme()
    mentor = mentor_in(where, capacity=1)
    asked = request(where, mentor_id=mentor.person_id)
    pairing(mentor=mentor.person, where=where)

    with pytest.raises(MentorFull):
        accept_match(asked, asked.mentor, LATER)


def test_refuses_a_yes_when_the_mentee_has_found_somebody(db):
    where = programme()
    asked = request(where)
    pairing(mentee=asked.mentee, where=where)

    with pytest.raises(HasMentor):
        accept_match(asked, asked.mentor, LATER)


def test_refuses_an_answer_that_comes_too_late(db):
    asked = request()

    with pytest.raises(MatchClosed):
        accept_match(asked, asked.mentor, asked.expires_at)
    with pytest.raises(MatchClosed):
        decline_match(asked, asked.mentor, "", asked.expires_at)


def test_refuses_a_yes_once_the_programme_winds_down_but_takes_a_no(db):
    """The nightly tidying takes the proposal back; a pair that starts before would end by then."""
    proposal = match()
    proposal.programme.state = ProgrammeState.CLOSING
    db.commit()

    with pytest.raises(MatchClosed):
        accept_match(proposal, proposal.mentee, NOON)
    decline_match(proposal, proposal.mentee, "", NOON)

    assert proposal.state == MatchState.DECLINED


def test_a_no_is_told_kindly_and_puts_the_mentee_back_into_the_pool(db):
    where = programme()
    proposal = match(where)
    assert proposal.mentee_id not in waiting_mentees(where, NOON.date())

    decline_match(proposal, proposal.mentor, "All the best!", LATER)
    decline_match(proposal, proposal.mentor, "All the best!", LATER)

    assert (proposal.state, proposal.closed_by) == (MatchState.DECLINED, proposal.mentor_id)
    assert kinds(db) == [("match_declined", proposal.mentee_id)]
    assert proposal.mentee_id in waiting_mentees(where, NOON.date())


def test_a_declined_match_cannot_be_accepted(db):
    proposal = match()
    decline_match(proposal, proposal.mentor, "", LATER)

    with pytest.raises(MatchClosed):
        accept_match(proposal, proposal.mentee, LATER)


def test_a_request_is_taken_back_and_the_mentor_told(db):
    asked = request()

    withdraw_match(asked, asked.mentee, LATER)
    withdraw_match(asked, asked.mentee, LATER)

    assert asked.state == MatchState.WITHDRAWN
    assert kinds(db) == [("match_withdrawn", asked.mentor_id)]


def test_an_expired_match_is_told_to_both(db):
    proposal = match()

    expire_match(proposal, LATER)

    assert proposal.state == MatchState.EXPIRED
    assert {person for _kind, person in kinds(db)} == set(proposal.pair)
