"""Does it fit, and somebody else: without blame, before all who wait, leaving other pairs alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.mentoring import queries
from learning.mentoring.models import EndReason, Fit, FitQuestion, Rematch, RematchReason
from learning.mentoring.models.rematches import RematchState
from learning.mentoring.operations import (
    accept_match,
    answer_fit,
    ask_for_rematch,
    decline_match,
    grant_rematch,
    open_rematch,
    refuse_rematch,
    tidy_up,
)
from learning.mentoring.operations.refusals import NotMatchable, PairingOver
from learning.notifications.models import Notification
from learning.programmes.models import EnrolmentState
from tests.factories.mentoring import booking, match, mentee_in, pairing
from tests.factories.people import NOON, person
from tests.factories.programmes import programme, programme_lead

DAY = timedelta(days=1)
LATER = NOON + 20 * DAY


def met(**fields):
    pair = pairing(**fields)
    held = booking(within=pair, starts_at=NOON + DAY)
    held.held_at = NOON + DAY
    return pair


def told(db, kind):
    found = select(Notification.person_id).where(Notification.kind == f"mentoring.{kind}")
    return sorted(db.scalars(found.order_by(Notification.id)))


def test_both_are_asked_once_after_the_first_session(db):
    pair = met()
    pairing(where=pair.programme)  # has not met

    tidy_up(NOON + 2 * DAY)
    tidy_up(NOON + 3 * DAY)

    assert told(db, "fit_asked") == sorted([pair.mentee_id, pair.mentor_id])


def test_who_is_still_deciding_is_asked_again_after_a_fortnight(db):
    pair = met()
    tidy_up(NOON + 2 * DAY)
    question = queries.fit_question_of(pair.mentee, pair)
    answer_fit(question, pair.mentee, Fit.DECIDING, NOON + 2 * DAY)

    tidy_up(NOON + 15 * DAY)
    assert queries.fit_question_of(pair.mentee, pair) is None
    tidy_up(NOON + 16 * DAY)

    assert queries.fit_question_of(pair.mentee, pair).turn == 2


def test_no_fit_ends_the_pair_without_saying_who_and_why(db):
    pair = met()
    tidy_up(NOON + 2 * DAY)

    begun = answer_fit(
        queries.fit_question_of(pair.mentor, pair), pair.mentor, Fit.NOT_A_FIT, LATER
    )

    assert begun is True
    assert (pair.ended_by, pair.end_reason) == (None, EndReason.NOT_A_FIT)
    assert told(db, "pairing_ended") == sorted([pair.mentee_id, pair.mentor_id])
    facts = db.scalars(
        select(Notification.facts).where(Notification.kind.contains("pairing_ended"))
    )
    assert all("fit" not in str(one) for one in facts)
    [search] = db.scalars(select(Rematch)).all()
    assert (search.person_id, search.state) == (pair.mentee_id, RematchState.OPEN)


def test_refuses_an_answer_on_a_pair_that_has_ended(db):
    pair = met()
    question = FitQuestion(pairing_id=pair.id, person_id=pair.mentee_id, turn=1, asked_at=NOON)
    db.add(question)
    pair.ended_at = NOON
    db.commit()

    with pytest.raises(PairingOver):
        answer_fit(question, pair.mentee, Fit.GOOD, LATER)


def test_where_a_lead_agrees_first_the_pair_runs_on_and_the_partner_hears_nothing(db):
    lead = programme_lead()
    where = programme(lead)
    where.is_rematch_approved = True
    pair = pairing(where=where)

    assert ask_for_rematch(pair, pair.mentee, RematchReason.ASKED, LATER) is False
    assert ask_for_rematch(pair, pair.mentee, RematchReason.ASKED, LATER) is False

    assert pair.is_running
    assert told(db, "rematch_asked") == [lead.id]
    assert told(db, "pairing_ended") == []
    [asked] = queries.rematches_to_decide(where)
    grant_rematch(asked, lead, LATER)
    grant_rematch(asked, lead, LATER)
    assert not pair.is_running
    assert queries.rematching(where) == {pair.mentee_id}


def test_a_lead_s_no_is_told_to_the_person_alone(db):
    lead = programme_lead()
    where = programme(lead)
    where.is_rematch_approved = True
    pair = pairing(where=where)
    ask_for_rematch(pair, pair.mentee, RematchReason.ASKED, LATER)
    [asked] = queries.rematches_to_decide(where)

    refuse_rematch(asked, lead, "Give it one talk more.", LATER)

    assert pair.is_running
    assert told(db, "rematch_refused") == [pair.mentee_id]
    grant_rematch(asked, lead, LATER)
    assert asked.state is RematchState.REFUSED
    assert ask_for_rematch(pair, pair.mentee, RematchReason.ASKED, LATER) is False, "ask again"


def test_refuses_to_refuse_what_was_granted(db):
    search = open_rematch(person().id, programme().id, RematchReason.LEFT, NOON)

    with pytest.raises(NotMatchable):
        refuse_rematch(search, person(), "No", LATER)


def test_who_is_matched_anew_comes_before_all_who_wait(db):
    where = programme()
    first, anew = mentee_in(where), mentee_in(where)
    assert list(queries.waiting_mentees(where, NOON.date())) == [first.person_id, anew.person_id]

    open_rematch(anew.person_id, where.id, RematchReason.ASKED, NOON)

    assert list(queries.waiting_mentees(where, NOON.date())) == [anew.person_id, first.person_id]
    assert [one.person_id for one in queries.waiting_in(where, 9)] == [
        anew.person_id,
        first.person_id,
    ]


def test_a_stated_priority_counts_only_where_the_programme_says_so(db):
    where = programme()
    first, dear = mentee_in(where), mentee_in(where)
    dear.priority = 1
    db.flush()
    assert next(iter(queries.waiting_mentees(where, NOON.date()))) == first.person_id

    where.waits_by_priority = True

    assert next(iter(queries.waiting_mentees(where, NOON.date()))) == dear.person_id


def test_a_declined_proposal_leads_back_and_a_new_pair_ends_the_search(db):
    where = programme()
    refused = match(where)
    decline_match(refused, refused.mentor, "", NOON)
    assert queries.rematching(where) == {refused.mentee_id}

    again = match(where, mentee_id=refused.mentee_id, mentee_accepted_at=NOON)
    accept_match(again, again.mentor, NOON)

    assert queries.rematching(where) == set()


def test_a_leaving_mentor_leads_back_and_a_leaving_mentee_does_not(db):
    where = programme()
    stays, leaves, other = pairing(where=where), pairing(where=where), pairing(where=where)
    stays.mentor.deactivated_at = leaves.mentee.deactivated_at = NOON
    db.commit()

    tidy_up(LATER)

    assert queries.rematching(where) == {stays.mentee_id}
    assert other.is_running, "pairs that run are left alone"


def test_a_search_ends_with_the_part_in_the_programme_and_with_a_mentor_found_otherwise(db):
    where = programme()
    gone, found, looks = mentee_in(where), mentee_in(where), mentee_in(where)
    for one in (gone, found, looks):
        open_rematch(one.person_id, where.id, RematchReason.ASKED, NOON)
    gone.state = EnrolmentState.WITHDRAWN
    pairing(found.person, where=where)

    tidy_up(NOON + DAY)

    assert queries.rematching(where) == {looks.person_id}


def test_a_pair_is_quiet_after_fourteen_days_without_a_session(db):
    quiet = pairing()
    busy = pairing(quiet.mentee)
    booking(within=busy, starts_at=NOON + 12 * DAY)

    assert queries.quiet_pairings(quiet.mentee, NOON + 13 * DAY) == []
    assert queries.quiet_pairings(quiet.mentee, NOON + 15 * DAY) == [quiet]
