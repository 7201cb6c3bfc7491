"""A person as matching sees one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Generic
from zoneinfo import ZoneInfo

from learning.matching.problem import Id

DAYS_AHEAD = 28
HALF_HOUR_MINUTES = 30
_HALF_HOURS = DAYS_AHEAD * 24 * 60 // HALF_HOUR_MINUTES
BYTES_OF_HOURS = _HALF_HOURS // 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant(Generic[Id]):
    """What a person has said that matters here; what is left out counts as not answered.

    `wants` holds the own present level of each skill to learn, `teaches` the level of each skill to
    pass on (1–5). `goals` are what a mentee wants to reach, or a mentor helps to reach. `managers`
    is the chain upwards, nearest first. `utc_offset` is in minutes east of UTC. `hours` are the
    half hours of the next four weeks in which the person is free, see `half_hours`. `wishes` are
    the people asked for, the dearest first. `matters` are the rules that matter most to this
    person, see `OWN_FACTOR`. `earlier` holds, by former partner, the days since they parted or
    since one of them said no.
    """

    id: Id
    wants: Mapping[str, int] = field(default_factory=dict)
    teaches: Mapping[str, int] = field(default_factory=dict)
    goals: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    interests: frozenset[str] = frozenset()
    department: str | None = None
    location: str | None = None
    role_family: str | None = None
    seniority: int | None = None
    days_here: int | None = None
    managers: tuple[Id, ...] = ()
    utc_offset: int | None = None
    hours: bytes = b""
    wishes: tuple[Id, ...] = ()
    matters: frozenset[str] = frozenset()
    earlier: Mapping[Id, int] = field(default_factory=dict)

    @property
    def team(self) -> str | None:
        """Those who report to the same person are a team."""
        return str(self.managers[0]) if self.managers else None


def utc_offset(time_zone: str, on: date) -> int:
    """Minutes east of UTC at noon of that day. Raises ZoneInfoNotFoundError."""
    return _utc_offset(time_zone, on)


@lru_cache(maxsize=1024)
def _utc_offset(time_zone: str, on: date) -> int:
    offset = datetime.combine(on, time(12), ZoneInfo(time_zone)).utcoffset() or timedelta()
    return round(offset / timedelta(minutes=1))


def half_hours(windows: Iterable[tuple[int, int]]) -> bytes:
    """The half hours that lie whole in some window, a bit each, the first in the lowest bit.

    Windows are in minutes since 00:00 UTC of the first day; what lies outside the DAYS_AHEAD days
    is cut off. No windows, or none inside, give empty bytes: not answered.
    """
    bits = 0
    for start, end in windows:
        first = max(0, -(-start // HALF_HOUR_MINUTES))
        last = min(_HALF_HOURS, end // HALF_HOUR_MINUTES)
        if last > first:
            bits |= ((1 << (last - first)) - 1) << first
    return bits.to_bytes(BYTES_OF_HOURS, "little") if bits else b""


def less_taken(hours: bytes, taken: Iterable[tuple[int, int]]) -> bytes:
    """The half hours that nothing taken touches; windows as in `half_hours`.

    Somebody who has no hour left has answered all the same: no half hour is free.
    """
    bits = int.from_bytes(hours, "little")
    for start, end in taken:
        first = max(0, start // HALF_HOUR_MINUTES)
        last = min(_HALF_HOURS, -(-end // HALF_HOUR_MINUTES))
        if last > first:
            bits &= ~(((1 << (last - first)) - 1) << first)
    return bits.to_bytes(BYTES_OF_HOURS, "little") if hours else b""


@lru_cache(maxsize=4096)
def weekly_half_hours(
    time_zone: str, windows: tuple[tuple[int, int, int], ...], first: date
) -> bytes:
    """What weekly windows come to in the DAYS_AHEAD days from `first`, see `weekly_hours`."""
    return half_hours(weekly_hours(time_zone, windows, first))


def weekly_hours(
    time_zone: str, windows: tuple[tuple[int, int, int], ...], first: date
) -> tuple[tuple[int, int], ...]:
    """What weekly windows come to in the DAYS_AHEAD days from `first`, as `half_hours` reads it.

    A window is (weekday from 0, start, end in minutes of the local day; an end after midnight is
    beyond 24 h). Each day has its own offset, so a change to or from daylight saving inside the
    four weeks moves the later windows. Raises ZoneInfoNotFoundError.
    """
    zone = ZoneInfo(time_zone)
    origin = datetime.combine(first, time(), UTC)

    def in_utc(day: date, minute: int) -> int:
        local = datetime.combine(
            day + timedelta(days=minute // (24 * 60)),
            time(*divmod(minute % (24 * 60), 60)),
            zone,
        )
        return round((local.astimezone(UTC) - origin) / timedelta(minutes=1))

    days = [first + timedelta(days=number) for number in range(-2, DAYS_AHEAD + 2)]
    return tuple(
        (in_utc(day, start), in_utc(day, end))
        for day in days
        for weekday, start, end in windows
        if day.weekday() == weekday
    )
