"""A pairing: ending it, and what the two write down."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.audit.models import AuditEntry
from learning.mentoring import queries
from learning.mentoring.models import Ending, EndReason
from learning.mentoring.operations import add_goal, end_pairing, mark_goal, write_note
from learning.mentoring.operations.refusals import PairingOver
from learning.notifications.models import Notification
from learning.people.models import Tie
from tests.factories.mentoring import booking, pairing
from tests.factories.people import NOON, person, programme_lead
from tests.factories.programmes import programme

LATER = NOON + timedelta(days=1)


def test_ending_unties_the_two_and_tells_the_other_without_the_reason(db):
    pair = pairing()

    end_pairing(pair, pair.mentee, EndReason.NOT_A_FIT, LATER)
    end_pairing(pair, pair.mentor, EndReason.OTHER, LATER)
    db.expire_all()

    assert (pair.ended_at, pair.ended_by, pair.end_reason) == (
        LATER,
        pair.mentee_id,
        EndReason.NOT_A_FIT,
    )
    assert all(tie.ended_at == LATER for tie in db.scalars(select(Tie)))
    told = db.scalars(select(Notification)).one()
    assert (told.person_id, told.kind) == (pair.mentor_id, "mentoring.pairing_ended")
    assert "fit" not in str(told.facts)


def test_ending_cancels_what_is_ahead_and_keeps_what_was(db):
    pair = pairing()
    ahead, over = booking(within=pair), booking(within=pair, starts_at=NOON)

    end_pairing(pair, pair.mentor, EndReason.REACHED, LATER)

    assert ahead.cancelled_at == LATER
    assert over.cancelled_at is None


def test_a_lead_s_ending_is_audited_and_told_to_both(db):
    lead = programme_lead()
    pair = pairing(where=programme(lead))

    end_pairing(pair, lead, EndReason.OTHER, LATER)

    assert [one.action for one in db.scalars(select(AuditEntry))] == ["pair.end"]
    told = {one.person_id for one in db.scalars(select(Notification))}
    assert told == {pair.mentee_id, pair.mentor_id}


def test_goals_are_reached_and_reopened(db):
    pair = pairing()
    goal = add_goal(pair, pair.mentee, "Give a talk", LATER.date(), NOON)

    mark_goal(goal, pair, is_reached=True, now=LATER)
    mark_goal(goal, pair, is_reached=True, now=LATER + timedelta(days=1))
    assert goal.reached_at == LATER

    mark_goal(goal, pair, is_reached=False, now=LATER)
    assert goal.reached_at is None
    assert queries.goals_of(pair) == [goal]


def test_shared_notes_are_of_the_two_and_private_ones_of_the_writer(db):
    pair = pairing()
    shared = write_note(pair, pair.mentee, "We meet on Tuesdays", is_shared=True, now=NOON)
    own = write_note(pair, pair.mentee, "I am nervous", is_shared=False, now=NOON)

    assert queries.shared_notes(pair) == [shared]
    assert queries.private_notes(pair.mentee, pair) == [own]
    assert queries.private_notes(pair.mentor, pair) == []


def test_nothing_is_written_after_the_end(db):
    pair = pairing()
    goal = add_goal(pair, pair.mentee, "Give a talk", None, NOON)
    end_pairing(pair, pair.mentee, EndReason.REACHED, LATER)

    for write in (
        lambda: add_goal(pair, pair.mentee, "Another", None, LATER),
        lambda: mark_goal(goal, pair, is_reached=True, now=LATER),
        lambda: write_note(pair, pair.mentee, "Late", is_shared=True, now=LATER),
    ):
        with pytest.raises(PairingOver):
            write()


def test_progress_is_dates_and_counts(db):
    pair = pairing()
    booking(within=pair, starts_at=NOON, held_at=NOON)
    ahead = booking(within=pair)
    for days, ending in ((2, Ending.CANCELLED), (3, Ending.MOVED)):
        at = NOON + timedelta(days=days)
        booking(within=pair, starts_at=at, cancelled_at=NOON, ending=ending)

    progress = queries.progress_of(pair, LATER)

    assert (progress.held, progress.ahead, progress.cancelled) == (1, 1, 1)
    assert progress.last_held_at == NOON
    assert progress.next_at == ahead.slot.starts_at


def test_a_pairing_is_hidden_from_strangers_and_shown_to_its_lead_alone(db):
    lead = programme_lead()
    pair = pairing(where=programme(lead))

    assert queries.pairing_of(pair.mentee, pair.id) is pair
    assert queries.pairing_of(lead, pair.id) is None
    assert queries.pairing_for(lead, pair.id) is pair
    assert queries.pairing_for(person(), pair.id) is None
