"""Who takes part. An enrolment is shown to its person and to the programme's leads only."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from learning.extensions import db
from learning.people.models import Person
from learning.programmes import policy
from learning.programmes.models import (
    Enrolment,
    EnrolmentRole,
    EnrolmentState,
    Programme,
)
from learning.programmes.queries.catalogue import JOINABLE
from learning.programmes.rules import reason_bands

GONE = (EnrolmentState.WITHDRAWN, EnrolmentState.REMOVED)


def active_enrolments(programme: Programme, role: EnrolmentRole | None = None) -> list[Enrolment]:
    """Those who take part and still work here, in one role or in any, first come first."""
    query = (
        select(Enrolment)
        .join(Enrolment.person)
        .where(
            Enrolment.programme_id == programme.id,
            Enrolment.state == EnrolmentState.ACTIVE,
            Person.deactivated_at.is_(None),
        )
        .options(contains_eager(Enrolment.person))
        .order_by(Enrolment.applied_at, Enrolment.id)
    )
    if role is not None:
        query = query.where(Enrolment.role == role)
    return list(db.session.scalars(query))


def roles_of(person: Person) -> set[EnrolmentRole]:
    """The roles this person has in programmes that are open or running."""
    query = (
        select(Enrolment.role)
        .join(Enrolment.programme)
        .where(
            Enrolment.person_id == person.id,
            Enrolment.state == EnrolmentState.ACTIVE,
            Programme.state.in_(JOINABLE),
        )
        .distinct()
    )
    return set(db.session.scalars(query))


def enrolments_of(person: Person, programme: Programme | None = None) -> list[Enrolment]:
    """This person's own enrolments, in one programme or in all, each with its programme."""
    query = (
        select(Enrolment)
        .where(Enrolment.person_id == person.id)
        .options(joinedload(Enrolment.programme))
        .order_by(Enrolment.applied_at.desc(), Enrolment.id.desc())
    )
    if programme is not None:
        query = query.where(Enrolment.programme_id == programme.id)
    return list(db.session.scalars(query))


def enrolment_of(person: Person, enrolment_id: int) -> Enrolment | None:
    """The enrolment if it is this person's own; None to anybody else."""
    found = _with_people(enrolment_id)
    return found if found is not None and found.person_id == person.id else None


def enrolment_for(person: Person, enrolment_id: int) -> Enrolment | None:
    """The enrolment if it is the person's own or of a programme they lead; else None."""
    found = _with_people(enrolment_id)
    if found is None:
        return None
    is_near = found.person_id == person.id or policy.leads(person, found.programme)
    return found if is_near else None


def enrolments(
    programme: Programme, states: Collection[EnrolmentState], limit: int, offset: int = 0
) -> list[Enrolment]:
    """A lead's list: oldest first, each with its person."""
    query = (
        select(Enrolment)
        .where(Enrolment.programme_id == programme.id, Enrolment.state.in_(states))
        .options(joinedload(Enrolment.person))
        .order_by(Enrolment.applied_at, Enrolment.id)
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def enrolment_counts(programme: Programme) -> dict[EnrolmentState, int]:
    """How many enrolments are in each state."""
    query = (
        select(Enrolment.state, func.count(Enrolment.id))
        .where(Enrolment.programme_id == programme.id)
        .group_by(Enrolment.state)
    )
    found = dict(db.session.execute(query).all())
    return {state: found.get(state, 0) for state in EnrolmentState}


def seats_taken(programme: Programme) -> dict[EnrolmentRole, int]:
    """How many take part in each role; whoever has left the company holds no seat."""
    query = (
        select(Enrolment.role, func.count(Enrolment.id))
        .join(Enrolment.person)
        .where(
            Enrolment.programme_id == programme.id,
            Enrolment.state == EnrolmentState.ACTIVE,
            Person.deactivated_at.is_(None),
        )
        .group_by(Enrolment.role)
    )
    return dict(db.session.execute(query).all())


def free_seats(
    programme: Programme, taken: Mapping[EnrolmentRole, int] | None = None
) -> dict[EnrolmentRole, int | None]:
    """Places left for each role one may join in; None where there is no limit.

    `taken` spares the query where the caller has asked `seats_taken` already.
    """
    if taken is None:
        taken = seats_taken(programme)
    return {
        role: None
        if programme.seats.get(role.value) is None
        else max(0, programme.seats[role.value] - taken.get(role, 0))
        for role in programme.roles
    }


def waiting_place(enrolment: Enrolment) -> int:
    """Which place on the waiting list this is, from 1."""
    query = select(func.count(Enrolment.id)).where(
        Enrolment.programme_id == enrolment.programme_id,
        Enrolment.role == enrolment.role,
        Enrolment.state == EnrolmentState.WAITING,
        _comes_before(enrolment),
    )
    return (db.session.scalar(query) or 0) + 1


def order_of_waiting(programme: Programme) -> tuple[SQLColumnExpression[Any], ...]:
    """In which order those who wait are let in, for an ORDER BY over enrolments."""
    by_date = (Enrolment.applied_at, Enrolment.id)
    return (Enrolment.priority.desc(), *by_date) if programme.waits_by_priority else by_date


def leave_reasons(programme: Programme, before: datetime) -> dict[str, str]:
    """Why people left up to that moment: only what many said, as bands, never who said it."""
    query = (
        select(Enrolment.leave_reason, func.count(Enrolment.id))
        .where(
            Enrolment.programme_id == programme.id,
            Enrolment.state == EnrolmentState.WITHDRAWN,
            Enrolment.ended_at < before,
        )
        .group_by(Enrolment.leave_reason)
    )
    counts = dict(db.session.execute(query).all())
    left = sum(counts.values())
    return reason_bands({reason: n for reason, n in counts.items() if reason is not None}, left)


def enrolments_ended_since(moment: datetime) -> list[Enrolment]:
    """Enrolments that people or leads have ended since then, for what was built upon them."""
    query = (
        select(Enrolment)
        .where(Enrolment.state.in_(GONE), Enrolment.ended_at >= moment)
        .order_by(Enrolment.ended_at, Enrolment.id)
    )
    return list(db.session.scalars(query))


def _with_people(enrolment_id: int) -> Enrolment | None:
    query = (
        select(Enrolment)
        .where(Enrolment.id == enrolment_id)
        .options(joinedload(Enrolment.programme), joinedload(Enrolment.person))
    )
    return db.session.scalar(query)


def _comes_before(enrolment: Enrolment) -> ColumnElement[bool]:
    earlier = or_(
        Enrolment.applied_at < enrolment.applied_at,
        and_(Enrolment.applied_at == enrolment.applied_at, Enrolment.id < enrolment.id),
    )
    if not enrolment.programme.waits_by_priority:
        return earlier
    return or_(
        Enrolment.priority > enrolment.priority,
        and_(Enrolment.priority == enrolment.priority, earlier),
    )
