"""Booking a session, answering a request for one, and calling it off."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from learning.activity.operations import record
from learning.audit import operations as audit
from learning.extensions import db
from learning.i18n import _, day
from learning.mentoring import queries
from learning.mentoring.models import (
    Booking,
    Deadline,
    Ending,
    FlashTalk,
    Pairing,
    Slot,
)
from learning.mentoring.operations.refusals import (
    HostChooses,
    OnABreak,
    OwnTimeTaken,
    RequestOver,
    SessionClosed,
    SlotGone,
    SlotTaken,
    SubmissionReused,
    TimePast,
)
from learning.mentoring.operations.talks import plan_agenda
from learning.mentoring.operations.telling import (
    tell_booked,
    tell_cancelled,
    tell_refused,
    tell_requested,
)
from learning.mentoring.operations.waiting import offer_seats, take_offer
from learning.mentoring.rules import FLASH, SESSION
from learning.people.models import Person
from learning.scheduling.models import Appointment
from learning.scheduling.operations import (
    TimeTaken,
    hold_time,
    join_time,
    leave_time,
    lock_people,
    release_times,
)
from learning.scheduling.queries import appointments_of

TIME_TO_ANSWER = timedelta(hours=48)


def book_slot(
    slot: Slot,
    mentee: Person,
    agenda: str,
    now: datetime,
    *,
    submission: str | None = None,
    flash: FlashTalk | None = None,
) -> Booking:
    """Book a seat of the slot: both people's time is taken, and both get it for their calendar.

    Where the host wants to agree first, it is a request: the time is taken, and given back if no
    answer comes within `TIME_TO_ANSWER`. Rivals wait for each other at the rows of the two people,
    so that the check holds until the commit; the unique indexes on bookings and the ban on
    overlapping attendances stand behind it. The same mentee asking again gets the same booking,
    and so does the same form, known by `submission`. Raises SlotTaken, SlotGone, TimePast,
    OwnTimeTaken, OnABreak and SubmissionReused.
    """
    lock_people([slot.mentor_id, mentee.id])
    known = booked_by(mentee, submission)
    if known is not None:
        if (known.slot_id, known.agenda) != (slot.id, agenda):
            raise reused()
        return known
    look_again(slot)
    free_overdue([slot.mentor_id, mentee.id], now)
    live = queries.live_bookings(slot)
    own = next((one for one in live if one.mentee_id == mentee.id), None)
    if own is not None:
        return own
    check_breaks([mentee, slot.mentor], now)
    seat = free_seat(slot, live, mentee, now)
    appointment = take_time(slot, live, mentee, FLASH if flash else SESSION)
    pairing = None if flash else queries.running_pairing(mentee.id, slot.mentor_id)
    booking = Booking(
        slot_id=slot.id,
        mentee_id=mentee.id,
        pairing_id=pairing.id if pairing else None,
        flash_id=flash.id if flash else None,
        appointment_id=appointment.id,
        seat=seat,
        submission=submission,
        agenda=agenda,
        booked_at=now,
    )
    keep(booking)
    take_offer(slot, mentee, now)
    if slot.is_on_request:
        ask_host(booking, now)
    else:
        settle(booking, now=now)
    return booking


def accept_booking(booking: Booking, now: datetime) -> None:
    """The host agrees to a request. Raises RequestOver; agreeing twice is harmless."""
    lock_people([booking.slot.mentor_id, booking.mentee_id])
    db.session.refresh(booking)
    if booking.accepted_at is not None and booking.cancelled_at is None:
        return
    _check_waits(booking, now)
    booking.accepted_at = now
    settle(booking, now=now)


def decline_booking(booking: Booking, words: str, now: datetime) -> None:
    """The host does not agree; the guest reads `words`. Raises RequestOver; twice is harmless."""
    lock_people([booking.slot.mentor_id, booking.mentee_id])
    db.session.refresh(booking)
    if booking.ending == Ending.DECLINED:
        return
    _check_waits(booking, now)
    host = booking.slot.mentor
    booking.cancelled_by, booking.cancel_reason = host.id, words
    end([booking], Ending.DECLINED, now)
    booking.slot.withdrawn_at = now if booking.slot.seats == 1 else booking.slot.withdrawn_at
    tell_refused(booking, words, now)
    offer_seats(booking.slot, now)


def expire_booking(booking: Booking, now: datetime) -> None:
    """Nobody answered the request in time: the time is free again. Twice is harmless."""
    lock_people([booking.slot.mentor_id, booking.mentee_id])
    db.session.refresh(booking)
    if booking.is_request and booking.answer_by is not None and booking.answer_by <= now:
        _give_up(booking, now)


def cancel_booking(booking: Booking, by: Person | None, reason: str, now: datetime) -> None:
    """Call the session off: the time is free again, and calendars are told.

    `by` is one of the two, a lead of the programme, or None where somebody has left. A host who
    cancels does not offer the time any more; of a group everybody's booking ends then. Raises
    SessionClosed; cancelling twice is harmless.
    """
    slot = booking.slot
    lock_people([slot.mentor_id, booking.mentee_id])
    db.session.refresh(booking)
    if booking.cancelled_at is not None:
        return
    if slot.starts_at <= now:
        raise SessionClosed(
            _("This session has begun. If somebody did not come, report that instead.")
        )
    is_host = (by is not None and by.id == slot.mentor_id) or not slot.mentor.is_active
    if is_host or (slot.seats == 1 and (by is None or by.id != booking.mentee_id)):
        slot.withdrawn_at = now
    called_off = queries.live_bookings(slot) if is_host else [booking]
    call_off(called_off, by, reason, now)
    for one in called_off:
        tell_cancelled([one], by, reason, now)
    offer_seats(slot, now)


def call_off_group(slot: Slot, now: datetime) -> None:
    """A day before: a group that too few have joined does not meet."""
    lock_people([slot.mentor_id])
    db.session.expire(slot)
    live = queries.live_bookings(slot)
    if slot.withdrawn_at is not None or slot.starts_at <= now or len(live) >= slot.least:
        return
    slot.withdrawn_at = now
    reason = _("Too few people have booked.")
    for one in live:
        one.cancel_reason = reason
        end([one], Ending.CANCELLED, now)
        tell_cancelled([one], None, reason, now)


# Steps that several ways of booking share


def booked_by(mentee: Person, submission: str | None) -> Booking | None:
    """What this form has booked already, if it was sent before."""
    return queries.booking_submitted(mentee, submission) if submission else None


def look_again(slot: Slot) -> None:
    """Whether it is still on offer, and who has it, now that nobody else can change that."""
    db.session.refresh(slot, ["withdrawn_at"])
    db.session.expire(slot, ["bookings"])


def reused() -> SubmissionReused:
    return SubmissionReused(
        _("This form was sent before with something else in it. Open the page again.")
    )


def free_overdue(person_ids: Iterable[int], now: datetime) -> None:
    """Give back what requests of these people hold though nobody answered them in time."""
    for booking in queries.overdue_requests(person_ids, now):
        _give_up(booking, now)


def check_breaks(people: Iterable[Person], now: datetime) -> None:
    """Whoever did not come four times within a month pauses. Raises OnABreak."""
    people = list(people)
    breaks = queries.breaks_of([one.id for one in people], now)
    for person in people:
        if person.id in breaks:
            raise OnABreak(
                _(
                    "%(name)s takes a break from sessions until %(day)s.",
                    name=person.name,
                    day=day(breaks[person.id]),
                )
            )


def free_seat(slot: Slot, live: Sequence[Booking], mentee: Person, now: datetime) -> int:
    """The lowest free seat beside the `live` bookings. Raises SlotGone, TimePast and SlotTaken.

    A seat that is offered to somebody on the waiting list is not free for others.
    """
    if slot.withdrawn_at is not None:
        raise SlotGone(_("This time is no longer offered. Choose another time."))
    if slot.starts_at <= now:
        raise TimePast(_("This time has passed. Choose another time."))
    if slot.closes_at <= now:
        raise TimePast(_("This time can no longer be booked. Choose another time."))
    if slot.is_chosen_for(now) and not queries.is_chosen(slot, mentee):
        raise HostChooses(_("The host chooses who comes. Ask for a seat."))
    taken = {one.seat for one in live}
    kept = queries.seats_kept_for_others(slot, mentee, now)
    if len(taken) + kept >= slot.seats:
        raise slot_taken()
    return min(set(range(1, slot.seats + 1)) - taken)


def take_time(slot: Slot, live: Sequence[Booking], mentee: Person, kind: str) -> Appointment:
    """Take the guest's time, and the host's where nobody has a seat so far.

    Raises OwnTimeTaken or SlotTaken.
    """
    try:
        if live:
            join_time(live[0].appointment, mentee)
            return live[0].appointment
        return hold_time([slot.mentor, mentee], slot.starts_at, slot.ends_at, kind)
    except TimeTaken as error:
        raise why_taken(slot, mentee) from error


def why_taken(slot: Slot, mentee: Person) -> OwnTimeTaken | SlotTaken:
    """Whose time it was that could not be taken."""
    if appointments_of(mentee, slot.starts_at, slot.ends_at):
        return OwnTimeTaken(_("You have another appointment at that time. Choose another time."))
    return slot_taken()


def slot_taken() -> SlotTaken:
    return SlotTaken(_("Somebody was quicker and has booked this time. Choose another time."))


def keep(*bookings: Booking) -> None:
    """Write the bookings down; the indexes have the last word. Raises SlotTaken."""
    db.session.add_all(bookings)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise slot_taken() from error


def ask_host(booking: Booking, now: datetime) -> None:
    """It is a request: the host may think until `answer_by`, and never past the start."""
    booking.answer_by = min(now + TIME_TO_ANSWER, booking.slot.starts_at)
    db.session.add(Deadline(kind="answer", object_id=booking.id, due_at=booking.answer_by))
    record(booking.mentee_id, "session_asked", "booking", booking.id, now, booking.programme_id)
    tell_requested(booking, now)


def settle(booking: Booking, *further: Booking, now: datetime) -> None:
    """It is booked, with what is booked together with it: facts, the next agenda, notices."""
    bookings = [booking, *further]
    for one in bookings:
        record(one.mentee_id, "session_booked", "booking", one.id, now, one.programme_id)
    pairing = db.session.get(Pairing, booking.pairing_id) if booking.pairing_id else None
    if pairing is not None and pairing.is_running and not pairing.is_paused:
        plan_agenda(pairing, queries.bookings_of(pairing) - len(further), now)
    tell_booked(bookings, now)


def call_off(bookings: Sequence[Booking], by: Person | None, reason: str, now: datetime) -> None:
    """These no longer take place; that is on record, and in the trail where a lead did it."""
    for one in bookings:
        one.cancel_reason, one.cancelled_by = reason, by.id if by else None
    end(bookings, Ending.CANCELLED, now)
    if by is not None:
        for one in bookings:
            record(by.id, "session_cancelled", "booking", one.id, now, one.programme_id)
            if not one.has(by):
                audit.record(by.id, "booking.cancel", f"booking:{one.id}", now)


def end(bookings: Sequence[Booking], ending: Ending, now: datetime) -> None:
    """These no longer stand, and the guest's time is free; the host's with the last of a group."""
    for one in bookings:
        one.cancelled_at, one.ending = now, ending
    db.session.flush()
    free = list[Appointment]()
    for one in bookings:
        slot = one.slot
        if slot.is_group and queries.live_bookings(slot):
            leave_time(one.appointment, one.mentee, now)
        else:
            free.append(one.appointment)
        if slot.is_from_hours:
            slot.withdrawn_at = slot.withdrawn_at or now
    release_times(free, now)


def _give_up(booking: Booking, now: datetime) -> None:
    end([booking], Ending.EXPIRED, now)
    tell_refused(booking, "", now)
    offer_seats(booking.slot, now)


def _check_waits(booking: Booking, now: datetime) -> None:
    if not booking.is_request or (booking.answer_by is not None and booking.answer_by <= now):
        raise RequestOver(_("This request is no longer open: it was taken back or ran out."))
