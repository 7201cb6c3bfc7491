"""Taking people's time, moving it and giving it back."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import event, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, SessionTransaction

from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.people.models import Person
from learning.scheduling.models import Appointment, Attendance
from learning.scheduling.operations.limits import (
    Span,
    busy_around,
    check_caps,
    is_crowded,
    refuse_full,
)
from learning.scheduling.queries.hours import limits_of
from learning.scheduling.rules.hours import Caps, Hours

_HELD = "people whose rows are locked"
_AROUND = timedelta(days=8)  # a week and a day, for the limits of a week


class TimeTaken(DomainError):
    """One of the people has another appointment then."""


def lock_people(person_ids: Iterable[int]) -> None:
    """Let rivals for these people's time wait until this transaction ends.

    Rows are locked in the order of their ids, so that nobody deadlocks; rows that merely refer to
    these people, such as a notice for one of them, do not wait. Rows that this transaction holds
    already are not asked for again. SQLite needs no row lock: there a transaction that writes is
    the only one. What is pending is written, so that rows can be refreshed next.
    """
    db.session.flush()
    if db.session.get_bind().dialect.name == "sqlite":
        return
    held: set[int] = db.session.info.setdefault(_HELD, set())
    ids = sorted(set(person_ids) - held)
    if not ids:
        return
    query = select(Person.id).where(Person.id.in_(ids)).order_by(Person.id)
    db.session.execute(query.with_for_update(of=Person, key_share=True)).all()
    held.update(ids)


@event.listens_for(db.session, "after_transaction_end")
def _let_go(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(_HELD, None)


@event.listens_for(db.session, "after_soft_rollback")
def _let_go_again(session: Session, _undone: SessionTransaction) -> None:
    """A savepoint that is undone gives back what was locked since; which that was is not known."""
    session.info.pop(_HELD, None)


def hold_time(
    people: Iterable[Person], starts_at: datetime, ends_at: datetime, kind: str
) -> Appointment:
    """Take these people's time from `starts_at` up to `ends_at`. Raises TimeTaken and DayFull.

    Rows of the people are locked in the order of their ids, so that rivals queue and never
    deadlock; the constraint on attendances stands behind it. `kind` is `<feature>.<meeting>`.
    The minutes that somebody keeps free around meetings, and their limits, hold here too.
    """
    named = {person.id: person for person in people}
    ids = sorted(named)
    lock_people(ids)
    busy = _busy(named.values(), starts_at, ends_at, kind)
    appointment = _appointment(kind, starts_at, ends_at)
    try:
        with db.session.begin_nested():
            db.session.add(appointment)
            db.session.flush()
            db.session.execute(insert(Attendance), _lines(appointment, busy))
    except IntegrityError as error:
        raise _taken() from error
    return appointment


class Reservation:
    """Times of the same people, to be held together: what is held already is read once for all.

    Each is checked where it is taken, as by `hold_time`, against what is held and what was taken
    before it; nothing is written before `hold` or `move`. The appointments `besides` count for
    nothing: it is they that will be moved. Lock the people first.
    """

    def __init__(
        self,
        people: Iterable[Person],
        since: datetime,
        until: datetime,
        kind: str,
        besides: Collection[int] = (),
    ) -> None:
        self._people = {person.id: person for person in people}
        self._kind = kind
        self._limits = limits_of(self._people, kind)
        self._taken: list[tuple[datetime, datetime, dict[int, Span]]] = []
        held = select(
            Attendance.person_id,
            Attendance.starts_at,
            Attendance.busy_from,
            Attendance.busy_until,
        ).where(
            Attendance.person_id.in_(self._people),
            Attendance.released_at.is_(None),
            Attendance.starts_at < until + _AROUND,
            Attendance.ends_at > since - _AROUND,
            Attendance.appointment_id.not_in(besides),
        )
        self._held = defaultdict[int, list[tuple[datetime, Span]]](list)
        for person_id, starts_at, busy_from, busy_until in db.session.execute(held):
            self._held[person_id].append((starts_at, (busy_from, busy_until)))

    def take(self, starts_at: datetime, ends_at: datetime) -> None:
        """Take one more time. Raises TimeTaken and DayFull."""
        busy = dict[int, Span]()
        for person in self._people.values():
            limits = self._limits.get(person.id, Hours())
            held = self._held[person.id]
            if limits.caps != Caps():
                refuse_full(person, limits.caps, starts_at, (start for start, _span in held))
            busy[person.id] = since, until = busy_around(limits, starts_at, ends_at)
            if any(other[0] < until and since < other[1] for _start, other in held):
                raise _taken()
        for person_id, span in busy.items():
            self._held[person_id].append((starts_at, span))
        self._taken.append((starts_at, ends_at, busy))

    def hold(self) -> list[Appointment]:
        """An appointment for each time taken, in that order. Raises TimeTaken."""
        appointments = [
            _appointment(self._kind, starts_at, ends_at)
            for starts_at, ends_at, _busy in self._taken
        ]
        try:
            with db.session.begin_nested():
                db.session.add_all(appointments)
                db.session.flush()
                lines = [
                    line
                    for appointment, (_start, _end, busy) in zip(
                        appointments, self._taken, strict=True
                    )
                    for line in _lines(appointment, busy)
                ]
                db.session.execute(insert(Attendance), lines)
        except IntegrityError as error:
            raise _taken() from error
        return appointments

    def move(self, appointments: Sequence[Appointment], now: datetime) -> None:
        """Move each of these to the time taken for it, in that order. Raises TimeTaken."""
        spans = {one.id: taken for one, taken in zip(appointments, self._taken, strict=True)}
        held = db.session.scalars(
            select(Attendance).where(
                Attendance.appointment_id.in_(spans), Attendance.released_at.is_(None)
            )
        ).all()
        try:
            with db.session.begin_nested():
                for line in held:  # given back first: one may go where another still stands
                    line.released_at = now
                db.session.flush()
                for line in held:
                    line.starts_at, line.ends_at, busy = spans[line.appointment_id]
                    line.busy_from, line.busy_until = busy[line.person_id]
                    line.released_at = None
                for one in appointments:
                    one.starts_at, one.ends_at, _busy = spans[one.id]
                    one.sequence += 1
        except IntegrityError as error:
            raise _taken() from error


def move_time(appointment: Appointment, starts_at: datetime, ends_at: datetime) -> None:
    """Move the appointment for everybody it holds.

    Raises TimeTaken and DayFull and then changes nothing.
    """
    held = [one for one in appointment.attendances if one.released_at is None]
    ids = [one.person_id for one in held]
    lock_people(ids)
    people = [one.person for one in held]
    busy = _busy(people, starts_at, ends_at, appointment.kind, besides=appointment)
    try:
        with db.session.begin_nested():
            appointment.starts_at, appointment.ends_at = starts_at, ends_at
            appointment.sequence += 1
            for one in held:
                one.starts_at, one.ends_at = starts_at, ends_at
                one.busy_from, one.busy_until = busy[one.person_id]
    except IntegrityError as error:
        raise _taken() from error


def release_time(appointment: Appointment, now: datetime) -> None:
    """Give everybody their time back; harmless when that has happened already."""
    release_times([appointment], now)


def release_times(appointments: Iterable[Appointment], now: datetime) -> None:
    """As `release_time` of each, in as many statements as for one."""
    held = [one for one in appointments if one.released_at is None]
    if not held:
        return
    for one in held:
        one.released_at = now
        one.sequence += 1
    db.session.execute(
        update(Attendance)
        .where(
            Attendance.appointment_id.in_([one.id for one in held]),
            Attendance.released_at.is_(None),
        )
        .values(released_at=now)
    )


def join_time(appointment: Appointment, person: Person) -> None:
    """Take one more person's time for the appointment. Raises TimeTaken and DayFull."""
    lock_people([person.id])
    starts_at, ends_at = appointment.starts_at, appointment.ends_at
    busy_from, busy_until = _busy([person], starts_at, ends_at, appointment.kind)[person.id]
    db.session.expire(appointment, ["attendances"])
    known = next((one for one in appointment.attendances if one.person_id == person.id), None)
    attendance = known or Attendance(appointment_id=appointment.id, person_id=person.id)
    try:
        with db.session.begin_nested():
            attendance.starts_at, attendance.ends_at = starts_at, ends_at
            attendance.busy_from, attendance.busy_until = busy_from, busy_until
            attendance.released_at = None
            appointment.sequence += 1
            db.session.add(attendance)
    except IntegrityError as error:
        raise _taken() from error
    db.session.expire(appointment, ["attendances"])


