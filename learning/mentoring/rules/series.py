"""The days of a series, and what becomes of each."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from zoneinfo import ZoneInfo

from learning.mentoring.rules.times import moments_of

LONGEST_SERIES = 26

STEPS = {"weekly": timedelta(weeks=1), "fortnightly": timedelta(weeks=2)}


def days_of(first: date, rhythm: str, length: int) -> list[date]:
    """The days of a series that begins on `first`: weekly, fortnightly or monthly.

    Monthly means the same weekday of its month, such as the second Tuesday; a fifth one that a
    month does not have is left out, and the series goes on with the next month that has it.
    """
    if rhythm in STEPS:
        return [first + STEPS[rhythm] * turn for turn in range(length)]
    return list(islice(_same_weekday(first), length))


def starts_of(first: datetime, rhythm: str, length: int, zone: str) -> list[datetime | None]:
    """When each session of a series begins: at the clock time of the first, in this zone.

    The clock time stays over the change to and from summer time. None where the clocks skip it;
    of a time that happens twice it is the first.
    """
    local = first.astimezone(ZoneInfo(zone or "UTC"))
    at = local.time().replace(tzinfo=None, fold=0)
    found = list[datetime | None]()
    for turn, day in enumerate(days_of(local.date(), rhythm, length)):
        moments = moments_of(day, at, zone or "UTC")
        found.append(first.astimezone(UTC) if turn == 0 else next((one for one in moments), None))
    return found


def shifted(
    starts: Sequence[datetime], first: datetime, to: datetime, zone: str
) -> list[datetime | None]:
    """Where these go when the one that begins at `first` goes `to`: as far on the zone's clock.

    So what is at one clock time stays at one, over the change to and from summer time. None where
    the clocks skip it; of a time that happens twice it is the first.
    """
    tz = ZoneInfo(zone or "UTC")

    def on_the_wall(moment: datetime) -> datetime:
        return moment.astimezone(tz).replace(tzinfo=None, fold=0)

    found = list[datetime | None]()
    for start in starts:
        wall = on_the_wall(start) + (on_the_wall(to) - on_the_wall(first))
        moments = moments_of(wall.date(), wall.time(), zone or "UTC")
        found.append(to if start == first else next(iter(moments), None))
    return found


def _same_weekday(first: date) -> Iterator[date]:
    place = (first.day - 1) // 7  # 0 for the first of its weekday in the month
    for months in count():
        year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
        start = date(year, month + 1, 1)
        day = start + timedelta(days=(first.weekday() - start.weekday()) % 7 + 7 * place)
        if day.month == start.month:
            yield day
