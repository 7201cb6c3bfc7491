"""When somebody can be met: weekly hours on the own clock, special days, and what they leave."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from functools import lru_cache

from learning.i18n import _l
from learning.scheduling.rules.intervals import Interval, united
from learning.scheduling.rules.walls import DAY, stretches

ANY = ""  # the kind of the hours that hold wherever a kind has none of its own
KINDS = {
    ANY: _l("Every kind of meeting"),
    "mentoring.session": _l("Mentoring sessions"),
    "mentoring.flash": _l("Flash talks"),
    "mentoring.circle": _l("Circles"),
}
SHORTEST, LONGEST = 5, 720  # minutes of a meeting, and of the step between two starts
LONGEST_BUFFER = 240
LONGEST_NOTICE = 30 * 24  # hours
FURTHEST_HORIZON = 365  # days
MOST_A_DAY, MOST_A_WEEK = 24, 100
_THURSDAY = 3  # the epoch's first day

Window = tuple[int, int]  # minutes of the day on the wall, up to 24 * 60
Week = tuple[tuple[Window, ...], ...]  # Monday first
EMPTY_WEEK: Week = ((),) * 7
WHOLE_DAY: Window = (0, DAY)


@dataclass(frozen=True)
class Caps:
    """The most meetings of all kinds on one day and in one week, Monday to Sunday; None: any."""

    per_day: int | None = None
    per_week: int | None = None


@dataclass(frozen=True)
class SpecialHours:
    """What one date changes: the usual hours fall away if it is off, the extra ones are added."""

    is_off: bool
    extra: tuple[Window, ...] = ()


@dataclass(frozen=True)
class Hours:
    """When and how a person can be met for one kind of meeting."""

    week: Week = EMPTY_WEEK
    step: int = 30  # minutes between two starts
    notice: int = 24  # hours before the start
    horizon: int = 60  # days ahead
    before: int = 0  # minutes kept free before a meeting, and after it
    after: int = 0
    caps: Caps = field(default_factory=Caps)
    lengths: tuple[int, ...] = (30, 60)
    place: str = ""


@dataclass(frozen=True)
class Limits:
    """How a person can be booked within the hours; lengths of time are in the unit named."""

    lengths: tuple[int, ...]  # minutes
    step_minutes: int
    notice_hours: int
    horizon_days: int
    before_minutes: int
    after_minutes: int
    most_per_day: int | None
    most_per_week: int | None
    place: str
    holidays_of: str = ""


def window(start: str, end: str) -> Window:
    """Two clock times as "09:00"; an end of "00:00" is midnight. Raises ValueError."""
    first, last = _minutes(start), _minutes(end) or DAY
    if first >= last:
        raise ValueError("a window ends after it begins")
    return first, last


def clock_words(minutes: int) -> str:
    """Minutes of the day as "09:00"; midnight at the end is "00:00"."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def week_of(stored: Mapping[str, Sequence[Sequence[str]]]) -> Week:
    """The week as it is stored: weekday "0" to "6" → [["09:00", "12:00"], …]."""
    return tuple(
        tuple(united(window(*span) for span in stored.get(str(day), ()))) for day in range(7)
    )


def working_week(stored: Mapping[str, Sequence[str]]) -> Week:
    """A profile's working hours, one window a day, as a week; what cannot be read is left out."""
    found: list[tuple[Window, ...]] = []
    for day in range(7):
        span = stored.get(str(day))
        try:
            found.append((window(*span),) if span else ())
        except (TypeError, ValueError):
            found.append(())
    return tuple(found)


def strictest(*caps: Caps) -> Caps:
    """The lower of every limit that is set."""
    days = [one.per_day for one in caps if one.per_day is not None]
    weeks = [one.per_week for one in caps if one.per_week is not None]
    return Caps(min(days, default=None), min(weeks, default=None))


def weekday_of(day: int) -> int:
    """0 for Monday; `day` counts from the epoch."""
    return (day + _THURSDAY) % 7


def monday_of(day: int) -> int:
    """The Monday of the day's week."""
    return day - weekday_of(day)


def full_days(days: Iterable[int], caps: Caps) -> set[int]:
    """The days that take no further meeting, given the day of each meeting there is."""
    counts: dict[int, int] = {}
    weeks: dict[int, int] = {}
    for day in days:
        counts[day] = counts.get(day, 0) + 1
        weeks[monday_of(day)] = weeks.get(monday_of(day), 0) + 1
    full: set[int] = set()
    if caps.per_day is not None:
        full |= {day for day, count in counts.items() if count >= caps.per_day}
    if caps.per_week is not None:
        for monday, count in weeks.items():
            if count >= caps.per_week:
                full |= set(range(monday, monday + 7))
    return full


@dataclass(frozen=True)
class Opening:
    """Minutes in UTC in which the wall clock stands within a window; `anchor` is its first start.

    A window that a change of the clock cuts gives an opening on either side, each with the starts
    that this side of the clock shows: none lies in a gap, and a doubled hour is there twice.
    """

    start: int
    end: int
    anchor: int


def openings(
    week: Week,
    zone: str,
    start: int,
    end: int,
    special: Mapping[int, SpecialHours] | None = None,
    holidays: Collection[int] = (),
) -> list[Opening]:
    """The week's windows between two minutes; days count from the epoch on the zone's clock.

    A special day decides over a holiday, so that somebody may be there on one.
    """
    special = special or {}
    found: list[Opening] = []
    for part in stretches(zone, start // DAY * DAY, -(-end // DAY) * DAY):
        first, last = max(part.start, start), min(part.end, end)
        for day in range((first + part.offset) // DAY, (last - 1 + part.offset) // DAY + 1):
            for opens, closes in _windows(week, day, special.get(day), holidays):
                anchor = day * DAY + opens - part.offset
                begins = max(anchor, first)
                ends = min(day * DAY + closes - part.offset, last)
                if begins < ends:
                    found.append(Opening(begins, ends, anchor))
    return found


def spans(found: Iterable[Opening]) -> list[Interval]:
    """The minutes that the openings cover."""
    return united((one.start, one.end) for one in found)


def starts(
    found: Sequence[Opening], free: Sequence[Interval], minutes: int, step: int
) -> list[int]:
    """Every start on the grid of an opening from which `minutes` are free, in order, once."""
    starts_: list[int] = []
    first_free = 0
    for one in found:
        while first_free < len(free) and free[first_free][1] <= one.start:
            first_free += 1
        for begin, end in free[first_free:]:
            if begin >= one.end:
                break
            earliest = max(begin, one.start, starts_[-1] + 1 if starts_ else begin)
            start = one.anchor + -(-(earliest - one.anchor) // step) * step
            starts_.extend(range(start, min(end - minutes, one.end - 1) + 1, step))
    return starts_


def _windows(
    week: Week, day: int, special: SpecialHours | None, holidays: Collection[int]
) -> tuple[Window, ...]:
    if special is None:
        return () if day in holidays else week[weekday_of(day)]
    if special.is_off:
        return special.extra
    return tuple(united((*week[weekday_of(day)], *special.extra)))


@lru_cache(maxsize=DAY)
def _minutes(words: str) -> int:
    at = time.fromisoformat(words)
    return at.hour * 60 + at.minute
