"""A person as matching sees one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Generic
from zoneinfo import ZoneInfo

from learning.matching.problem import Id


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant(Generic[Id]):
    """What a person has said that matters here; what is left out counts as not answered.

    `wants` holds the own present level of each skill to learn, `teaches` the level of each skill to
    pass on (1–5). `managers` is the chain upwards, nearest first. `utc_offset` is in minutes east
    of UTC, `hours` are windows of work in minutes since Monday 00:00 UTC, see `week_in_utc`.
    """

    id: Id
    wants: Mapping[str, int] = field(default_factory=dict)
    teaches: Mapping[str, int] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()
    interests: frozenset[str] = frozenset()
    department: str | None = None
    location: str | None = None
    role_family: str | None = None
    seniority: int | None = None
    days_here: int | None = None
    managers: tuple[Id, ...] = ()
    utc_offset: int | None = None
    hours: tuple[tuple[int, int], ...] = ()


def utc_offset(time_zone: str, on: date) -> int:
    """Minutes east of UTC at noon of that day. Raises ZoneInfoNotFoundError."""
    offset = datetime.combine(on, time(12), ZoneInfo(time_zone)).utcoffset() or timedelta()
    return round(offset / timedelta(minutes=1))


def week_in_utc(
    time_zone: str, hours: Iterable[tuple[int, int, int]], monday: date
) -> tuple[tuple[int, int], ...]:
    """Windows (weekday from 0, start, end in local minutes) of the week that begins that Monday.

    The result is in minutes since Monday 00:00 UTC and may begin before 0 or end after the week,
    for the week is read as a circle. Raises ZoneInfoNotFoundError.
    """
    zone = ZoneInfo(time_zone)
    origin = datetime.combine(monday, time(), UTC)

    def in_utc(weekday: int, minute: int) -> int:
        day = monday + timedelta(days=weekday + minute // (24 * 60))
        local = datetime.combine(day, time(*divmod(minute % (24 * 60), 60)), zone)
        return round((local.astimezone(UTC) - origin) / timedelta(minutes=1))

    return tuple((in_utc(day, start), in_utc(day, end)) for day, start, end in hours)
