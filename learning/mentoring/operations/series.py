"""Series: booked as a whole, changed one by one, from one on, or all that is ahead."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _, moment
from learning.mentoring import queries
from learning.mentoring.models import Booking, BookingSeries, Rhythm, Slot
from learning.mentoring.operations.bookings import (
    cancel_booking,
    check_breaks,
    free_overdue,
    keep,
    settle,
)
from learning.mentoring.operations.hours import (
    bookable_hours,
    new_slot,
    slot_from_hours,
    why_not_free,
)
from learning.mentoring.operations.moves import reschedule
from learning.mentoring.operations.refusals import NoSuchTime, SeriesBroken, TimePast
from learning.mentoring.rules import SESSION, moments_of
from learning.people.models import Person
from learning.scheduling.operations import Reservation, lock_people
from learning.scheduling.queries import free_times, is_free_time


def book_series(
    host: Person,
    mentee: Person,
    starts: Sequence[datetime],
    minutes: int,
    rhythm: Rhythm,
    agenda: str,
    now: datetime,
    *,
    submission: str,
) -> list[Booking]:
    """Book all of these times of the host's hours, or none. Raises SeriesBroken, naming the first.

    The same form sent again answers with the same bookings.
    """
    lock_people([host.id, mentee.id])
    known = queries.booking_submitted(mentee, f"{submission}-0")
    if known is not None and known.series_id is not None:
        return queries.bookings_in(known.series_id)
    starts = sorted(set(starts))
    free_overdue([host.id, mentee.id], now)
    pairing = queries.running_pairing(mentee.id, host.id)
    if pairing is None:
        raise SeriesBroken(_("A series is for two who are paired."))
    slots, times = _planned(host, mentee, starts, minutes, now)
    series = BookingSeries(
        rhythm=rhythm, timezone=host.timezone or "UTC", booked_by=mentee.id, booked_at=now
    )
    db.session.add_all([series, *slots])
    try:
        appointments = times.hold()
        booked = [
            Booking(
                slot_id=slot.id,
                mentee_id=mentee.id,
                pairing_id=pairing.id,
                appointment_id=appointment.id,
                series_id=series.id,
                submission=f"{submission}-{number}",
                agenda=agenda,
                booked_at=now,
            )
            for number, (slot, appointment) in enumerate(zip(slots, appointments, strict=True))
        ]
        keep(*booked)
    except DomainError as error:
        raise _broken(starts[0], error) from error
    settle(*booked, now=now)
    return booked


def _planned(
    host: Person, mentee: Person, starts: Sequence[datetime], minutes: int, now: datetime
) -> tuple[list[Slot], Reservation]:
    """The slots of a series and their times, taken and not held yet. Raises SeriesBroken.

    What the host's hours leave free is read once for all of them. The first lies within the
    host's horizon, the others need not.
    """
    since, until = starts[0], starts[-1] + timedelta(minutes=minutes)
    slots = list[Slot]()
    start = since
    try:
        check_breaks([mentee, host], now)
        hours = bookable_hours(host, mentee, minutes, SESSION, now)
        free = {
            one.starts_at
            for one in free_times([host], mentee, minutes, since, until, SESSION, now, beyond=True)
        }
        if not is_free_time(host, mentee, since, minutes, SESSION, now):
            free.discard(since)
        times = Reservation([host, mentee], since, until, SESSION)
        for start in starts:
            if start <= now:
                raise TimePast(_("This time has passed. Choose another time."))
            slot = new_slot(host, mentee, hours, start, minutes, now)
            if start not in free:
                raise why_not_free(slot, host, mentee)
            times.take(slot.starts_at, slot.ends_at)
            slots.append(slot)
    except DomainError as error:
        raise _broken(start, error) from error
    return slots, times


def cancel_series(
    booking: Booking, by: Person, reason: str, now: datetime, *, following: bool
) -> list[Booking]:
    """Call off what is ahead of the series, or this session and those after it."""
    found = queries.series_ahead(booking, now, following=following)
    for one in found:
        cancel_booking(one, by, reason, now)
    return found


def move_series(
    booking: Booking, starts_at: datetime, by: Person, now: datetime, *, following: bool
) -> list[Booking]:
    """Move this session to `starts_at` and the others of the series by as much, all or none.

    The days between and the clock time are those of the series' zone, so that it keeps its hour
    over the change to summer time. Raises SeriesBroken, naming the first that cannot be moved.
    """
    lock_people([booking.slot.mentor_id, booking.mentee_id])
    zone = booking.series.timezone if booking.series else "UTC"
    tz = ZoneInfo(zone)
    shift = starts_at.astimezone(tz).date() - booking.slot.starts_at.astimezone(tz).date()
    at = starts_at.astimezone(tz).time()
    found = queries.series_ahead(booking, now, following=following)
    if shift > timedelta(0):  # the last first, so that none stands where another is going
        found.reverse()
    moved = []
    for one in found:
        day = one.slot.starts_at.astimezone(tz).date() + shift
        moved.append(_move(one, _moment(day, at, zone), by, now))
    return sorted(moved, key=lambda one: one.slot.starts_at)


def _move(booking: Booking, starts_at: datetime, by: Person, now: datetime) -> Booking:
    host = booking.slot.mentor
    try:
        slot = slot_from_hours(
            host,
            booking.mentee,
            starts_at,
            booking.slot.minutes,
            now,
            is_agreed=by.id == host.id,
            beyond=True,
        )
        return reschedule(booking, slot, by, now)
    except DomainError as error:
        raise _broken(starts_at, error) from error


def _moment(day: date, at: time, zone: str) -> datetime:
    found = moments_of(day, at, zone)
    if not found:
        raise NoSuchTime(_("The clocks skip this time on one of the days. Choose another time."))
    return found[0]


def _broken(starts_at: datetime, error: DomainError) -> SeriesBroken:
    return SeriesBroken(
        _("%(time)s: %(reason)s Nothing was changed.", time=moment(starts_at), reason=str(error))
    )
