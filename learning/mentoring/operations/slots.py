"""Offering times and withdrawing them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from learning.extensions import db
from learning.i18n import _, clock_time, day, moment
from learning.mentoring import queries
from learning.mentoring.models import Deadline, Slot
from learning.mentoring.operations.refusals import (
    NoSuchTime,
    SlotBooked,
    TimePast,
    TimesOverlap,
)
from learning.mentoring.operations.turning_down import turn_everybody_down
from learning.mentoring.rules import moments_of
from learning.people.models import Person
from learning.scheduling.operations import lock_people
from learning.scheduling.queries import appointments_of
from learning.scheduling.rules.places import fill, values_of
from learning.scheduling.rules.walls import zone_of

ClockTime = tuple[date, time]

CALL_OFF_BEFORE = timedelta(hours=24)


def offer_slots(
    mentor: Person,
    times: Sequence[ClockTime],
    *,
    weeks: int,
    minutes: int,
    place: str,
    is_open_to_all: bool,
    is_on_request: bool = False,
    seats: int = 1,
    least: int = 1,
    notice_minutes: int = 0,
    choose_hours: int = 0,
    now: datetime,
) -> list[Slot]:
    """Offer these clock times of the mentor's own zone, each in `weeks` weeks running.

    All or none. A series keeps its clock time over the change to and from summer time; a clock
    time that happens twice means the first. With `choose_hours` guests of a group ask, and the
    host chooses among them until so long before the start. Raises NoSuchTime, TimePast,
    TimesOverlap.
    """
    lock_people([mentor.id])
    slots = [
        Slot(
            mentor_id=mentor.id,
            starts_at=start,
            ends_at=start + timedelta(minutes=minutes),
            place=_place(place, mentor, start),
            is_open_to_all=is_open_to_all,
            is_on_request=is_on_request,
            seats=seats,
            least=min(least, seats),
            notice_minutes=notice_minutes,
            choose_by=start - timedelta(hours=choose_hours) if choose_hours else None,
            offered_at=now,
        )
        for start in _starts(mentor, times, weeks)
    ]
    _check(mentor, slots, now)
    db.session.add_all(slots)
    db.session.flush()
    for slot in slots:
        if slot.choose_by is not None:
            db.session.add(Deadline(kind="choice", object_id=slot.id, due_at=slot.choose_by))
        if slot.least > 1:
            due_at = slot.starts_at - CALL_OFF_BEFORE
            db.session.add(Deadline(kind="minimum", object_id=slot.id, due_at=due_at))
    return slots


def withdraw_slot(slot: Slot, now: datetime) -> None:
    """Take the time off the list. Raises SlotBooked; withdrawing twice is harmless."""
    lock_people([slot.mentor_id])
    db.session.refresh(slot)
    if queries.live_bookings(slot):
        raise SlotBooked(
            _("Somebody has booked this time. Cancel the session instead, so that they are told.")
        )
    slot.withdrawn_at = slot.withdrawn_at or now
    turn_everybody_down(slot, now)


def _place(pattern: str, mentor: Person, starts_at: datetime) -> str:
    """The room or address, made for this time where it is a pattern; who comes is open still."""
    local = starts_at.astimezone(zone_of(mentor.timezone))
    own = mentor.name, mentor.id
    return fill(pattern, values_of(local, own, own))


def _starts(mentor: Person, times: Sequence[ClockTime], weeks: int) -> list[datetime]:
    starts = []
    for on, at in times:
        for week in range(weeks):
            date_ = on + timedelta(weeks=week)
            found = moments_of(date_, at, mentor.timezone or "UTC")
            if not found:
                raise NoSuchTime(
                    _(
                        "On %(day)s the clocks skip %(time)s, for summer time begins. "
                        "Choose another time for that day.",
                        day=day(date_),
                        time=clock_time(at),
                    )
                )
            starts.append(found[0])
    return sorted(starts)


def _check(mentor: Person, slots: Sequence[Slot], now: datetime) -> None:
    if slots[0].starts_at <= now:
        raise TimePast(
            _("%(time)s has passed. Choose a time ahead.", time=moment(slots[0].starts_at))
        )
    for slot, following in pairwise(slots):
        if following.starts_at < slot.ends_at:
            raise TimesOverlap(
                _(
                    "Two of these times overlap at %(time)s. Leave one of them out.",
                    time=moment(following.starts_at),
                )
            )
    if slots[0].choose_by is not None and slots[0].choose_by <= now:
        raise TimePast(
            _(
                "At %(time)s there is no time left to choose. Offer a later time, or let the first "
                "come.",
                time=moment(slots[0].starts_at),
            )
        )
    window = slots[0].starts_at, slots[-1].ends_at
    offered = [(one.starts_at, one.ends_at) for one in queries.overlapping_slots(mentor, *window)]
    held = [(one.starts_at, one.ends_at) for one in appointments_of(mentor, *window)]
    for start, end in [*offered, *held]:
        for slot in slots:
            if start < slot.ends_at and slot.starts_at < end:
                raise TimesOverlap(
                    _(
                        "At %(time)s you already offer a time or have an appointment. "
                        "Choose another time.",
                        time=moment(slot.starts_at),
                    )
                )
