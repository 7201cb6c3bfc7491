"""Moving a session to another time, and handing it to another host."""

from collections.abc import Sequence
from datetime import datetime

from learning.activity.operations import record
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import queries
from learning.mentoring.models import Booking, Ending, Handover, Slot
from learning.mentoring.operations.bookings import (
    ask_host,
    booked_by,
    check_breaks,
    free_overdue,
    free_seat,
    keep,
    look_again,
    reused,
    why_taken,
)
from learning.mentoring.operations.flash import check_days
from learning.mentoring.operations.refusals import (
    HostBusy,
    MovedTooOften,
    SessionClosed,
    SlotGone,
)
from learning.mentoring.operations.telling import (
    take_back,
    tell,
    tell_later,
    tell_moved,
)
from learning.mentoring.operations.waiting import offer_seats, take_offer
from learning.people.models import Person
from learning.scheduling.calendar import cancellation, invitation
from learning.scheduling.operations import (
    TimeTaken,
    lock_people,
    move_time,
    replace_person,
)


def reschedule(
    booking: Booking, slot: Slot, by: Person, now: datetime, *, submission: str | None = None
) -> Booking:
    """Move the session to another time of the same host; the old booking stays as history.

    The rules are those of a new booking, and twice is the most. Calendars see the meeting they
    know at another time. A guest who takes a time to be agreed to asks again; a host's own move
    needs no yes of the host. Sending it twice moves it once. Raises SessionClosed, MovedTooOften,
    and what book_slot raises.
    """
    lock_people([booking.slot.mentor_id, booking.mentee_id])
    known = booked_by(booking.mentee, submission)
    if known is not None:
        if (known.moved_from_id, known.slot_id) != (booking.id, slot.id):
            raise reused()
        return known
    db.session.refresh(booking)
    free_overdue([booking.slot.mentor_id, booking.mentee_id], now)
    if booking.moved_to is not None and booking.moved_to.slot_id == slot.id:
        return booking.moved_to
    look_again(slot)
    _check_movable(booking, slot, now)
    if slot.mentor_id != booking.slot.mentor_id or slot.id == booking.slot_id:
        raise SlotGone(_("This time is no longer offered. Choose another time."))
    check_breaks([booking.mentee, booking.slot.mentor], now)
    seat = free_seat(slot, queries.live_bookings(slot), booking.mentee, now)
    try:
        move_time(booking.appointment, slot.starts_at, slot.ends_at)
    except TimeTaken as error:
        raise why_taken(slot, booking.mentee) from error
    [moved] = replace([(booking, slot, submission)], by, now, seat=seat)
    take_offer(slot, booking.mentee, now)
    if slot.is_on_request and by.id != slot.mentor_id:
        take_back([booking], now)
        ask_host(moved, now)
    else:
        tell_moved([booking], [moved], by, now)
    offer_seats(booking.slot, now)
    return moved


def replace(
    moves: Sequence[tuple[Booking, Slot, str | None]], by: Person, now: datetime, *, seat: int = 1
) -> list[Booking]:
    """Each booking ends, and one of the slot beside it takes its place; the times are moved.

    The third of each is what the form numbers the new booking.
    """
    for old, _slot, _submission in moves:
        old.cancelled_at, old.cancelled_by, old.ending = now, by.id, Ending.MOVED
        if by.id == old.slot.mentor_id or old.slot.is_from_hours:
            old.slot.withdrawn_at = now
    db.session.flush()
    moved = [
        Booking(
            slot_id=slot.id,
            mentee_id=old.mentee_id,
            pairing_id=old.pairing_id,
            flash_id=old.flash_id,
            appointment_id=old.appointment_id,
            series_id=old.series_id,
            moved_from_id=old.id,
            moves=old.moves + 1,
            seat=seat,
            submission=submission,
            agenda=old.agenda,
            booked_at=now,
        )
        for old, slot, submission in moves
    ]
    keep(*moved)
    for (old, _slot, _submission), one in zip(moves, moved, strict=True):
        db.session.expire(old, ["moved_to"])
        record(by.id, "session_moved", "booking", one.id, now, old.programme_id)
    return moved


def hand_over(booking: Booking, to: Person, words: str, now: datetime) -> None:
    """Another host takes the session over: the booking, its guest and its time stay.

    Raises SessionClosed and HostBusy; handing it twice to the same is once.
    """
    giver = booking.slot.mentor
    lock_people([giver.id, booking.mentee_id, to.id])
    db.session.refresh(booking)
    old = booking.slot
    if old.mentor_id == to.id:
        return
    if booking.cancelled_at is not None or old.starts_at <= now:
        raise SessionClosed(_("This session has begun or no longer stands."))
    if old.is_group:
        raise SessionClosed(_("A session of a group stays with its host."))
    free_overdue([to.id], now)
    check_breaks([to], now)
    try:
        replace_person(booking.appointment, giver, to, now)
    except TimeTaken as error:
        raise HostBusy(
            _("%(name)s has another appointment at that time. Choose somebody else.", name=to.name)
        ) from error
    take_back([booking], now)
    tell(
        booking,
        giver,
        "session_handed_over",
        {"role": "giver", "to": to.name},
        now,
        calendar=cancellation,
    )
    slot = Slot(
        mentor_id=to.id,
        starts_at=old.starts_at,
        ends_at=old.ends_at,
        place=old.place,
        is_open_to_all=False,
        is_from_hours=True,
        offered_at=now,
    )
    db.session.add(slot)
    db.session.flush()
    old.withdrawn_at = now
    booking.slot = slot
    if booking.flash is None:
        booking.pairing = queries.running_pairing(booking.mentee_id, to.id)
    if booking.is_request:
        booking.accepted_at = now
    db.session.add(
        Handover(booking_id=booking.id, from_id=giver.id, to_id=to.id, words=words, handed_at=now)
    )
    db.session.flush()
    record(giver.id, "session_handed_over", "booking", booking.id, now, booking.programme_id)
    for person, role in ((to, "taker"), (booking.mentee, "guest")):
        facts: dict[str, object] = {"role": role, "giver": giver.name, "words": words}
        tell(booking, person, "session_handed_over", facts, now, calendar=invitation)
    tell_later(booking, (to, booking.mentee), now)


def _check_movable(booking: Booking, slot: Slot, now: datetime) -> None:
    if booking.cancelled_at is not None:
        raise SessionClosed(_("This session no longer stands, so it cannot be moved."))
    if booking.slot.starts_at <= now:
        raise SessionClosed(_("This session has begun, so it cannot be moved."))
    if booking.slot.is_group or slot.is_group:
        raise SessionClosed(_("A seat in a group cannot be moved. Cancel it and book another."))
    if booking.flash is not None:
        check_days(booking.flash, slot)
    check_moves_left(booking)


def check_moves_left(booking: Booking) -> None:
    """Twice is the most that a session is moved. Raises MovedTooOften."""
    if booking.is_settled:
        raise MovedTooOften(
            _("This session was moved twice. Cancel it and book another, so that both can plan.")
        )
