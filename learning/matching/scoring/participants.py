"""A person as matching sees one, and the mentors of a pool side by side in columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Generic
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from learning.matching.problem import Id

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

MINUTES_A_WEEK = 7 * 24 * 60
QUARTER = 15
_QUARTERS_A_WEEK = MINUTES_A_WEEK // QUARTER


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


def quarters(hours: Iterable[tuple[int, int]]) -> BoolArray:
    """Which whole quarters of an hour of the week lie inside the windows."""
    week = np.zeros(_QUARTERS_A_WEEK, dtype=np.bool_)
    for start, end in hours:
        inside = np.arange(-(-start // QUARTER), end // QUARTER)
        week[inside % _QUARTERS_A_WEEK] = True
    return week


class Columns(Generic[Id]):
    """The mentors of a pool as arrays: one mentee is compared with all of them at a time."""

    def __init__(self, mentors: Sequence[Participant[Id]]) -> None:
        self.size = len(mentors)
        self.ids = [mentor.id for mentor in mentors]
        self.taught = self._levels(mentors)
        self.teaches = self._column(bool(mentor.teaches) for mentor in mentors)
        self.languages = self._members([mentor.languages for mentor in mentors])
        self.speaks = self._column(bool(mentor.languages) for mentor in mentors)
        self.interests = self._members([mentor.interests for mentor in mentors])
        self.interest_count = self._numbers(len(mentor.interests) for mentor in mentors)
        self.department = self._values(mentor.department for mentor in mentors)
        self.location = self._values(mentor.location for mentor in mentors)
        self.role_family = self._values(mentor.role_family for mentor in mentors)
        self.seniority = self._numbers(mentor.seniority for mentor in mentors)
        self.days_here = self._numbers(mentor.days_here for mentor in mentors)
        self.utc_offset = self._numbers(mentor.utc_offset for mentor in mentors)
        self.week = np.packbits(
            np.array([quarters(mentor.hours) for mentor in mentors], dtype=np.bool_).reshape(
                self.size, _QUARTERS_A_WEEK
            ),
            axis=1,
        )
        self.has_hours = self.week.any(axis=1)

    def none(self) -> BoolArray:
        return np.zeros(self.size, dtype=np.bool_)

    def _levels(self, mentors: Sequence[Participant[Id]]) -> dict[str, IntArray]:
        """By skill the level of each mentor, 0 where it is not taught."""
        levels = dict[str, IntArray]()
        for row, mentor in enumerate(mentors):
            for skill, level in mentor.teaches.items():
                levels.setdefault(skill, np.zeros(self.size, dtype=np.int64))[row] = level
        return levels

    def _members(self, sets: Sequence[frozenset[str]]) -> dict[str, BoolArray]:
        members = dict[str, BoolArray]()
        for row, words in enumerate(sets):
            for word in words:
                members.setdefault(word, self.none())[row] = True
        return members

    def _column(self, values: Iterable[bool]) -> BoolArray:
        return np.fromiter(values, dtype=np.bool_, count=self.size)

    def _numbers(self, values: Iterable[int | None]) -> FloatArray:
        """NaN where there is no answer."""
        numbers = (np.nan if value is None else value for value in values)
        return np.fromiter(numbers, dtype=np.float64, count=self.size)

    def _values(self, values: Iterable[str | None]) -> "Values":
        return Values([value or None for value in values])


class Values:
    """A column of words, compared as numbers."""

    def __init__(self, values: Sequence[str | None]) -> None:
        self._codes = {word: code for code, word in enumerate(dict.fromkeys(values))}
        self._column = np.array([self._codes[word] for word in values], dtype=np.int64)
        self.is_known = np.array([word is not None for word in values], dtype=np.bool_)

    def equal(self, word: str | None) -> BoolArray:
        """Where the column holds this very word; nowhere if there is no word."""
        is_same: BoolArray = self.is_known & (self._column == self._codes.get(word, -1))
        return is_same
