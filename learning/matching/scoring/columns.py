"""The mentors of a pool side by side, to be compared with a mentee all at once."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Generic

import numpy as np
import numpy.typing as npt

from learning.matching.problem import Id
from learning.matching.scoring.participants import BYTES_OF_HOURS, Participant

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

MOST_REMEMBERED = 256


class Compared:
    """How alike each mentor's answer is to a mentee's, from 0 to 1, and whether both answered."""

    __slots__ = ("_weighed", "alike", "is_answered")

    def __init__(self, alike: FloatArray, is_answered: BoolArray) -> None:
        self.alike, self.is_answered = alike, is_answered
        self._weighed: dict[np.float32, tuple[FloatArray | np.float32, FloatArray]] = {}

    def weighed(self, most: FloatArray | np.float32) -> tuple[FloatArray | np.float32, FloatArray]:
        """Of `most` points how many could count, one number if that is alike for all, and count.

        Equal answers are weighed once.
        """
        if isinstance(most, np.ndarray):
            weight = self.is_answered * most
            return weight, weight * self.alike
        known = self._weighed.get(most)
        if known is None:
            share: FloatArray | np.float32 = most
            if not self.is_answered.all():
                share = self.is_answered * most if self.is_answered.any() else np.float32(0)
            known = self._weighed[most] = share, share * self.alike
        return known


class Columns(Generic[Id]):
    """Each attribute is one answer of all mentors, in the order of `ids`."""

    def __init__(self, mentors: Sequence[Participant[Id]]) -> None:
        self.size = len(mentors)
        self.ids = [mentor.id for mentor in mentors]
        self.row_of = {person: row for row, person in enumerate(self.ids)}
        self.taught = self._levels(mentors)
        self.teaches = self._column(bool(mentor.teaches) for mentor in mentors)
        self.goals = self._members([mentor.goals for mentor in mentors])
        self.has_goals = self._column(bool(mentor.goals) for mentor in mentors)
        self.languages = self._members([mentor.languages for mentor in mentors])
        self.speaks = self._column(bool(mentor.languages) for mentor in mentors)
        self.interests = self._members([mentor.interests for mentor in mentors])
        self.interest_count = self._numbers(len(mentor.interests) for mentor in mentors)
        self.department = Values([mentor.department or None for mentor in mentors])
        self.location = Values([mentor.location or None for mentor in mentors])
        self.role_family = Values([mentor.role_family or None for mentor in mentors])
        self.team = Values([mentor.team for mentor in mentors])
        self.seniority = self._numbers(mentor.seniority for mentor in mentors)
        self.days_here = self._numbers(mentor.days_here for mentor in mentors)
        self.utc_offset = self._numbers(mentor.utc_offset for mentor in mentors)
        blank = bytes(BYTES_OF_HOURS)
        hours = b"".join(mentor.hours or blank for mentor in mentors)
        words = np.frombuffer(hours, dtype=np.uint64).reshape(self.size, BYTES_OF_HOURS // 8)
        self._hours = np.ascontiguousarray(words.T)  # so that one sum runs over all mentors
        self.has_hours = self._column(bool(mentor.hours) for mentor in mentors)
        self.wishes = self._wishes(mentors)
        self.has_wishes = self._column(bool(mentor.wishes) for mentor in mentors)
        self.matters = self._members([mentor.matters for mentor in mentors])
        self.earlier = self._earlier(mentors)
        self._remembered: dict[Hashable, Compared] = {}

    def count(self, members: Mapping[str, IntArray], words: Iterable[str]) -> FloatArray:
        """How many of the words each mentor has."""
        shared = np.zeros(self.size, dtype=np.float32)
        for word in words:
            rows = members.get(word)
            if rows is not None:
                shared[rows] += 1
        return shared

    def shared_half_hours(self, hours: bytes) -> npt.NDArray[np.uint16]:
        """In how many of these half hours each mentor is free, too."""
        own = np.frombuffer(hours, dtype=np.uint64)[:, None]
        shared: npt.NDArray[np.uint16] = np.bitwise_count(self._hours & own).sum(
            axis=0, dtype=np.uint16
        )
        return shared

    def none(self) -> BoolArray:
        return np.zeros(self.size, dtype=np.bool_)

    def unanswered(self) -> Compared:
        """What comes of comparing with no answer."""
        return self.remember(
            "unanswered", lambda: Compared(np.zeros(self.size, dtype=np.float32), self.none())
        )

    def remember(self, key: Hashable, compare: Callable[[], Compared]) -> Compared:
        """What an equal answer was compared to before; the oldest are forgotten."""
        known = self._remembered.pop(key, None)
        if known is None:
            known = compare()
            if len(self._remembered) >= MOST_REMEMBERED:
                del self._remembered[next(iter(self._remembered))]
        self._remembered[key] = known
        return known

    def _levels(self, mentors: Sequence[Participant[Id]]) -> dict[str, tuple[IntArray, IntArray]]:
        """By skill the rows of the mentors who teach it, and their levels."""
        taught = defaultdict[str, list[tuple[int, int]]](list)
        for row, mentor in enumerate(mentors):
            for skill, level in mentor.teaches.items():
                taught[skill].append((row, level))
        return {
            skill: (np.array([row for row, _ in rows]), np.array([level for _, level in rows]))
            for skill, rows in taught.items()
        }

    def _members(self, sets: Sequence[frozenset[str]]) -> dict[str, IntArray]:
        """By word the rows of the mentors who have it."""
        members = defaultdict[str, list[int]](list)
        for row, words in enumerate(sets):
            for word in words:
                members[word].append(row)
        return {word: np.array(rows) for word, rows in members.items()}

    def _wishes(self, mentors: Sequence[Participant[Id]]) -> dict[Id, list[tuple[int, int]]]:
        """By person asked for: the mentor's row, and the place on the mentor's list."""
        asked = defaultdict[Id, list[tuple[int, int]]](list)
        for row, mentor in enumerate(mentors):
            for place, person in enumerate(mentor.wishes):
                asked[person].append((row, place))
        return asked

    def _earlier(self, mentors: Sequence[Participant[Id]]) -> dict[Id, list[tuple[int, int]]]:
        """By former partner: the mentor's row, and the days since."""
        partners = defaultdict[Id, list[tuple[int, int]]](list)
        for row, mentor in enumerate(mentors):
            for person, days in mentor.earlier.items():
                partners[person].append((row, days))
        return partners

    def _column(self, values: Iterable[bool]) -> BoolArray:
        return np.fromiter(values, dtype=np.bool_, count=self.size)

    def _numbers(self, values: Iterable[int | None]) -> FloatArray:
        """NaN where there is no answer."""
        numbers = (np.nan if value is None else value for value in values)
        return np.fromiter(numbers, dtype=np.float32, count=self.size)


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
