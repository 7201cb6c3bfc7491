"""Cycles as their leads see them."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from learning.extensions import db
from learning.people.models import Person
from learning.programmes.models import EnrolmentRole, Format, Programme
from learning.programmes.queries import active_enrolments, programmes_led_by
from learning.reviews import policy
from learning.reviews.models import ReviewAssignment, ReviewCycle, Reviewee, ReviewResult


@dataclass(frozen=True)
class Coverage:
    """People with enough answers, of all who were reviewed."""

    shown: int
    reviewed: int


def programme_for(person: Person, programme_id: int) -> Programme | None:
    """The programme if this person may open a cycle in it."""
    found = db.session.get(Programme, programme_id)
    return found if found is not None and policy.can_create_cycle(person, found) else None


def led_programmes(person: Person) -> list[Programme]:
    """Programmes this person leads that offer reviews."""
    return [
        one
        for one in programmes_led_by(person)
        if one.is_joinable and one.has_format(Format.REVIEWS)
    ]


def cycle_for(person: Person, cycle_id: int) -> ReviewCycle | None:
    """The cycle with all its page shows, if this person leads its programme."""
    query = (
        select(ReviewCycle)
        .where(ReviewCycle.id == cycle_id)
        .options(
            joinedload(ReviewCycle.programme),
            selectinload(ReviewCycle.criteria),
            selectinload(ReviewCycle.reviewees).options(
                joinedload(Reviewee.person),
                selectinload(Reviewee.assignments).joinedload(ReviewAssignment.reviewer),
            ),
        )
    )
    found = db.session.scalar(query)
    return found if found is not None and policy.can_run(person, found) else None


def reviewee_for(person: Person, reviewee_id: int) -> Reviewee | None:
    """The person reviewed, with those asked, if this person leads the programme."""
    query = (
        select(Reviewee)
        .where(Reviewee.id == reviewee_id)
        .options(
            joinedload(Reviewee.person),
            joinedload(Reviewee.cycle).joinedload(ReviewCycle.programme),
            selectinload(Reviewee.assignments).joinedload(ReviewAssignment.reviewer),
        )
    )
    found = db.session.scalar(query)
    return found if found is not None and policy.can_run(person, found.cycle) else None


def cycles_led_by(person: Person) -> list[ReviewCycle]:
    """The cycles of the programmes this person leads, the newest first."""
    led = [programme.id for programme in programmes_led_by(person)]
    query = (
        select(ReviewCycle)
        .where(ReviewCycle.programme_id.in_(led))
        .options(joinedload(ReviewCycle.programme))
        .order_by(ReviewCycle.id.desc())
    )
    return list(db.session.scalars(query)) if led else []


def possible_reviewees(cycle: ReviewCycle) -> list[Person]:
    """Those who take part in the programme by their own will, by name."""
    programme = cycle.programme or db.session.get_one(Programme, cycle.programme_id)
    joined = active_enrolments(programme, EnrolmentRole.PARTICIPANT)
    return sorted((one.person for one in joined), key=lambda one: (one.name_key, one.id))


def coverage(programme: Programme) -> Coverage:
    """How many have had enough answers in this programme's released cycles, of all reviewed."""
    query = (
        select(func.count(ReviewResult.band), func.count(ReviewResult.id))
        .join(ReviewResult.reviewee)
        .join(Reviewee.cycle)
        .where(ReviewCycle.programme_id == programme.id, ReviewCycle.released_on.is_not(None))
    )
    shown, reviewed = db.session.execute(query).one()
    return Coverage(shown, reviewed)
