"""Booking a session, calling it off, and saying how it went."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from learning.activity.operations import record
from learning.audit import operations as audit
from learning.extensions import db
from learning.i18n import _, speaking
from learning.mentoring import queries
from learning.mentoring.models import Booking, Feedback, NoShow, Slot
from learning.mentoring.operations.refusals import (
    OwnTimeTaken,
    SessionClosed,
    SlotGone,
    SlotTaken,
    TimePast,
    TooEarly,
)
from learning.notifications.operations import notify, withdraw_notice
from learning.people.models import Person
from learning.scheduling.calendar import Meeting, cancellation, invitation
from learning.scheduling.models import Appointment
from learning.scheduling.operations import TimeTaken, hold_time, lock_people, release_time
from learning.scheduling.queries import appointments_of

REMIND_BEFORE = timedelta(hours=24)
ASK_AFTER = timedelta(hours=1)
PATIENCE = timedelta(minutes=10)

CalendarFile = Callable[[Appointment, Meeting, datetime], str]


def book_slot(slot: Slot, mentee: Person, agenda: str, now: datetime) -> Booking:
    """Book the slot: both people's time is taken, and both get it for their calendar.

    Rivals wait for each other at the rows of the two people, so that the check holds until the
    commit; the unique index on bookings and the ban on overlapping attendances stand behind it.
    The same mentee asking again gets the same booking. Raises SlotTaken, SlotGone, TimePast and
    OwnTimeTaken.
    """
    lock_people([slot.mentor_id, mentee.id])
    db.session.expire(slot)
    taken = queries.live_booking(slot)
    if taken is not None:
        if taken.mentee_id == mentee.id:
            return taken
        raise _slot_taken()
    _check_offered(slot, now)
    try:
        appointment = hold_time(
            [slot.mentor, mentee], slot.starts_at, slot.ends_at, "mentoring.session"
        )
    except TimeTaken as error:
        if appointments_of(mentee, slot.starts_at, slot.ends_at):
            raise OwnTimeTaken(
                _("You have another appointment at that time. Choose another time.")
            ) from error
        raise _slot_taken() from error
    pairing = queries.running_pairing(mentee.id, slot.mentor_id)
    booking = Booking(
        slot_id=slot.id,
        mentee_id=mentee.id,
        pairing_id=pairing.id if pairing else None,
        appointment_id=appointment.id,
        agenda=agenda,
        booked_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(booking)
    except IntegrityError as error:
        raise _slot_taken() from error
    record(mentee.id, "session_booked", "booking", booking.id, now, booking.programme_id)
    _tell_booked(booking, now)
    return booking


def cancel_booking(booking: Booking, by: Person | None, reason: str, now: datetime) -> None:
    """Call the session off: the time is free again, and calendars are told.

    `by` is one of the two, a lead of the programme, or None where somebody has left. A mentor who
    cancels does not offer the time any more. Raises SessionClosed; cancelling twice is harmless.
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
    booking.cancelled_at, booking.cancel_reason = now, reason
    booking.cancelled_by = by.id if by else None
    if by is None or by.id != booking.mentee_id:
        slot.withdrawn_at = now
    release_time(booking.appointment, now)
    for key in _later_notices(booking):
        withdraw_notice(key, now)
    if by is not None:
        record(by.id, "session_cancelled", "booking", booking.id, now, booking.programme_id)
        if not booking.has(by):
            audit.record(by.id, "booking.cancel", f"booking:{booking.id}", now)
    for person in (slot.mentor, booking.mentee):
        if person.is_active:
            facts = {
                "is_own": person is by,
                "reason": reason,
                "is_late": booking.is_cancelled_late,
                "has_left": not booking.other(person).is_active,
            }
            _tell(booking, person, "session_cancelled", facts, now, calendar=cancellation)


def mark_held(booking: Booking, by: Person, now: datetime) -> None:
    """The mentor says that it took place. Raises TooEarly, SessionClosed; twice is once."""
    _check_begun(booking, now)
    if booking.no_show is not None:
        raise SessionClosed(
            _("A no-show was reported for this session, so it cannot be marked as held.")
        )
    if booking.held_at is not None:
        return
    booking.held_at = now
    for person in (by, booking.other(by)):
        record(person.id, "session_held", "booking", booking.id, now, booking.programme_id)
    db.session.flush()


