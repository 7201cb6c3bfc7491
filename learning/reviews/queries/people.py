"""What one person finds: asked of them, about them."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from learning.extensions import db
from learning.people.models import Person
from learning.people.queries import tied_ids
from learning.reviews import policy
from learning.reviews.models import (
    AssignmentState,
    CycleState,
    ReviewAssignment,
    ReviewCycle,
    Reviewee,
)
from learning.reviews.rules import LOAD_CAP

SUGGESTIONS = 12
BUSY = (CycleState.APPROVING, CycleState.COLLECTING)


def reviews_asked(person: Person) -> list[ReviewAssignment]:
    """What this person is asked to write just now; what they have sent is marked."""
    query = (
        select(ReviewAssignment)
        .join(ReviewAssignment.cycle)
        .join(ReviewAssignment.reviewee)
        .where(
            ReviewAssignment.reviewer_id == person.id,
            ReviewAssignment.state == AssignmentState.ASSIGNED,
            ReviewCycle.state == CycleState.COLLECTING,
            Reviewee.left_at.is_(None),
        )
        .options(
            joinedload(ReviewAssignment.cycle),
            joinedload(ReviewAssignment.reviewee).joinedload(Reviewee.person),
        )
        .order_by(ReviewCycle.closes_on, ReviewAssignment.id)
    )
    return list(db.session.scalars(query))


def assignment_of(person: Person, assignment_id: int) -> ReviewAssignment | None:
    """What this person is asked to write, while its cycle collects."""
    query = (
        select(ReviewAssignment)
        .where(ReviewAssignment.id == assignment_id)
        .options(
            joinedload(ReviewAssignment.cycle).selectinload(ReviewCycle.criteria),
            joinedload(ReviewAssignment.reviewee).options(
                joinedload(Reviewee.person),
                selectinload(Reviewee.assignments).joinedload(ReviewAssignment.reviewer),
            ),
        )
    )
    found = db.session.scalar(query)
    if found is None or not policy.is_reviewer(person, found):
        return None
    return found if found.cycle.state is CycleState.COLLECTING else None


def own_cycles(person: Person) -> list[Reviewee]:
    """The cycles in which this person is reviewed, the newest first; drafts are no news yet."""
    query = (
        select(Reviewee)
        .join(Reviewee.cycle)
        .where(
            Reviewee.person_id == person.id,
            Reviewee.left_at.is_(None),
            ReviewCycle.state != CycleState.DRAFT,
        )
        .options(
            joinedload(Reviewee.cycle).joinedload(ReviewCycle.programme),
            joinedload(Reviewee.result),
            selectinload(Reviewee.assignments),
        )
        .order_by(ReviewCycle.id.desc())
    )
    return list(db.session.scalars(query))


def reviewee_of(person: Person, reviewee_id: int) -> Reviewee | None:
    """The person's own place in a cycle; None to anybody else, and while it is a draft."""
    query = (
        select(Reviewee)
        .where(Reviewee.id == reviewee_id)
        .options(
            joinedload(Reviewee.cycle).selectinload(ReviewCycle.criteria),
            joinedload(Reviewee.result),
            selectinload(Reviewee.assignments).joinedload(ReviewAssignment.reviewer),
        )
    )
    found = db.session.scalar(query)
    if found is None or not policy.is_reviewee(person, found):
        return None
    return found if found.cycle.state is not CycleState.DRAFT else None


def released_results(person: Person) -> list[Reviewee]:
    """Where this person can read what colleagues wrote, the newest first."""
    return [
        one
        for one in own_cycles(person)
        if one.cycle.state.is_shown and one.result is not None and one.result.band is not None
    ]


def asked_ids(cycle: ReviewCycle) -> list[int]:
    """Everybody asked to write in this cycle, whether or not they have."""
    query = (
        select(ReviewAssignment.reviewer_id)
        .join(ReviewAssignment.reviewee)
        .where(
            ReviewAssignment.cycle_id == cycle.id,
            ReviewAssignment.state == AssignmentState.ASSIGNED,
            Reviewee.left_at.is_(None),
        )
        .distinct()
        .order_by(ReviewAssignment.reviewer_id)
    )
    return list(db.session.scalars(query))


def open_load(ids: Collection[int], but_for: Reviewee | None = None) -> dict[int, int]:
    """How many reviews each of these people is asked for, in all cycles under way.

    Sent ones count too, or the load would tell who has written.
    """
    query = (
        select(ReviewAssignment.reviewer_id, func.count(ReviewAssignment.id))
        .join(ReviewAssignment.cycle)
        .join(ReviewAssignment.reviewee)
        .where(
            ReviewAssignment.reviewer_id.in_(ids),
            ReviewAssignment.state == AssignmentState.ASSIGNED,
            ReviewCycle.state.in_(BUSY),
            Reviewee.left_at.is_(None),
        )
        .group_by(ReviewAssignment.reviewer_id)
    )
    if but_for is not None:
        query = query.where(ReviewAssignment.reviewee_id != but_for.id)
    return dict(db.session.execute(query).all())


def suggested_reviewers(reviewee: Reviewee) -> list[Person]:
    """Colleagues who share work: one's pairs, team, then department; nobody who is full.

    A list without somebody who should be on it would tell who avoids whom, so nobody is left out.
    """
    person = reviewee.person
    tied = tied_ids(person)
    near: list[ColumnElement[bool]] = [Person.id.in_(tied)]
    if person.manager_id is not None:
        near.append(Person.manager_id == person.manager_id)
    if person.department_id is not None:
        near.append(Person.department_id == person.department_id)
    query = (
        select(Person)
        .where(
            or_(*near),
            Person.id != person.id,
            Person.deactivated_at.is_(None),
        )
        .order_by(Person.name_key, Person.id)
    )
    found = list(db.session.scalars(query))
    load = open_load([one.id for one in found])
    free = [one for one in found if load.get(one.id, 0) < LOAD_CAP]

    def distance(one: Person) -> int:
        if one.id in tied:
            return 0
        return 1 if one.manager_id and one.manager_id == person.manager_id else 2

    return sorted(free, key=distance)[:SUGGESTIONS]
