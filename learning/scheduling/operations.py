"""Taking people's time, moving it and giving it back."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.people.models import Person
from learning.scheduling.models import Appointment, Attendance


class TimeTaken(DomainError):
    """One of the people has another appointment then."""


def lock_people(person_ids: Iterable[int]) -> None:
    """Let rivals for these people's time wait until this transaction ends.

    Rows are locked in the order of their ids, so that nobody deadlocks. SQLite needs no row lock:
    there a transaction that writes is the only one.
    """
    ids = sorted(set(person_ids))
    query = select(Person.id).where(Person.id.in_(ids)).order_by(Person.id)
    db.session.execute(query.with_for_update(of=Person)).all()


def hold_time(
    people: Iterable[Person], starts_at: datetime, ends_at: datetime, kind: str
) -> Appointment:
    """Take these people's time from `starts_at` up to `ends_at`. Raises TimeTaken.

    Rows of the people are locked in the order of their ids, so that rivals queue and never
    deadlock; the constraint on attendances stands behind it. `kind` is `<feature>.<meeting>`.
    """
    ids = sorted({person.id for person in people})
    lock_people(ids)
    appointment = Appointment(
        kind=kind, starts_at=starts_at, ends_at=ends_at, uid=f"{secrets.token_hex(16)}@collegium"
    )
    try:
        with db.session.begin_nested():
            db.session.add(appointment)
            db.session.flush()
            for person_id in ids:
                db.session.add(
                    Attendance(
                        appointment_id=appointment.id,
                        person_id=person_id,
                        starts_at=starts_at,
                        ends_at=ends_at,
                    )
                )
    except IntegrityError as error:
        raise _taken() from error
    return appointment


def move_time(appointment: Appointment, starts_at: datetime, ends_at: datetime) -> None:
    """Move the appointment for everybody it holds. Raises TimeTaken and then changes nothing."""
    held = [one for one in appointment.attendances if one.released_at is None]
    lock_people([one.person_id for one in held])
    try:
        with db.session.begin_nested():
            appointment.starts_at, appointment.ends_at = starts_at, ends_at
            appointment.sequence += 1
            for one in held:
                one.starts_at, one.ends_at = starts_at, ends_at
    except IntegrityError as error:
        raise _taken() from error


def release_time(appointment: Appointment, now: datetime) -> None:
    """Give everybody their time back; harmless when that has happened already."""
    if appointment.released_at is not None:
        return
    appointment.released_at = now
    appointment.sequence += 1
    for attendance in appointment.attendances:
        attendance.released_at = attendance.released_at or now


def _taken() -> TimeTaken:
    return TimeTaken(_("Somebody has another appointment at that time. Choose another time."))
