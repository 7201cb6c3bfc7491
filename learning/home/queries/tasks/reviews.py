"""Reviews to write, colleagues to propose, and a result to read."""

from sqlalchemy import Date, bindparam, select
from sqlalchemy.orm import aliased

from learning.home.queries.tasks.lines import ME, Line, line
from learning.home.rules import Kind
from learning.people.models import Person
from learning.reviews.models import (
    AssignmentState,
    CycleState,
    ReviewAssignment,
    ReviewCycle,
    Reviewee,
    ReviewResult,
)

_About = aliased(Person)
_takes_part = Reviewee.left_at.is_(None)


def _to_write() -> Line:
    return (
        line(
            Kind.REVIEW,
            ReviewAssignment.id,
            on=ReviewCycle.closes_on,
            who=_About,
            words=ReviewCycle.title,
        )
        .select_from(ReviewAssignment)
        .join(ReviewCycle, ReviewCycle.id == ReviewAssignment.cycle_id)
        .join(Reviewee, Reviewee.id == ReviewAssignment.reviewee_id)
        .join(_About, _About.id == Reviewee.person_id)
        .where(
            ReviewAssignment.reviewer_id == ME,
            ReviewAssignment.state == AssignmentState.ASSIGNED,
            ReviewAssignment.is_sent.is_(False),
            ReviewCycle.state == CycleState.COLLECTING,
            _takes_part,
        )
    )


def _to_nominate() -> Line:
    proposed = select(ReviewAssignment.id).where(ReviewAssignment.reviewee_id == Reviewee.id)
    return (
        line(Kind.NOMINATE, Reviewee.id, on=ReviewCycle.closes_on, words=ReviewCycle.title)
        .join(ReviewCycle, ReviewCycle.id == Reviewee.cycle_id)
        .where(
            Reviewee.person_id == ME,
            ReviewCycle.state == CycleState.NOMINATING,
            _takes_part,
            ~proposed.exists(),
        )
    )


def _result() -> Line:
    return (
        line(Kind.RESULT, Reviewee.id, on=ReviewCycle.released_on, words=ReviewCycle.title)
        .join(ReviewCycle, ReviewCycle.id == Reviewee.cycle_id)
        .join(ReviewResult, ReviewResult.reviewee_id == Reviewee.id)
        .where(
            Reviewee.person_id == ME,
            ReviewCycle.state == CycleState.RELEASED,
            ReviewCycle.released_on >= bindparam("news_since", type_=Date),
            ReviewResult.band.is_not(None),
            _takes_part,
        )
    )


LINES = (_to_write(), _to_nominate(), _result())