def report_no_show(booking: Booking, by: Person, now: datetime) -> None:
    """Say that the other did not come; they are told. Raises TooEarly, SessionClosed.

    Only once `PATIENCE` is over; saying it twice is saying it once.
    """
    _check_begun(booking, now - PATIENCE)
    if booking.no_show is not None:
        if booking.no_show.reported_by == by.id:
            return
        raise SessionClosed(
            _("%(name)s has already reported that you did not come.", name=booking.other(by).name)
        )
    if booking.held_at is not None:
        raise SessionClosed(_("This session is marked as held, so nobody was missing."))
    absent = booking.other(by)
    db.session.add(
        NoShow(booking_id=booking.id, reported_by=by.id, absent_id=absent.id, reported_at=now)
    )
    db.session.flush()
    for person in (by, absent):
        withdraw_notice(_key("feedback_asked", booking, person), now)
    _tell(booking, absent, "no_show_reported", {}, now)


def rate_session(
    booking: Booking,
    by: Person,
    *,
    usefulness: int,
    tags: Sequence[str],
    recommend: int,
    now: datetime,
) -> None:
    """Keep what this side thought of the session; it cannot be changed later.

    Raises TooEarly, SessionClosed; a second answer is left aside.
    """
    db.session.refresh(booking)
    if booking.cancelled_at is not None or booking.no_show is not None:
        raise SessionClosed(_("This session did not take place, so there is nothing to rate."))
    if now < booking.slot.ends_at:
        raise TooEarly(_("You can rate the session once it is over."))
    if queries.has_rated(by, booking):
        return
    db.session.add(
        Feedback(
            booking_id=booking.id,
            author_id=by.id,
            about_id=booking.other(by).id,
            usefulness=usefulness,
            tags=list(tags),
            recommend=recommend,
            written_at=now,
        )
    )
    withdraw_notice(_key("feedback_asked", booking, by), now)
    record(by.id, "session_rated", "booking", booking.id, now, booking.programme_id)


def calendar_file(booking: Booking, reader: Person, now: datetime) -> str:
    """The session for the reader's calendar, in the reader's language."""
    return _calendar(booking, reader, invitation, now)


def _check_offered(slot: Slot, now: datetime) -> None:
    if slot.withdrawn_at is not None:
        raise SlotGone(_("This time is no longer offered. Choose another time."))
    if slot.starts_at <= now:
        raise TimePast(_("This time has passed. Choose another time."))


def _check_begun(booking: Booking, now: datetime) -> None:
    lock_people([booking.slot.mentor_id, booking.mentee_id])
    db.session.refresh(booking)
    if booking.cancelled_at is not None:
        raise SessionClosed(_("This session was cancelled."))
    if now < booking.slot.starts_at:
        raise TooEarly(_("That can be said once the session has begun and you have waited."))


def _slot_taken() -> SlotTaken:
    return SlotTaken(_("Somebody was quicker and has booked this time. Choose another time."))


def _tell_booked(booking: Booking, now: datetime) -> None:
    slot = booking.slot
    for person, notice in ((slot.mentor, "session_booked"), (booking.mentee, "session_confirmed")):
        _tell(booking, person, notice, {}, now, calendar=invitation)
        if slot.starts_at - REMIND_BEFORE > now:
            due_at = slot.starts_at - REMIND_BEFORE
            _tell(booking, person, "session_reminder", {}, now, due_at=due_at)
        due_at = slot.ends_at + ASK_AFTER
        _tell(booking, person, "feedback_asked", {}, now, due_at=due_at)


def _tell(
    booking: Booking,
    to: Person,
    notice: str,
    facts: dict[str, object],
    now: datetime,
    *,
    due_at: datetime | None = None,
    calendar: CalendarFile | None = None,
) -> None:
    notify(
        to.id,
        f"mentoring.{notice}",
        {
            "other": booking.other(to).name,
            "starts_at": booking.slot.starts_at.isoformat(),
            "minutes": booking.slot.minutes,
            "place": booking.slot.place,
            **facts,
        },
        link=("mentoring.booking", {"booking_id": booking.id}),
        dedupe_key=_key(notice, booking, to),
        now=now,
        due_at=due_at,
        calendar=_calendar(booking, to, calendar, now) if calendar else None,
    )


def _calendar(booking: Booking, reader: Person, write: CalendarFile, now: datetime) -> str:
    slot = booking.slot
    with speaking(reader.language, reader.timezone or "UTC"):
        title = _(
            "Mentoring: %(mentee)s with %(mentor)s",
            mentee=booking.mentee.name,
            mentor=slot.mentor.name,
        )
    meeting = Meeting(slot.mentor, (booking.mentee,), title, slot.place)
    return write(booking.appointment, meeting, now)


def _key(notice: str, booking: Booking, person: Person) -> str:
    return f"mentoring.{notice}:{booking.id}:{person.id}"


def _later_notices(booking: Booking) -> list[str]:
    return [
        _key(notice, booking, person)
        for notice in ("session_reminder", "feedback_asked")
        for person in (booking.slot.mentor, booking.mentee)
    ]
