"""What people's own limits say to one more meeting, checked where it is written."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import ngettext
from learning.people.models import Person
from learning.scheduling.models import Appointment, Attendance
from learning.scheduling.rules.hours import Caps, Hours, full_days, monday_of
from learning.scheduling.rules.walls import day_number, zone_of

Span = tuple[datetime, datetime]

_WEEK_AND_A_DAY = timedelta(days=8)


class DayFull(DomainError):
    """Somebody has as many meetings on that day, or in that week, as they take."""


def check_caps(
    people: Iterable[Person],
    limits: Mapping[int, Hours],
    starts_at: datetime,
    besides: Appointment | None = None,
) -> None:
    """Refuse a meeting beyond what one of the people takes in a day or week. Raises DayFull.

    Meetings of every kind count, on the clock of the person; `besides` is one that moves. Call it
    with the rows of the people locked, or a rival may slip in.
    """
    for person in people:
        hours = limits.get(person.id)
        if hours is not None and hours.caps != Caps():
            _check_caps(person, hours.caps, starts_at, besides)


def busy_around(limits: Hours, starts_at: datetime, ends_at: datetime) -> Span:
    """The meeting with the minutes that the person keeps free before and after it."""
    return (
        starts_at - timedelta(minutes=limits.before),
        ends_at + timedelta(minutes=limits.after),
    )


def is_crowded(busy: Mapping[int, Span], besides: Appointment | None) -> bool:
    """Whether somebody's time, free minutes included, meets another's; both sides' minutes add up.

    `busy` is the time that the meeting takes of each person.
    """
    meets = [
        (Attendance.person_id == person_id)
        & (Attendance.busy_from < busy_until)
        & (Attendance.busy_until > busy_from)
        for person_id, (busy_from, busy_until) in busy.items()
    ]
    query = select(Attendance.id).where(Attendance.released_at.is_(None), or_(*meets))
    if besides is not None:
        query = query.where(Attendance.appointment_id != besides.id)
    return db.session.scalar(query.limit(1)) is not None


def _check_caps(
    person: Person, caps: Caps, starts_at: datetime, besides: Appointment | None
) -> None:
    held = select(Attendance.starts_at).where(
        Attendance.person_id == person.id,
        Attendance.released_at.is_(None),
        Attendance.starts_at > starts_at - _WEEK_AND_A_DAY,
        Attendance.starts_at < starts_at + _WEEK_AND_A_DAY,
    )
    if besides is not None:
        held = held.where(Attendance.appointment_id != besides.id)
    refuse_full(person, caps, starts_at, db.session.scalars(held))


def refuse_full(person: Person, caps: Caps, starts_at: datetime, held: Iterable[datetime]) -> None:
    """Refuse a meeting beside those that begin at the moments `held`. Raises DayFull."""
    zone = zone_of(person.timezone)
    days = [day_number(one.astimezone(zone).date()) for one in held]
    day = day_number(starts_at.astimezone(zone).date())
    if caps.per_day is not None and day in full_days(days, Caps(per_day=caps.per_day)):
        raise DayFull(
            ngettext(
                "%(person)s takes at most %(num)s meeting a day, and that day is full. "
                "Choose another day.",
                "%(person)s takes at most %(num)s meetings a day, and that day is full. "
                "Choose another day.",
                caps.per_day,
                person=person.name,
            )
        )
    week = [one for one in days if monday_of(one) == monday_of(day)]
    if caps.per_week is not None and len(week) >= caps.per_week:
        raise DayFull(
            ngettext(
                "%(person)s takes at most %(num)s meeting a week, and that week is full. "
                "Choose another week.",
                "%(person)s takes at most %(num)s meetings a week, and that week is full. "
                "Choose another week.",
                caps.per_week,
                person=person.name,
            )
        )
