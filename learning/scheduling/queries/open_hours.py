"""Reading when people are there to be met in the coming weeks, whoever asks."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import select

from learning.extensions import db
from learning.people.models import Person
from learning.scheduling.models import Attendance, BusyTime, SpecialDay
from learning.scheduling.queries.holidays import holidays_kept
from learning.scheduling.queries.hours import hours_of
from learning.scheduling.rules.hours import (
    SpecialHours,
    openings,
    spans,
    window,
    working_week,
)
from learning.scheduling.rules.intervals import Interval
from learning.scheduling.rules.walls import DAY, day_number, minute_after, minute_of, moment_of


def open_hours(
    person_ids: Collection[int], kind: str, first: date, days: int
) -> dict[int, tuple[Interval, ...]]:
    """The hours for this kind of meeting, with special days and holidays, in so many days.

    In minutes since 00:00 UTC of the first day. Only who keeps such hours or has special days is
    there; the working hours of a profile stand in for weekly hours. At most four queries.
    """
    ids = set(person_ids)
    start, end = day_number(first) * DAY, (day_number(first) + days) * DAY
    hours = hours_of(ids, kind)
    special = defaultdict[int, dict[int, SpecialHours]](dict)
    marked = select(SpecialDay.person_id, SpecialDay.on, SpecialDay.is_off, SpecialDay.extra).where(
        SpecialDay.person_id.in_(ids),
        SpecialDay.on.between(first - timedelta(days=1), first + timedelta(days=days)),
    )
    for person_id, on, is_off, extra in db.session.execute(marked):
        extras = tuple(window(*span) for span in extra)
        special[person_id][day_number(on)] = SpecialHours(is_off, extras)
    holidays = holidays_kept(ids, first - timedelta(days=1), first + timedelta(days=days))
    keeping = {*hours, *special, *holidays}
    if not keeping:
        return {}
    concerned = select(Person.id, Person.timezone, Person.working_hours).where(
        Person.id.in_(keeping)
    )
    found = dict[int, tuple[Interval, ...]]()
    for person_id, zone, working in db.session.execute(concerned):
        known = hours.get(person_id)
        week = known.week if known else working_week(working)
        opened = openings(
            week, zone, start, end, special.get(person_id), holidays.get(person_id, ())
        )
        found[person_id] = tuple((one - start, other - start) for one, other in spans(opened))
    return found


def taken_times(
    person_ids: Collection[int], first: date, days: int
) -> dict[int, tuple[Interval, ...]]:
    """What takes these people's time in so many days: meetings, and what other calendars say.

    In minutes since 00:00 UTC of the first day, as `open_hours`, neither sorted nor apart; who has
    nothing is not there. The minutes that people keep free around a meeting are part of it. One
    query.
    """
    ids = set(person_ids)
    start, end = day_number(first) * DAY, (day_number(first) + days) * DAY
    since, until = moment_of(start), moment_of(end)
    if not ids:
        return {}
    held = select(Attendance.person_id, Attendance.busy_from, Attendance.busy_until).where(
        Attendance.person_id.in_(ids),
        Attendance.released_at.is_(None),
        Attendance.starts_at < until,
        Attendance.ends_at > since,
    )
    elsewhere = select(BusyTime.person_id, BusyTime.starts_at, BusyTime.ends_at).where(
        BusyTime.person_id.in_(ids), BusyTime.starts_at < until, BusyTime.ends_at > since
    )
    found = defaultdict[int, list[Interval]](list)
    for person_id, begins, ends in db.session.execute(held.union_all(elsewhere)):
        found[person_id].append((minute_of(begins) - start, minute_after(ends) - start))
    return {person_id: tuple(parts) for person_id, parts in found.items()}
