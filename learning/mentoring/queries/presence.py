"""Groups that met or meet: who was expected, and who was there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from learning.extensions import db
from learning.mentoring.models import (
    Booking,
    CircleSession,
    Presence,
    SessionCode,
    Slot,
)
from learning.mentoring.queries.circle_sessions import circle_session_of
from learning.mentoring.queries.circles import membership
from learning.mentoring.rules import LEAST_TO_MEET
from learning.people.models import Person
from learning.programmes.policy import can_facilitate
from learning.scheduling.models import Appointment, Attendance


@dataclass(frozen=True)
class Gathering:
    """A meeting of several people, whatever it belongs to, as one of them sees it."""

    appointment: Appointment
    title: str
    is_host: bool
    programme_id: int | None
    page: tuple[str, dict[str, Any]]  # endpoint and values

    def has_begun(self, now: datetime) -> bool:
        return self.appointment.starts_at <= now

    def is_over(self, now: datetime) -> bool:
        return self.appointment.ends_at <= now


@dataclass(frozen=True)
class Expected:
    """Somebody who was to come, and what is known of them."""

    person: Person
    presence: Presence | None


def gathering_of(person: Person, appointment_id: int) -> Gathering | None:
    """The meeting, if the person was to come to it; None to anybody else."""
    appointment = db.session.get(Appointment, appointment_id)
    if appointment is None or appointment.released_at is not None:
        return None
    found = db.session.scalar(
        select(CircleSession.id).where(CircleSession.appointment_id == appointment_id)
    )
    if found is not None:
        session = circle_session_of(person, found)
        return _of_circle(session, person) if session is not None else None
    query = (
        select(Booking, Slot)
        .join(Booking.slot)
        .where(
            Booking.appointment_id == appointment_id,
            Booking.cancelled_at.is_(None),
            Slot.seats > 1,
        )
        .order_by(Booking.seat)
    )
    for booking, slot in db.session.execute(query).unique():
        if person.id in {slot.mentor_id, booking.mentee_id}:
            return Gathering(
                appointment=appointment,
                title=slot.office_hour.topic if slot.office_hour else "",
                is_host=person.id == slot.mentor_id,
                programme_id=booking.programme_id,
                page=("mentoring.booking", {"booking_id": booking.id}),
            )
    return None


def expected_at(appointment: Appointment) -> list[Expected]:
    """Who was to come, by name, with what is known of each."""
    query = (
        select(Person, Presence)
        .join(Attendance, Attendance.person_id == Person.id)
        .outerjoin(
            Presence,
            (Presence.person_id == Person.id)
            & (Presence.appointment_id == Attendance.appointment_id),
        )
        .where(Attendance.appointment_id == appointment.id, Attendance.released_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return [Expected(person, presence) for person, presence in db.session.execute(query)]


def presence_of(appointment: Appointment, person: Person) -> Presence | None:
    query = select(Presence).where(
        Presence.appointment_id == appointment.id, Presence.person_id == person.id
    )
    return db.session.scalar(query)


def code_of(appointment: Appointment) -> SessionCode | None:
    """The code that its host has shown."""
    query = select(SessionCode).where(SessionCode.appointment_id == appointment.id)
    return db.session.scalar(query)


def group_bookings(appointment: Appointment, person: Person) -> list[Booking]:
    """The person's own seats in the meeting; several only where it was booked anew."""
    query = select(Booking).where(
        Booking.appointment_id == appointment.id,
        Booking.mentee_id == person.id,
        Booking.cancelled_at.is_(None),
    )
    return list(db.session.scalars(query))


def circle_took_place() -> ColumnElement[bool]:
    """For a WHERE over circle sessions: whether enough people were there to speak of a session."""
    there = (
        select(func.count(Presence.id))
        .where(Presence.appointment_id == CircleSession.appointment_id, Presence.is_present)
        .correlate(CircleSession)
        .scalar_subquery()
    )
    return there >= LEAST_TO_MEET


def _of_circle(session: CircleSession, person: Person) -> Gathering | None:
    if session.cancelled_at is not None:
        return None
    return Gathering(
        appointment=session.appointment,
        title=session.circle.topic,
        is_host=can_facilitate(membership(session.circle, person)),
        programme_id=session.circle.programme_id,
        page=("mentoring.circle_session", {"session_id": session.id}),
    )
