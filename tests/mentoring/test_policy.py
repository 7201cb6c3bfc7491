"""Who may do what in mentoring."""

from learning.mentoring import policy
from learning.mentoring.models import MatchState
from learning.people.models import Role
from learning.programmes.models import EnrolmentRole, EnrolmentState
from tests.factories.mentoring import (
    booking,
    match,
    mentee_in,
    mentor_in,
    pairing,
    request,
    slot,
)
from tests.factories.people import admin, person, programme_lead
from tests.factories.programmes import enrolment, programme


def test_only_a_lead_of_the_programme_runs_its_matches(db):
    lead = programme_lead()
    where = programme(lead)

    assert policy.can_run_matches(lead, where)
    assert not policy.can_run_matches(programme_lead(), where)
    assert not policy.can_run_matches(admin(), where)


def test_a_lead_who_lost_the_role_runs_nothing(db):
    former = person()

    assert not policy.can_run_matches(former, programme(former))


def test_a_mentee_of_the_programme_may_ask_its_mentors(db):
    where = programme()
    mentor = mentor_in(where)

    assert policy.can_ask(mentee_in(where), mentor)
    assert not policy.can_ask(None, mentor)
    assert not policy.can_ask(mentee_in(programme()), mentor)
    assert not policy.can_ask(mentor_in(where), mentor)


def test_nobody_asks_themselves_and_nobody_asks_before_being_let_in(db):
    where = programme()
    mentor = mentor_in(where)
    own = enrolment(where, mentor.person, EnrolmentRole.MENTEE)
    waiting = enrolment(where, person(), EnrolmentRole.MENTEE, state=EnrolmentState.APPLIED)

    assert not policy.can_ask(own, mentor)
    assert not policy.can_ask(waiting, mentor)


def test_both_sides_answer_a_proposal_and_only_the_mentor_a_request(db):
    proposal, asked = match(), request()

    assert policy.can_answer(proposal.mentee, proposal)
    assert policy.can_answer(proposal.mentor, proposal)
    assert policy.can_answer(asked.mentor, asked)
    assert not policy.can_answer(asked.mentee, asked)
    assert not policy.can_answer(person(), proposal)


def test_only_who_asked_takes_it_back(db):
    proposal, asked = match(), request()

    assert policy.can_withdraw(asked.mentee, asked)
    assert not policy.can_withdraw(asked.mentor, asked)
    assert not policy.can_withdraw(proposal.mentee, proposal)


def test_an_answer_is_awaited_once_and_only_while_open(db):
    proposal = match(mentee_accepted_at=None)
    closed = match(state=MatchState.EXPIRED)

    assert policy.is_asked(proposal.mentee, proposal)
    assert not policy.is_asked(closed.mentee, closed)
    said_yes = match(mentor_accepted_at=proposal.proposed_at)
    assert not policy.is_asked(said_yes.mentor, said_yes)


def test_a_private_field_is_told_to_nobody(db):
    mentee, mentor = person(), person()
    assert policy.may_tell("skills", mentee, mentor)

    mentor.privacy = {"teaches": "matching"}

    assert not policy.may_tell("skills", mentee, mentor)
    assert policy.may_tell("languages", mentee, mentor)
    assert policy.may_tell("location", mentee, mentor)


def test_who_gives_offers_own_times_only(db):
    one = person()

    assert policy.can_offer_times(one, one, {EnrolmentRole.BUDDY})
    assert not policy.can_offer_times(one, one, {EnrolmentRole.MENTEE})
    assert not policy.can_offer_times(one, person(), {EnrolmentRole.MENTOR})


def test_a_reserved_time_is_for_the_mentor_s_own_mentees(db):
    open_to_all, reserved = slot(), slot(is_open_to_all=False)

    assert policy.can_book(person(), open_to_all, is_paired=False)
    assert not policy.can_book(person(), reserved, is_paired=False)
    assert policy.can_book(person(), reserved, is_paired=True)
    assert not policy.can_book(reserved.mentor, reserved, is_paired=True)
    assert not policy.can_book(open_to_all.mentor, open_to_all, is_paired=False)


def test_a_session_is_cancelled_by_the_two_or_their_lead(db):
    lead = programme_lead()
    booked = booking(within=pairing(where=programme(lead)))
    free = booking()

    assert policy.can_cancel(booked.mentee, booked)
    assert policy.can_cancel(booked.slot.mentor, booked)
    assert policy.can_cancel(lead, booked)
    assert not policy.can_cancel(lead, free)
    assert not policy.can_cancel(person(Role.ADMIN), booked)


def test_only_the_host_marks_a_session_as_held(db):
    booked = booking()

    assert policy.can_mark_held(booked.slot.mentor, booked)
    assert not policy.can_mark_held(booked.mentee, booked)


def test_a_lead_ends_a_pairing_and_writes_nothing_in_it(db):
    lead = programme_lead()
    pair = pairing(where=programme(lead))

    assert policy.can_end(lead, pair)
    assert not policy.can_end(programme_lead(), pair)
    assert policy.can_write_in(pair.mentor, pair)
    assert not policy.can_write_in(lead, pair)


def test_nothing_is_written_in_an_ended_pairing(db):
    pair = pairing()
    pair.ended_at = pair.started_at

    assert not policy.can_write_in(pair.mentee, pair)
