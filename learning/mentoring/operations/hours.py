"""Booking a time of a host's hours, and one of whoever teaches a skill."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from learning.extensions import db
from learning.i18n import _
from learning.mentoring import queries
from learning.mentoring.models import Booking, Slot
from learning.mentoring.operations.bookings import (
    book_slot,
    booked_by,
    free_overdue,
    reused,
    why_taken,
)
from learning.mentoring.operations.refusals import (
    OwnTimeTaken,
    SlotGone,
    SlotTaken,
    TimePast,
)
from learning.mentoring.rules import SESSION, in_turn, lengths_of
from learning.people.models import Person
from learning.scheduling.operations import DayFull, lock_people
from learning.scheduling.queries import appointments_of, hours_of, is_free_time
from learning.scheduling.rules.hours import Hours
from learning.scheduling.rules.places import fill, values_of
from learning.scheduling.rules.walls import zone_of


def book_time(
    host: Person,
    mentee: Person,
    starts_at: datetime,
    minutes: int,
    agenda: str,
    now: datetime,
    *,
    submission: str | None = None,
) -> Booking:
    """Book a time that the host's hours leave free; own mentees at once, others ask.

    Raises what book_slot raises; the same form sent again answers with the same booking.
    """
    lock_people([host.id, mentee.id])
    known = booked_by(mentee, submission)
    if known is not None:
        if (known.slot.mentor_id, known.slot.starts_at, known.agenda) != (
            host.id,
            starts_at,
            agenda,
        ):
            raise reused()
        return known
    own = queries.booking_at(mentee, host, starts_at)
    if own is not None:
        return own
    slot = slot_from_hours(host, mentee, starts_at, minutes, now)
    return book_slot(slot, mentee, agenda, now, submission=submission)


def book_pool(
    hosts: Sequence[Person],
    mentee: Person,
    starts_at: datetime,
    minutes: int,
    agenda: str,
    now: datetime,
    *,
    submission: str | None = None,
) -> Booking:
    """Book the time with whoever of the hosts is free then and whose turn it is.

    A host who is taken at that moment is passed over. Raises SlotTaken when none is left.
    """
    lock_people([mentee.id, *(host.id for host in hosts)])
    known = booked_by(mentee, submission)
    if known is not None:
        if (known.slot.starts_at, known.agenda) != (starts_at, agenda):
            raise reused()
        return known
    named = {host.id: host for host in hosts}
    for turn in in_turn(queries.turns_of(named, now)):
        try:
            with db.session.begin_nested():
                slot = slot_from_hours(named[turn.person_id], mentee, starts_at, minutes, now)
                return book_slot(slot, mentee, agenda, now, submission=submission)
        except (SlotTaken, SlotGone, DayFull):
            continue
    raise SlotTaken(_("Nobody is free at that time any more. Choose another time."))


def slot_from_hours(
    host: Person,
    mentee: Person,
    starts_at: datetime,
    minutes: int,
    now: datetime,
    *,
    is_agreed: bool = False,
    moving: Booking | None = None,
    kind: str = SESSION,
) -> Slot:
    """Make a slot of the host's hours, to be booked by this guest in the same breath.

    Where `is_agreed`, as when the host chose the time, nobody waits for a yes. The session
    `moving` does not stand in its own way, and one of a series may go past the horizon. Raises
    TimePast, SlotGone, SlotTaken and OwnTimeTaken.
    """
    if starts_at <= now:
        raise TimePast(_("This time has passed. Choose another time."))
    if moving is not None and starts_at == moving.slot.starts_at:
        raise gone()
    free_overdue([host.id, mentee.id], now)
    hours = bookable_hours(host, mentee, minutes, kind, now)
    is_paired = queries.running_pairing(mentee.id, host.id) is not None
    slot = new_slot(host, mentee, hours, starts_at, minutes, now)
    slot.is_on_request = not (is_agreed or is_paired)
    if not is_free_time(
        host,
        mentee,
        starts_at,
        minutes,
        kind,
        now,
        beyond=moving is not None and moving.series_id is not None,
        besides=[moving.appointment_id] if moving else (),
    ):
        raise why_not_free(slot, host, mentee)
    db.session.add(slot)
    db.session.flush()
    return slot


def bookable_hours(host: Person, mentee: Person, minutes: int, kind: str, now: datetime) -> Hours:
    """The host's hours, if this guest may book meetings of this length. Raises SlotGone."""
    hours = hours_of([host.id], kind).get(host.id)
    if (
        hours is None
        or minutes not in lengths_of(hours, kind)
        or not queries.hosts_for(mentee, now, [host.id])
    ):
        raise gone()
    return hours


def new_slot(
    host: Person, mentee: Person, hours: Hours, starts_at: datetime, minutes: int, now: datetime
) -> Slot:
    """A slot of the host's hours for this guest, not kept yet; nobody waits for a yes."""
    return Slot(
        mentor_id=host.id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        place=_place(hours.place, host, mentee, starts_at) or _("To be agreed"),
        is_open_to_all=False,
        is_from_hours=True,
        office_hour=None,
        offered_at=now,
    )


def why_not_free(slot: Slot, host: Person, mentee: Person) -> OwnTimeTaken | SlotTaken | SlotGone:
    """Why a time of the host's hours cannot be had."""
    if any(appointments_of(one, slot.starts_at, slot.ends_at) for one in (host, mentee)):
        return why_taken(slot, mentee)
    return gone()


def gone() -> SlotGone:
    return SlotGone(_("This time is no longer offered. Choose another time."))


def _place(pattern: str, host: Person, guest: Person, starts_at: datetime) -> str:
    """The host's room or address, made for this meeting where it is a pattern."""
    local = starts_at.astimezone(zone_of(host.timezone))
    return fill(pattern, values_of(local, (host.name, host.id), (guest.name, guest.id)))
