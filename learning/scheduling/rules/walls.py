"""Clocks on the wall: what a zone's clock shows, and which moments it shows never or twice.

Moments are whole minutes since the epoch in UTC, which compare and add like numbers; the clock of
a zone is the same number moved by its offset. Every offset since 1972 is a whole minute.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY = 24 * 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.date().toordinal()
_LOOK_EVERY = 6 * 60  # no zone changes twice within so many minutes


class Stretch(NamedTuple):
    """Minutes in UTC from `start` up to `end` in which the clock is `offset` minutes ahead."""

    start: int
    end: int
    offset: int


def minute_of(moment: datetime) -> int:
    """Whole minutes since the epoch, rounded down."""
    since = moment - _EPOCH
    return since.days * DAY + since.seconds // 60


def minute_after(moment: datetime) -> int:
    """Whole minutes since the epoch, rounded up."""
    until = _EPOCH - moment
    return -(until.days * DAY + until.seconds // 60)


def moment_of(minute: int) -> datetime:
    """The moment, in UTC."""
    return _EPOCH + timedelta(minutes=minute)


def day_number(day: date) -> int:
    """Days since the epoch."""
    return day.toordinal() - _EPOCH_DAY


def day_of(number: int) -> date:
    """The day that many days after the epoch."""
    return date.fromordinal(number + _EPOCH_DAY)


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name; UTC where the name is empty or unknown."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


@lru_cache(maxsize=4096)
def stretches(zone: str, start: int, end: int) -> tuple[Stretch, ...]:
    """The window cut wherever the zone's clock is put forward or back."""
    found: list[Stretch] = []
    here, offset = start, _offset(zone, start)
    look = start
    while look < end:
        seen, look = look, min(look + _LOOK_EVERY, end)
        then = _offset(zone, look)
        if then != offset:
            low, high = seen, look
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _offset(zone, middle) == offset else (low, middle)
            if high < end:
                found.append(Stretch(here, high, offset))
                here, offset = high, then
    if here < end:
        found.append(Stretch(here, end, offset))
    return tuple(found)


def at_wall_time(day: date, at: time, zone: str) -> list[datetime]:
    """The moments at which the zone's clock shows this: one; none in a gap; two in a fold."""
    wall = day_number(day) * DAY + at.hour * 60 + at.minute
    around = stretches(zone, wall - 2 * DAY, wall + 2 * DAY)
    return [
        moment_of(wall - part.offset)
        for part in around
        if part.start <= wall - part.offset < part.end
    ]


def wall_series(first: datetime, zone: str, days_apart: int, count: int) -> list[datetime | None]:
    """A series at one local time, `first` included, which keeps it when clocks change.

    A day on which that time does not exist gives None; of a doubled time the earlier is taken.
    """
    local = first.astimezone(zone_of(zone))
    found: list[datetime | None] = [first]
    for number in range(1, count):
        moments = at_wall_time(
            local.date() + timedelta(days=days_apart * number), local.time(), zone
        )
        found.append(moments[0] if moments else None)
    return found


def _offset(zone: str, minute: int) -> int:
    local = moment_of(minute).astimezone(zone_of(zone))
    return int((local.utcoffset() or timedelta()) // timedelta(minutes=1))
