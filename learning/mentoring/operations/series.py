"""Series: booked as a whole; moved and called off one by one, from one on, or all to come."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _, moment
from learning.mentoring import queries
from learning.mentoring.models import Booking, BookingSeries, Rhythm, Slot
from learning.mentoring.operations.bookings import (
    call_off,
    check_breaks,
    free_overdue,
    keep,
    reused,
    settle,
)
from learning.mentoring.operations.hours import (
    bookable_hours,
    gone,
    new_slot,
    why_not_free,
)
from learning.mentoring.operations.moves import check_moves_left, replace
from learning.mentoring.operations.refusals import SeriesBroken, SessionClosed, TimePast
from learning.mentoring.operations.telling import tell_cancelled, tell_moved
from learning.mentoring.operations.waiting import offer_each
from learning.mentoring.rules import SESSION
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
    """Book all of these times of the host's hours, or none. Raises SeriesBroken, naming each clash.

    The first lies within the host's horizon, the others need not. The same form sent again answers
    with the same bookings.
    """
    lock_people([host.id, mentee.id])
    known = queries.booking_submitted(mentee, f"{submission}-0")
    if known is not None and known.series_id is not None:
        return _booked_by(known.series_id, submission)
    starts = sorted(set(starts))
    free_overdue([host.id, mentee.id], now)
    pairing = queries.running_pairing(mentee.id, host.id)
    if pairing is None:
        raise SeriesBroken(_("A series is for two who are paired."))
    slots, times = _planned(host, mentee, [(one, minutes) for one in starts], now)
    if not is_free_time(host, mentee, starts[0], minutes, SESSION, now):
        raise _broken({starts[0]: why_not_free(slots[0], host, mentee)})
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
        raise _broken({starts[0]: error}) from error
    settle(*booked, now=now)
    return booked


def cancel_series(
    booking: Booking, by: Person, reason: str, now: datetime, *, following: bool
) -> list[Booking]:
    """Call off what is ahead of the series, or this session and those after it.

    Both hear of all in one notice. What has begun stays, and so does what was handed to another
    host. Doing it again finds nothing more to do.
    """
    lock_people([booking.slot.mentor_id, booking.mentee_id])
    found = queries.series_ahead(booking, now, following=following)
    if not found:
        return []
    if by.id != booking.mentee_id:
        for one in found:
            one.slot.withdrawn_at = now
    call_off(found, by, reason, now)
    tell_cancelled(found, by, reason, now)
    offer_each([one.slot for one in found], now)
    return found


def move_series(
    booking: Booking, to: Mapping[int, datetime], by: Person, now: datetime, *, submission: str
) -> list[Booking]:
    """Move these sessions of the booking's series, by their numbers, all of them or none.

    Each is checked as if none of the others stood in its way, and the rules are those of moving
    one; both hear of all in one notice. The same form sent again answers with the same bookings.
    Raises SeriesBroken, naming each that cannot be had, SessionClosed and SubmissionReused.
    """
    host, mentee = booking.slot.mentor, booking.mentee
    lock_people([host.id, mentee.id])
    known = queries.booking_submitted(mentee, f"{submission}-0")
    if known is not None and known.series_id is not None:
        moved = _booked_by(known.series_id, submission)
        if {one.moved_from_id: one.slot.starts_at for one in moved} != to:
            raise reused()
        return moved
    free_overdue([host.id, mentee.id], now)
    ahead = queries.series_ahead(booking, now, following=False)
    found = sorted((one for one in ahead if one.id in to), key=lambda one: to[one.id])
    if len(found) < len(to):
        raise SessionClosed(_("One of these sessions has begun or no longer stands. Look again."))
    if not found:
        raise SeriesBroken(_("Choose a new time for at least one session."))
    if queries.running_pairing(mentee.id, host.id) is None:
        raise SeriesBroken(_("A series is for two who are paired."))
    slots, times = _planned(
        host, mentee, [(to[one.id], one.slot.minutes) for one in found], now, moving=found
    )
    db.session.add_all(slots)
    try:
        times.move([one.appointment for one in found], now)
        numbers = [f"{submission}-{number}" for number in range(len(found))]
        moved = replace(list(zip(found, slots, numbers, strict=True)), by, now)
    except DomainError as error:
        raise _broken({slots[0].starts_at: error}) from error
    tell_moved(found, moved, by, now)
    offer_each([one.slot for one in found], now)
    return moved


def _booked_by(series_id: int, submission: str) -> list[Booking]:
    """What a form that was sent before has booked of the series."""
    return [
        one
        for one in queries.bookings_in(series_id)
        if one.submission and one.submission.rpartition("-")[0] == submission
    ]


def _planned(
    host: Person,
    mentee: Person,
    wanted: Sequence[tuple[datetime, int]],
    now: datetime,
    *,
    moving: Sequence[Booking] = (),
) -> tuple[list[Slot], Reservation]:
    """The slots of these starts and lengths, and their times, taken and not held yet.

    What the host's hours leave free, beside the sessions that move there, is read once for all.
    Raises SeriesBroken, which names each that cannot be had.
    """
    since, until = wanted[0][0], max(start + timedelta(minutes=one) for start, one in wanted)
    besides = [one.appointment_id for one in moving]
    try:
        check_breaks([mentee, host], now)
        lengths = {minutes for _start, minutes in wanted}
        hours = {one: bookable_hours(host, mentee, one, SESSION, now) for one in lengths}
    except DomainError as error:
        raise _broken({since: error}) from error
    free = {
        (one.starts_at, minutes)
        for minutes in hours
        for one in free_times(
            [host], mentee, minutes, since, until, SESSION, now, beyond=True, besides=besides
        )
    }
    times = Reservation([host, mentee], since, until, SESSION, besides)
    slots = list[Slot]()
    clashes = dict[datetime, DomainError]()
    for number, (start, minutes) in enumerate(wanted):
        try:
            if start <= now:
                raise TimePast(_("This time has passed. Choose another time."))
            if moving:
                check_moves_left(moving[number])
            slot = new_slot(host, mentee, hours[minutes], start, minutes, now)
            times.take(slot.starts_at, slot.ends_at)
            if (start, minutes) not in free or (moving and start == moving[number].slot.starts_at):
                raise gone()
            slots.append(slot)
        except DomainError as error:
            clashes[start] = error
    if clashes:
        raise _broken(clashes)
    return slots, times


def _broken(clashes: Mapping[datetime, DomainError]) -> SeriesBroken:
    named = [
        _("%(time)s: %(reason)s", time=moment(start), reason=str(error))
        for start, error in clashes.items()
    ]
    return SeriesBroken(" ".join([*named, _("Nothing was changed.")]))
