"""Reading what changes the weekly hours of people: special days, holidays, and taken time."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import JSON, Boolean, Date, String, null, select

from learning.columns import UTCDateTime
from learning.extensions import db
from learning.people.models import Person
from learning.scheduling.models import Attendance, Availability, BusyTime, SiteHoliday, SpecialDay
from learning.scheduling.rules.holidays import holidays_of
from learning.scheduling.rules.hours import ANY, SpecialHours, window
from learning.scheduling.rules.intervals import Interval
from learning.scheduling.rules.walls import day_number, minute_after, minute_of, moment_of

_A_DAY = timedelta(days=1)


@dataclass
class Ahead:
    """What one person has before them; days count from the epoch, and so do minutes.

    A special day decides over a holiday. `busy` are meetings with the minutes kept free around
    them and what other calendars say; `starts` those of the meetings alone.
    """

    special: dict[int, SpecialHours] = field(default_factory=dict)
    holidays: set[int] = field(default_factory=set)
    busy: list[Interval] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)


def ahead_of(
    ids: Collection[int],
    first: int,
    last: int,
    around: int = 0,
    besides: Collection[int] = (),
) -> dict[int, Ahead]:
    """By person what lies between two minutes; who has nothing there may be missing.

    Taken time is looked for `around` more minutes on both sides, but for the appointments
    `besides`, which are about to be moved. Holidays are those of the country
    that somebody chose and those of their site. One query.
    """
    since, until = moment_of(first).date() - _A_DAY, moment_of(last).date() + _A_DAY
    begin, end = moment_of(first - around), moment_of(last + around)
    no_day = null().cast(Boolean), null().cast(JSON)
    no_place, no_time = null().cast(String), null().cast(UTCDateTime)
    special = select(
        SpecialDay.person_id,
        SpecialDay.on,
        SpecialDay.is_off,
        SpecialDay.extra,
        no_place.label("place"),
        no_time.label("begins"),
        no_time.label("ends"),
        no_time.label("meets"),
    ).where(SpecialDay.person_id.in_(ids), SpecialDay.on.between(since, until))
    chosen = select(
        Availability.person_id,
        null().cast(Date),
        *no_day,
        Availability.holidays_of,
        no_time,
        no_time,
        no_time,
    ).where(
        Availability.person_id.in_(ids), Availability.kind == ANY, Availability.holidays_of != ""
    )
    at_site = (
        select(Person.id, SiteHoliday.on, *no_day, no_place, no_time, no_time, no_time)
        .join(SiteHoliday, SiteHoliday.location == Person.location)
        .where(Person.id.in_(ids), SiteHoliday.on.between(since, until))
    )
    held = select(
        Attendance.person_id,
        null().cast(Date),
        *no_day,
        no_place,
        Attendance.busy_from,
        Attendance.busy_until,
        Attendance.starts_at,
    ).where(
        Attendance.person_id.in_(ids),
        Attendance.released_at.is_(None),
        Attendance.starts_at < end,
        Attendance.ends_at > begin,
        Attendance.appointment_id.not_in(besides),
    )
    elsewhere = select(
        BusyTime.person_id,
        null().cast(Date),
        *no_day,
        no_place,
        BusyTime.starts_at,
        BusyTime.ends_at,
        no_time,
    ).where(BusyTime.person_id.in_(ids), BusyTime.starts_at < end, BusyTime.ends_at > begin)
    years = range(since.year, until.year + 1)
    found = defaultdict[int, Ahead](Ahead)
    query = special.union_all(chosen, at_site, held, elsewhere)
    for person_id, on, is_off, extra, place, begins, ends, meets_at in db.session.execute(query):
        own = found[person_id]
        if begins is not None:
            own.busy.append((minute_of(begins), minute_after(ends)))
            if meets_at is not None:
                own.starts.append(minute_of(meets_at))
        elif place is not None:
            own.holidays.update(
                day_number(day) for year in years for day in holidays_of(place, year)
            )
        elif is_off is None:
            own.holidays.add(day_number(on))
        else:
            extras = tuple(window(*span) for span in extra)
            own.special[day_number(on)] = SpecialHours(is_off, extras)
    return dict(found)
