"""Sessions of circles: what is ahead, what was, and who comes."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager

from learning.extensions import db
from learning.mentoring.models import CircleSession
from learning.people.models import Person
from learning.programmes.models import Circle, CircleMember
from learning.scheduling.models import Appointment, Attendance


def circle_sessions_ahead(circle: Circle, now: datetime) -> list[CircleSession]:
    """What stands and is not over, the next first."""
    query = _sessions().where(
        CircleSession.circle_id == circle.id,
        CircleSession.cancelled_at.is_(None),
        Appointment.ends_at > now,
    )
    return list(db.session.scalars(query.order_by(Appointment.starts_at)))


def circle_sessions_behind(circle: Circle, now: datetime, limit: int) -> list[CircleSession]:
    """What is over or was called off, the latest first."""
    is_over = or_(CircleSession.cancelled_at.is_not(None), Appointment.ends_at <= now)
    query = _sessions().where(CircleSession.circle_id == circle.id, is_over)
    return list(db.session.scalars(query.order_by(Appointment.starts_at.desc()).limit(limit)))


def circle_session_of(person: Person, session_id: int) -> CircleSession | None:
    """The session if the person is in its circle; None to anybody else."""
    inside = select(CircleMember.circle_id).where(
        CircleMember.person_id == person.id, CircleMember.left_at.is_(None)
    )
    query = _sessions().where(CircleSession.id == session_id, CircleSession.circle_id.in_(inside))
    return db.session.scalar(query)


def comers(sessions: Sequence[CircleSession]) -> dict[int, list[Person]]:
    """By appointment, who comes, or came: those whose time it takes, by name."""
    query = (
        select(Attendance.appointment_id, Person)
        .join(Attendance.person)
        .where(
            Attendance.appointment_id.in_([one.appointment_id for one in sessions]),
            Attendance.released_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )
    found = {one.appointment_id: list[Person]() for one in sessions}
    for appointment_id, person in db.session.execute(query):
        found[appointment_id].append(person)
    return found


def busy_among(
    person_ids: Collection[int], start: datetime, end: datetime, besides: int | None = None
) -> set[int]:
    """Which of these people have another appointment then; `besides` is one that moves."""
    query = select(Attendance.person_id).where(
        Attendance.person_id.in_(person_ids),
        Attendance.released_at.is_(None),
        Attendance.busy_from < end,
        Attendance.busy_until > start,
    )
    if besides is not None:
        query = query.where(Attendance.appointment_id != besides)
    return set(db.session.scalars(query))


def _sessions() -> Select[CircleSession]:
    return (
        select(CircleSession)
        .join(CircleSession.appointment)
        .join(CircleSession.circle)
        .options(
            contains_eager(CircleSession.appointment),
            contains_eager(CircleSession.circle),
        )
    )
