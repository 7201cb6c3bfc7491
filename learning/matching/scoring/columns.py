"""The mentors of a pool side by side, to be compared with a mentee all at once."""

from collections.abc import Iterable, Sequence
from typing import Generic

import numpy as np
import numpy.typing as npt

from learning.matching.problem import Id
from learning.matching.scoring.participants import Participant

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

QUARTER = 15
_QUARTERS_A_WEEK = 7 * 24 * 60 // QUARTER


def quarters(hours: Iterable[tuple[int, int]]) -> BoolArray:
    """Which whole quarters of an hour of the week lie inside the windows."""
    week = np.zeros(_QUARTERS_A_WEEK, dtype=np.bool_)
    for start, end in hours:
        inside = np.arange(-(-start // QUARTER), end // QUARTER)
        week[inside % _QUARTERS_A_WEEK] = True
    return week


class Columns(Generic[Id]):
    """Each attribute is one answer of all mentors, in the order of `ids`."""

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
