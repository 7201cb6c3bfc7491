"""Whom a person proposes, whom the lead asks, who steps out."""

import pytest
from sqlalchemy import select

from learning.notifications.models import Notification
from learning.people.operations import avoid_person
from learning.reviews.models import AssignmentState, CycleState, ReviewAssignment
from learning.reviews.operations import (
    AlreadyCollecting,
    NotYourself,
    ReviewerFull,
    TooManyNames,
    WrongStep,
    assess_self,
    assign_reviewers,
    leave_cycle,
    nominate,
    plan_discussion,
)
from learning.reviews.queries import suggested_reviewers
from learning.reviews.rules import LOAD_CAP
from tests.factories.people import NOON, department, person
from tests.factories.reviews import assignment, collecting, cycle, reviewee, write


def proposing():
    return reviewee(cycle(state=CycleState.NOMINATING))


def choosing():
    return reviewee(cycle(state=CycleState.APPROVING))


def lead_of(about):
    return about.cycle.programme.leads[0].person


def busy():
    """Somebody asked for as many reviews as one can write."""
    someone = person()
    where = cycle(state=CycleState.COLLECTING)
    for _number in range(LOAD_CAP):
        assignment(reviewee(where), someone)
    return someone


def test_six_to_eight_colleagues_are_proposed(db):
    about = proposing()
    colleagues = [person() for _ in range(6)]

    nominate(about, colleagues)
    db.commit()

    assert [one.reviewer for one in about.assignments] == colleagues
    assert {one.state for one in about.assignments} == {AssignmentState.PROPOSED}


def test_the_colleagues_near_the_work_tell_nobody_who_avoids_whom(db):
    team = department()
    about = reviewee(cycle(state=CycleState.NOMINATING), person(department_id=team.id))
    near = [person(department_id=team.id) for _ in range(3)]
    avoid_person(near[0], about.person)
    avoid_person(about.person, near[1])

    assert {one.id for one in suggested_reviewers(about)} == {one.id for one in near}


def test_proposing_again_replaces_the_proposals(db):
    about = proposing()
    first = [person() for _ in range(6)]
    nominate(about, first)
    second = [*first[:5], person(), person()]

    nominate(about, second)
    nominate(about, second)
    db.commit()

    assert {one.reviewer_id for one in about.assignments} == {one.id for one in second}


@pytest.mark.parametrize("number", [0, 5, 9])
def test_fewer_or_more_are_refused(db, number):
    with pytest.raises(TooManyNames, match=f"chosen {number}"):
        nominate(proposing(), [person() for _ in range(number)])


def test_nobody_proposes_themselves(db):
    about = proposing()

    with pytest.raises(NotYourself):
        nominate(about, [about.person, *(person() for _ in range(5))])


def test_whoever_is_asked_for_eight_is_not_proposed(db):
    full = busy()

    with pytest.raises(ReviewerFull, match=full.name):
        nominate(proposing(), [full, *(person() for _ in range(5))])


def test_reviews_of_those_who_stepped_out_or_of_cycles_over_are_no_load(db):
    someone = busy()
    for asked in db.scalars(select(ReviewAssignment)):
        asked.reviewee.left_at = NOON
    over = reviewee(cycle(state=CycleState.CLOSED))
    assignment(over, someone)

    nominate(proposing(), [someone, *(person() for _ in range(5))])


def test_a_sent_review_still_counts_toward_the_load(db):
    """Or whoever proposes people could tell who has written."""
    about = collecting(5)
    writer = about.asked()[0].reviewer
    for _number in range(LOAD_CAP - 1):
        assignment(reviewee(about.cycle), writer)
    write(about.asked()[0], [3, 4])

    with pytest.raises(ReviewerFull):
        nominate(proposing(), [writer, *(person() for _ in range(5))])


def test_proposals_are_closed_once_the_lead_chooses(db):
    with pytest.raises(WrongStep):
        nominate(choosing(), [person() for _ in range(6)])


def test_the_lead_asks_some_of_those_proposed_and_others(db):
    about = choosing()
    wanted, unwanted = (assignment(about, state=AssignmentState.PROPOSED) for _ in range(2))
    other = person()

    assign_reviewers(about, [wanted.reviewer, other], lead_of(about), NOON)
    db.commit()

    assert {one.reviewer_id for one in about.asked()} == {wanted.reviewer_id, other.id}
    assert unwanted.state is AssignmentState.PROPOSED
    assert db.scalars(select(Notification)).all() == [], "nobody is told before it collects"


def test_a_lead_may_change_their_mind_before_it_collects(db):
    about = choosing()
    first, second = person(), person()
    assign_reviewers(about, [first], lead_of(about), NOON)

    assign_reviewers(about, [second], lead_of(about), NOON)

    assert [one.reviewer for one in about.asked()] == [second]


def test_a_lead_cannot_ask_the_full_or_the_person(db):
    about = choosing()

    with pytest.raises(ReviewerFull):
        assign_reviewers(about, [busy()], lead_of(about), NOON)
    with pytest.raises(NotYourself):
        assign_reviewers(about, [about.person], lead_of(about), NOON)


def test_while_colleagues_write_the_circle_only_grows(db):
    about = collecting(5)
    asked = [one.reviewer for one in about.asked()]
    replacement = person()

    with pytest.raises(AlreadyCollecting):
        assign_reviewers(about, asked[1:], lead_of(about), NOON)
    assign_reviewers(about, [*asked, replacement], lead_of(about), NOON)
    db.commit()

    assert len(about.asked()) == 6
    told = select(Notification.person_id).where(Notification.kind == "reviews.review_asked")
    assert db.scalars(told).all() == [replacement.id]


def test_a_no_stays_a_no(db):
    about = choosing()
    declined = assignment(about, state=AssignmentState.DECLINED)

    assign_reviewers(about, [declined.reviewer], lead_of(about), NOON)

    assert about.asked() == []


def test_a_person_steps_out_without_a_reason_until_it_collects(db):
    about = choosing()

    leave_cycle(about, NOON)
    leave_cycle(about, NOON)

    assert not about.takes_part
    with pytest.raises(AlreadyCollecting):
        leave_cycle(collecting(5), NOON)


def test_ones_own_view_is_kept_until_the_cycle_closes(db):
    about = collecting(5)

    assess_self(about, {"1": 4})
    about.cycle.state = CycleState.CLOSED

    assert about.self_ratings == {"1": 4}
    with pytest.raises(WrongStep):
        assess_self(about, {"1": 5})


def test_a_plan_follows_the_result(db):
    with pytest.raises(WrongStep):
        plan_discussion(collecting(5), "keep", "change", "ask")
