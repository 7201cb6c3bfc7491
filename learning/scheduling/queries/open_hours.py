"""Reading when people are there to be met in the coming weeks, whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from learning.scheduling.queries.days_ahead import Ahead, ahead_of
from learning.scheduling.queries.hours import hours_of
from learning.scheduling.rules.hours import openings, spans, working_week
from learning.scheduling.rules.intervals import Interval
from learning.scheduling.rules.walls import DAY, day_number

WorkTime = tuple[str, Mapping[str, list[str]]]  # a time zone, and the profile's working hours


@dataclass(frozen=True)
class OpenHours:
    """When one person can be met, and what takes their time, in minutes since the first day.

    `opened` is None for those who keep no hours of their own and have no day off; the working
    hours of their profile hold. `taken` is neither sorted nor apart, and holds the minutes that
    people keep free around a meeting.
    """

    opened: tuple[Interval, ...] | None
    taken: tuple[Interval, ...]


def open_hours(
    works: Mapping[int, WorkTime], kind: str, first: date, days: int
) -> dict[int, OpenHours]:
    """The hours for this kind of meeting, with special days and holidays, in so many days from
    00:00 UTC of the first; who has neither those nor anything before them is not there.

    The working hours of a profile, in `works`, stand in for weekly hours. Two queries.
    """
    start, end = day_number(first) * DAY, (day_number(first) + days) * DAY
    hours, ahead = hours_of(works, kind), ahead_of(works.keys(), start, end)
    found = dict[int, OpenHours]()
    for person_id in hours.keys() | ahead.keys():
        zone, working = works[person_id]
        known, own = hours.get(person_id), ahead.get(person_id, Ahead())
        opened = None
        if known or own.special or own.holidays:
            week = known.week if known else working_week(working)
            opened = tuple(
                (one - start, other - start)
                for one, other in spans(openings(week, zone, start, end, own.special, own.holidays))
            )
        taken = tuple((one - start, other - start) for one, other in own.busy)
        found[person_id] = OpenHours(opened, taken)
    return found
