"""Series: the sessions of one, and what a plan for several of them comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlalchemy.orm import contains_eager, joinedload

from learning.extensions import db
from learning.mentoring.models import Booking, Slot
from learning.mentoring.queries.sessions import some_bookings
from learning.mentoring.queries.times import KIND, hosts_for
from learning.mentoring.rules import shifted, starts_of
from learning.people.models import Person
from learning.scheduling.queries import free_times

INSTEAD = timedelta(days=3)
NEAREST = 3


class Clash(StrEnum):
    """Why a time that was planned cannot be had."""

    SKIPPED = "skipped"  # the clocks skip it on that day
    PAST = "past"
    GUEST = "guest"  # the mentee has something else
    HOST = "host"  # the mentor has something else, or keeps no hours then


@dataclass(frozen=True)
class Planned:
    """One time of a plan: why it cannot be had, if so, and what could be instead."""

    wanted: datetime | None  # None: the clocks skip that time on that day
    clash: Clash | None
    others: list[datetime]  # free times within three days, the nearest first

    @property
    def is_free(self) -> bool:
        return self.clash is None


def bookings_in(series_id: int) -> list[Booking]:
    """Every booking of the series, in the order of its times."""
    query = some_bookings().where(Booking.series_id == series_id).order_by(Slot.starts_at)
    return list(db.session.scalars(query))


def series_ahead(booking: Booking, now: datetime, *, following: bool) -> list[Booking]:
    """The sessions of the booking's series that stand and have not begun, in their order.

    With `following` only the booking itself and what comes after it. They are of the same two; what
    was handed to another host is not among them. Read anew, for whoever has locked the two.
    """
    return _ahead(booking, now, Slot.mentor_id == booking.slot.mentor_id, following)


def series_handed_on(booking: Booking, now: datetime, *, following: bool) -> list[Booking]:
    """The sessions of the series that the guest has with another host meanwhile."""
    return _ahead(booking, now, Slot.mentor_id != booking.slot.mentor_id, following)


def plan_series(
    person: Person,
    host: Person,
    first: datetime,
    minutes: int,
    rhythm: str,
    length: int,
    now: datetime,
) -> list[Planned]:
    """Every session of a series to be, the clashes with what could be instead of them."""
    wanted = starts_of(first, rhythm, length, host.timezone)
    return _plan(person, host, wanted, first, minutes, now)


def plan_move(
    sessions: Sequence[Booking], booking: Booking, to: datetime, now: datetime
) -> list[tuple[Booking, Planned]]:
    """Where each of these sessions goes when the booking goes `to`, and which of them cannot.

    None of them stands in another's way, for all are to be moved.
    """
    series, slot = booking.series, booking.slot
    starts = [one.slot.starts_at for one in sessions]
    wanted = shifted(starts, slot.starts_at, to, series.timezone if series else "")
    found = dict[Booking, Planned]()
    for minutes in {one.slot.minutes for one in sessions}:
        own = [
            (one, at)
            for one, at in zip(sessions, wanted, strict=True)
            if one.slot.minutes == minutes
        ]
        times = [at for _one, at in own]
        plan = _plan(booking.mentee, slot.mentor, times, to, minutes, now, sessions)
        found |= zip((one for one, _at in own), plan, strict=True)
    return [(one, found[one]) for one in sessions]


def _ahead(
    booking: Booking, now: datetime, of_whom: ColumnElement[bool], following: bool
) -> list[Booking]:
    query = (
        some_bookings()
        .where(
            Booking.series_id == booking.series_id,
            Booking.cancelled_at.is_(None),
            Slot.starts_at > now,
            Slot.starts_at >= (booking.slot.starts_at if following else now),
            of_whom,
        )
        .options(
            joinedload(Booking.appointment),
            contains_eager(Booking.slot).joinedload(Slot.office_hour),
        )
        .order_by(Slot.starts_at)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def _plan(
    guest: Person,
    host: Person,
    wanted: Sequence[datetime | None],
    first: datetime,
    minutes: int,
    now: datetime,
    moving: Sequence[Booking] = (),
) -> list[Planned]:
    """What becomes of each of these times; those after the first may lie past the horizon."""
    hosts = hosts_for(guest, now, [host.id])
    known = [one for one in wanted if one is not None] or [first]
    since, until = max(now, min(known) - INSTEAD), max(known) + INSTEAD

    besides = [one.appointment_id for one in moving]
    left = {*wanted, *(one.slot.starts_at for one in moving)}

    def free(guest: Person | None) -> list[datetime]:
        times = free_times(
            hosts, guest, minutes, since, until, KIND, now, beyond=True, besides=besides
        )
        return [one.starts_at for one in times]

    both = free(guest)
    can = set(both)
    of_host = set[datetime]() if can.issuperset(known) else set(free(None))
    plan = []
    around = first
    for moment in wanted:
        around = moment or around
        if moment in can:
            plan.append(Planned(moment, None, []))
            continue
        near = [one for one in both if abs(one - around) <= INSTEAD and one not in left]
        near.sort(key=lambda one: abs(one - around))
        clash = (
            Clash.SKIPPED
            if moment is None
            else Clash.PAST
            if moment <= now
            else Clash.GUEST
            if moment in of_host
            else Clash.HOST
        )
        plan.append(Planned(moment, clash, near[:NEAREST]))
    return plan
