"""Who may do what in a review cycle. Nobody reads a raw review or learns its author."""

from datetime import date

from learning.people.models import Person
from learning.programmes.models import Format, Programme
from learning.programmes.policy import leads
from learning.reviews.models import (
    AssignmentState,
    ReviewAssignment,
    ReviewCycle,
    Reviewee,
)
from learning.reviews.rules import LEAD_WAITS


def can_create_cycle(person: Person, programme: Programme) -> bool:
    return leads(person, programme) and programme.has_format(Format.REVIEWS)


def can_run(person: Person, cycle: ReviewCycle) -> bool:
    return leads(person, cycle.programme)


def can_read_summary(person: Person, cycle: ReviewCycle, today: date) -> bool:
    """Aggregates are the lead's only after the people reviewed have had theirs for a while."""
    return can_run(person, cycle) and is_summary_open(cycle, today)


def is_summary_open(cycle: ReviewCycle, today: date) -> bool:
    return cycle.released_on is not None and today >= cycle.released_on + LEAD_WAITS


def is_reviewer(person: Person, assignment: ReviewAssignment) -> bool:
    """Whether this colleague was asked to write; nobody writes about themselves."""
    return (
        assignment.reviewer_id == person.id
        and assignment.reviewee.person_id != person.id
        and assignment.state is AssignmentState.ASSIGNED
    )


def is_reviewee(person: Person, reviewee: Reviewee) -> bool:
    return reviewee.person_id == person.id and reviewee.takes_part


def can_read_result(person: Person, reviewee: Reviewee) -> bool:
    return is_reviewee(person, reviewee) and reviewee.cycle.state.is_shown