def leave_time(appointment: Appointment, person: Person, now: datetime) -> None:
    """Give one person's time back; the appointment stays for the others."""
    for attendance in appointment.attendances:
        if attendance.person_id == person.id and attendance.released_at is None:
            attendance.released_at = now
            appointment.sequence += 1


def replace_person(
    appointment: Appointment, leaving: Person, coming: Person, now: datetime
) -> None:
    """Somebody takes another's part in the appointment. Raises TimeTaken and DayFull."""
    join_time(appointment, coming)
    leave_time(appointment, leaving, now)


def _busy(
    people: Collection[Person],
    starts_at: datetime,
    ends_at: datetime,
    kind: str,
    besides: Appointment | None = None,
) -> dict[int, Span]:
    """By person, the time that the meeting takes with what is kept free.

    Raises DayFull and TimeTaken.
    """
    limits = limits_of([one.id for one in people], kind)
    check_caps(people, limits, starts_at, besides)
    busy = {one.id: busy_around(limits.get(one.id, Hours()), starts_at, ends_at) for one in people}
    if is_crowded(busy, besides):
        raise _taken()
    return busy


def _appointment(kind: str, starts_at: datetime, ends_at: datetime) -> Appointment:
    uid = f"{secrets.token_hex(16)}@collegium"
    return Appointment(kind=kind, starts_at=starts_at, ends_at=ends_at, uid=uid)


def _lines(appointment: Appointment, busy: Mapping[int, Span]) -> list[dict[str, object]]:
    """What is written of each person's time."""
    return [
        {
            "appointment_id": appointment.id,
            "person_id": person_id,
            "starts_at": appointment.starts_at,
            "ends_at": appointment.ends_at,
            "busy_from": busy_from,
            "busy_until": busy_until,
        }
        for person_id, (busy_from, busy_until) in sorted(busy.items())
    ]


def _taken() -> TimeTaken:
    return TimeTaken(_("Somebody has another appointment at that time. Choose another time."))
