"""Series: booked as a whole, changed one by one, from one on, or all that is ahead."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _, moment
from learning.mentoring import queries
from learning.mentoring.models import Booking, BookingSeries, Rhythm
from learning.mentoring.operations.bookings import book_slot, cancel_booking
from learning.mentoring.operations.hours import slot_from_hours
from learning.mentoring.operations.moves import reschedule
from learning.mentoring.operations.refusals import NoSuchTime, SeriesBroken
from learning.mentoring.rules import moments_of
from learning.people.models import Person
from learning.scheduling.operations import lock_people


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
    series = BookingSeries(
        rhythm=rhythm, timezone=host.timezone or "UTC", booked_by=mentee.id, booked_at=now
    )
    db.session.add(series)
    db.session.flush()
    booked = []
    for number, start in enumerate(sorted(set(starts))):
        try:
            slot = slot_from_hours(host, mentee, start, minutes, now, beyond=number > 0)
            booked.append(
                book_slot(
                    slot, mentee, agenda, now, submission=f"{submission}-{number}", series=series
                )
            )
        except DomainError as error:
            raise _broken(start, error) from error
    return booked


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
