"""A lead prepares a cycle and moves it on: what is needed, what stays fixed, who is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.audit.models import AuditEntry
from learning.notifications.models import Notification
from learning.programmes.models import EnrolmentRole
from learning.reviews.models import AssignmentState, CycleState
from learning.reviews.operations import (
    CycleDraft,
    CycleFixed,
    EndTooSoon,
    Line,
    NobodyChosen,
    NotTakingPart,
    TooFewReviewers,
    WrongStep,
    choose_people,
    create_cycle,
    edit_cycle,
    edit_rubric,
    move_end,
    start_approving,
    start_collecting,
    start_nominating,
)
from tests.factories.people import NOON, person, programme_lead
from tests.factories.programmes import enrolment, programme
from tests.factories.reviews import assignment, collecting, cycle, reviewee, write

TODAY = NOON.date()
DRAFT = CycleDraft("Spring", "To grow.", TODAY + timedelta(days=20), 5)
LINE = Line("Listening", ("one", "two", "three", "four", "five"))


def told(db, kind: str) -> list[int]:
    query = select(Notification.person_id).where(
        Notification.kind == kind, Notification.withdrawn_at.is_(None)
    )
    return sorted(db.scalars(query))


def test_a_draft_has_its_rubric_and_tells_nobody(db):
    lead = programme_lead()

    made = create_cycle(programme(lead), lead, DRAFT, [LINE, LINE], NOON)
    db.commit()

    assert made.state is CycleState.DRAFT
    assert [one.name for one in made.criteria] == ["Listening", "Listening"]
    assert db.scalars(select(Notification)).all() == []


def test_a_last_day_that_has_passed_is_refused(db):
    lead = programme_lead()
    late = CycleDraft("Spring", "To grow.", TODAY, 5)

    with pytest.raises(EndTooSoon):
        create_cycle(programme(lead), lead, late, [], NOON)


def test_only_participants_of_the_programme_are_reviewed(db):
    found = cycle()
    mine, mentee = person(), person()
    enrolment(found.programme, mine, EnrolmentRole.PARTICIPANT)
    enrolment(found.programme, mentee, EnrolmentRole.MENTEE)

    choose_people(found, [mine.id])
    with pytest.raises(NotTakingPart):
        choose_people(found, [mine.id, mentee.id])

    assert [one.person_id for one in found.reviewees] == [mine.id]


def test_choosing_again_replaces_the_choice(db):
    found = cycle()
    first, second = reviewee(found).person, person()
    enrolment(found.programme, second, EnrolmentRole.PARTICIPANT)

    choose_people(found, [second.id])
    db.commit()

    assert [one.person for one in found.reviewees] == [second]
    assert first is not second


def test_nothing_changes_once_people_know_of_it(db):
    found = cycle(state=CycleState.NOMINATING)

    for change in (
        lambda: edit_cycle(found, DRAFT, NOON),
        lambda: edit_rubric(found, [LINE]),
        lambda: choose_people(found, []),
    ):
        with pytest.raises(CycleFixed):
            change()


def test_starting_tells_everybody_reviewed_and_leaves_a_trace(db):
    found = cycle()
    people = sorted(reviewee(found).person_id for _ in range(2))
    lead = found.programme.leads[0].person

    start_nominating(found, lead, NOON)
    db.commit()

    assert told(db, "reviews.nominations_open") == people
    assert db.scalars(select(AuditEntry.action)).one() == "review.nominating"


def test_a_cycle_without_people_does_not_start(db):
    found = cycle()

    with pytest.raises(NobodyChosen):
        start_nominating(found, found.programme.leads[0].person, NOON)


def test_steps_cannot_be_left_out_or_taken_twice(db):
    found = cycle(state=CycleState.NOMINATING)
    lead = found.programme.leads[0].person

    with pytest.raises(WrongStep):
        start_nominating_with_somebody(found, lead)
    start_approving(found, lead, NOON)
    with pytest.raises(WrongStep):
        start_approving(found, lead, NOON)


def start_nominating_with_somebody(found, lead) -> None:
    reviewee(found)
    start_nominating(found, lead, NOON)


def test_four_writers_are_too_few_to_begin(db):
    about = collecting(4)
    about.cycle.state = CycleState.APPROVING
    lead = about.cycle.programme.leads[0].person

    with pytest.raises(TooFewReviewers, match=about.person.name):
        start_collecting(about.cycle, lead, NOON)

    assert told(db, "reviews.review_asked") == []


def test_who_only_was_proposed_is_not_counted(db):
    about = collecting(4)
    assignment(about, state=AssignmentState.PROPOSED)
    about.cycle.state = CycleState.APPROVING

    with pytest.raises(TooFewReviewers):
        start_collecting(about.cycle, about.cycle.programme.leads[0].person, NOON)


def test_each_reviewer_is_told_once_and_reminded_before_the_end(db):
    about = collecting(5)
    other = reviewee(about.cycle)
    reviewers = sorted(one.reviewer_id for one in about.asked())
    for one in about.asked():
        assignment(other, one.reviewer)
    about.cycle.state = CycleState.APPROVING

    start_collecting(about.cycle, about.cycle.programme.leads[0].person, NOON)
    db.commit()

    assert told(db, "reviews.review_asked") == reviewers
    assert told(db, "reviews.cycle_closing") == reviewers
    due = set(db.scalars(select(Notification.due_at).where(Notification.kind.like("%closing"))))
    assert {one.date() for one in due} == {about.cycle.closes_on - timedelta(days=3)}


def test_who_has_stepped_out_needs_no_reviewers_and_nobody_is_asked(db):
    about = collecting(5)
    gone = reviewee(about.cycle, left_at=NOON)
    unasked = assignment(gone).reviewer_id
    about.cycle.state = CycleState.APPROVING

    start_collecting(about.cycle, about.cycle.programme.leads[0].person, NOON)

    assert unasked not in told(db, "reviews.review_asked")


def test_moving_the_end_moves_the_reminder_of_everybody_asked(db):
    about = collecting(5)
    write(about.asked()[0], [3, 4])
    lead = about.cycle.programme.leads[0].person

    move_end(about.cycle, TODAY + timedelta(days=30), lead, NOON)
    db.commit()

    assert about.cycle.closes_on == TODAY + timedelta(days=30)
    assert told(db, "reviews.cycle_closing") == sorted(one.reviewer_id for one in about.asked())


def test_the_end_moves_only_while_colleagues_write_and_never_into_the_past(db):
    lead = programme_lead()
    draft = cycle(programme(lead))

    with pytest.raises(WrongStep):
        move_end(draft, TODAY + timedelta(days=30), lead, NOON)
    with pytest.raises(EndTooSoon):
        move_end(collecting(5).cycle, TODAY, lead, NOON)
