"""The end of a cycle: all opened at once, frozen, released once, the rest destroyed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from learning.activity.models import Fact
from learning.anonymity.models import Envelope
from learning.anonymity.operations import SealLost
from learning.notifications.models import Notification
from learning.reviews.models import AssignmentState, CycleState, ReviewAssignment, ReviewResult
from learning.reviews.operations import (
    WrongStep,
    assign_reviewers,
    close_cycle,
    close_due_cycles,
    finish_cycle,
    plan_discussion,
    release_cycle,
)
from learning.reviews.queries import coverage
from tests.factories.people import NOON, person
from tests.factories.reviews import SECRET, assignment, collecting, released, reviewee, write

FIVE = [([3, 4], "one"), ([4, 4], "two"), ([2, 3], "three"), ([4, 5], "four"), ([3, 4], "five")]


def test_the_result_is_frozen_at_closing_and_shown_at_release(db):
    about = released(collecting(5), FIVE)

    listening, sharing = about.result.figures
    assert (listening["band"], listening["mean"]) == ("5–9", 3.0)
    assert (sharing["band"], sharing["mean"]) == ("5–9", 4.0)
    assert sorted(about.result.texts) == sorted(text for _levels, text in FIVE)
    assert about.cycle.released_on == NOON.date()


def test_four_answers_are_destroyed_and_never_shown(db):
    about = released(collecting(5), FIVE[:4])

    assert about.result.band is None
    assert about.result.figures == about.result.texts == []
    assert db.scalar(select(func.count()).select_from(Envelope)) == 0


def test_after_closing_no_row_tells_who_has_written(db):
    about = collecting(6)
    for asked, (levels, words) in zip(about.asked(), FIVE, strict=False):
        write(asked, levels, words)

    close_cycle(about.cycle, None, SECRET, NOON)
    db.commit()

    marks = select(ReviewAssignment.is_sent, ReviewAssignment.ticket).distinct()
    assert [tuple(row) for row in db.execute(marks)] == [(False, None)]


def test_a_result_does_not_change_afterwards(db):
    about = released(collecting(5), FIVE)
    before = (list(about.result.texts), list(about.result.figures))
    lead = about.cycle.programme.leads[0].person

    with pytest.raises(WrongStep):
        close_cycle(about.cycle, lead, SECRET, NOON)
    with pytest.raises(WrongStep):
        release_cycle(about.cycle, lead, NOON)
    with pytest.raises(WrongStep):
        assign_reviewers(about, [person()], lead, NOON)
    plan_discussion(about, "keep", "change", "ask")
    db.commit()
    db.expire_all()

    assert (about.result.texts, about.result.figures) == before
    assert (about.result.keep, about.result.change, about.result.ask) == ("keep", "change", "ask")


def test_with_a_changed_secret_the_cycle_stays_open_and_loses_nothing(db):
    about = collecting(5)
    write(about.asked()[0], [3, 4])

    with pytest.raises(SealLost):
        close_cycle(about.cycle, None, "rotated", NOON)
    db.rollback()

    assert about.cycle.state is CycleState.COLLECTING
    assert db.scalar(select(func.count()).select_from(Envelope)) == 1


def test_release_tells_each_person_reviewed_and_nobody_else(db):
    about = collecting(5)
    silent = reviewee(about.cycle)
    gone = reviewee(about.cycle, left_at=NOON)

    released(about, FIVE)

    query = select(Notification.person_id, Notification.facts).where(
        Notification.kind == "reviews.result_released"
    )
    told = {person_id: facts["is_shown"] for person_id, facts in db.execute(query)}
    assert told == {about.person_id: True, silent.person_id: False}
    assert gone.person_id not in told


def test_facts_tell_who_has_a_result_and_nothing_of_writers(db):
    about = released(collecting(5), FIVE)

    facts = select(Fact.person_id, Fact.verb).where(Fact.verb == "review_released")
    assert [tuple(row) for row in db.execute(facts)] == [(about.person_id, "review_released")]


def test_reminders_still_to_come_are_withdrawn(db):
    about = collecting(5)
    lead = about.cycle.programme.leads[0].person
    assign_reviewers(about, [one.reviewer for one in about.asked()] + [person()], lead, NOON)

    close_cycle(about.cycle, lead, SECRET, NOON)
    db.commit()

    query = select(Notification.withdrawn_at).where(Notification.kind == "reviews.cycle_closing")
    assert db.scalars(query).all() == [NOON]


def test_whoever_declined_counts_neither_as_asked_nor_as_silent(db):
    about = collecting(5)
    assignment(about, state=AssignmentState.DECLINED)

    released(about, FIVE)

    assert about.cycle.summary["participation"] == "75–100 %"


def test_a_cycle_closes_by_itself_after_its_last_day_and_releases_three_days_later(db):
    about = collecting(5)
    for asked, (levels, words) in zip(about.asked(), FIVE, strict=False):
        write(asked, levels, words)
    last_day = NOON + timedelta(days=14)

    assert close_due_cycles(SECRET, last_day) == 0
    assert close_due_cycles(SECRET, last_day + timedelta(days=1)) == 1
    assert about.cycle.state is CycleState.CLOSED
    assert close_due_cycles(SECRET, last_day + timedelta(days=3)) == 0
    assert close_due_cycles(SECRET, last_day + timedelta(days=4)) == 1
    assert about.cycle.state is CycleState.RELEASED
    assert close_due_cycles(SECRET, last_day + timedelta(days=9)) == 0


def test_a_cycle_that_cannot_be_opened_holds_up_no_other(db):
    stuck, fine = collecting(5), collecting(5)
    write(stuck.asked()[0], [3, 4])

    assert close_due_cycles("rotated", NOON + timedelta(days=30)) == 1
    db.commit()

    assert stuck.cycle.state is CycleState.COLLECTING
    assert fine.cycle.state is CycleState.CLOSED


def test_coverage_counts_people_with_enough_answers_of_released_cycles(db):
    about = collecting(5)
    reviewee(about.cycle)
    assert coverage(about.cycle.programme).reviewed == 0

    released(about, FIVE)
    found = coverage(about.cycle.programme)

    assert (found.shown, found.reviewed) == (1, 2)


def test_a_cycle_is_filed_after_its_release(db):
    about = collecting(5)
    lead = about.cycle.programme.leads[0].person

    with pytest.raises(WrongStep):
        finish_cycle(about.cycle, lead, NOON)
    released(about, FIVE)
    finish_cycle(about.cycle, lead, NOON)

    assert about.cycle.state is CycleState.DISCUSSED
    assert db.scalar(select(func.count()).select_from(ReviewResult)) == 1
