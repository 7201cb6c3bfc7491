"""The allowed pairs of a problem as columns: a pair becomes an object only when asked for.

Both forms give, for the row of a mentee, the rows of its mentors in ascending order and the scores
as whole units. A list holds what a file says; a grid, a place for everybody with everybody, is what
scoring a pool gives.
"""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Generic, overload

import numpy as np
import numpy.typing as npt

from learning.matching.problem.values import Id, Pair

IntArray = npt.NDArray[np.int64]
Row = tuple[IntArray, IntArray]

MOST_DECIMALS = 6
LARGEST_COST = 10**12
TENTHS = 10
NOT_ALLOWED = -1
CELLS_AT_ONCE = 2**19


class Pairs(Sequence[Pair[Id]], Generic[Id]):
    """Pairs by row: those of a mentee together, mentees and mentors in the problem's order."""

    def __init__(self, mentees: Sequence[Id], mentors: Sequence[Id]) -> None:
        self.mentees, self.mentors = tuple(mentees), tuple(mentors)
        self.mentee_at = {person: row for row, person in enumerate(self.mentees)}
        self.mentor_at = {person: row for row, person in enumerate(self.mentors)}

    @abstractmethod
    def row(self, mentee: int) -> Row:
        """The mentors of this mentee and the scores in units, of which `units_to_one` make 1."""

    @abstractmethod
    def block(self, start: int, stop: int) -> npt.NDArray[Any]:
        """A line for each of these mentees: the units by mentor, `NOT_ALLOWED` where no pair is.

        Not to be written to.
        """

    @abstractmethod
    def score(self, mentee: int, mentor: int) -> float | None:
        """The score of one pair by its rows, None if it is not allowed."""

    @cached_property
    @abstractmethod
    def counts(self) -> IntArray:
        """How many mentors each mentee may have."""

    @cached_property
    @abstractmethod
    def units_to_one(self) -> int: ...

    def get(self, key: tuple[Id, Id]) -> float | None:
        """The score of a pair by its two ids, None if it is not allowed."""
        mentee, mentor = self.mentee_at.get(key[0]), self.mentor_at.get(key[1])
        return None if mentee is None or mentor is None else self.score(mentee, mentor)

    def pair(self, mentee: int, mentor: int) -> Pair[Id]:
        """An allowed pair by its rows."""
        score = self.score(mentee, mentor)
        if score is None:
            raise KeyError((mentee, mentor))
        return Pair(self.mentees[mentee], self.mentors[mentor], score)

    def of(self, mentee: int) -> Iterator[Pair[Id]]:
        """Every pair of this mentee."""
        for mentor in self.row(mentee)[0].tolist():
            yield self.pair(mentee, mentor)

    def __iter__(self) -> Iterator[Pair[Id]]:
        for mentee in np.flatnonzero(self.counts).tolist():
            yield from self.of(mentee)

    def __len__(self) -> int:
        return int(self.counts.sum())

    @overload
    def __getitem__(self, index: int) -> Pair[Id]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Pair[Id], ...]: ...
    def __getitem__(self, index: int | slice) -> Pair[Id] | tuple[Pair[Id], ...]:
        if isinstance(index, slice):
            return tuple(self[number] for number in range(*index.indices(len(self))))
        if index < 0:
            index += len(self)
        ends = np.cumsum(self.counts)
        mentee = int(np.searchsorted(ends, index, side="right"))
        if index < 0 or mentee == len(self.mentees):
            raise IndexError(index)
        place = index - int(ends[mentee] - self.counts[mentee])
        return self.pair(mentee, int(self.row(mentee)[0][place]))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(
            mine == theirs for mine, theirs in zip(self, other, strict=True)
        )

    def __hash__(self) -> int:
        return hash((self.mentees, self.mentors))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self)!r})"


class ListedPairs(Pairs[Id]):
    """Pairs listed one by one; rows and scores are checked by whoever made them."""

    def __init__(
        self,
        mentees: Sequence[Id],
        mentors: Sequence[Id],
        mentee_of: IntArray,
        mentor_of: IntArray,
        scores: Sequence[float],
    ) -> None:
        super().__init__(mentees, mentors)
        order = np.lexsort((mentor_of, mentee_of))
        self._mentors = mentor_of[order]
        self._scores = np.asarray(scores, dtype=np.float64)[order]
        self._counts = np.bincount(mentee_of, minlength=len(self.mentees)).astype(np.int64)
        self._ends = np.cumsum(self._counts)

    @cached_property
    def counts(self) -> IntArray:
        return self._counts

    @cached_property
    def units_to_one(self) -> int:
        return int(10 ** _decimals(self._scores))

    @cached_property
    def _units(self) -> IntArray:
        units: IntArray = np.rint(self._scores * self.units_to_one).astype(np.int64)
        return units

    def _span(self, mentee: int) -> slice:
        end = int(self._ends[mentee])
        return slice(end - int(self._counts[mentee]), end)

    def row(self, mentee: int) -> Row:
        span = self._span(mentee)
        return self._mentors[span], self._units[span]

    def block(self, start: int, stop: int) -> npt.NDArray[Any]:
        block = np.full((stop - start, len(self.mentors)), NOT_ALLOWED, dtype=np.int64)
        counts = self._counts[start:stop]
        span = slice(int(self._ends[start] - counts[0]), int(self._ends[stop - 1]))
        lines = np.repeat(np.arange(stop - start), counts)
        block[lines, self._mentors[span]] = self._units[span]
        return block

    def score(self, mentee: int, mentor: int) -> float | None:
        span = self._span(mentee)
        place = span.start + int(np.searchsorted(self._mentors[span], mentor))
        if place == span.stop or self._mentors[place] != mentor:
            return None
        return float(self._scores[place])


class GridPairs(Pairs[Id]):
    """A score in tenths for everybody with everybody, `NOT_ALLOWED` where a pair is not."""

    def __init__(
        self, mentees: Sequence[Id], mentors: Sequence[Id], tenths: npt.NDArray[np.int16]
    ) -> None:
        super().__init__(mentees, mentors)
        self._tenths = tenths

    @cached_property
    def counts(self) -> IntArray:
        rows = [np.count_nonzero(row != NOT_ALLOWED) for row in self._tenths]
        return np.array(rows, dtype=np.int64)

    @cached_property
    def units_to_one(self) -> int:
        return TENTHS

    def row(self, mentee: int) -> Row:
        mentors = np.flatnonzero(self._tenths[mentee] != NOT_ALLOWED)
        return mentors, self._tenths[mentee][mentors].astype(np.int64)

    def block(self, start: int, stop: int) -> npt.NDArray[Any]:
        return self._tenths[start:stop]

    def score(self, mentee: int, mentor: int) -> float | None:
        tenths = int(self._tenths[mentee, mentor])
        return None if tenths == NOT_ALLOWED else tenths / TENTHS


def listed(
    mentees: Sequence[Id], mentors: Sequence[Id], pairs: Iterable[Pair[Id]]
) -> ListedPairs[Id]:
    """Pairs of known people, none twice, as columns."""
    rows = list(pairs)
    mentee_at = {person: row for row, person in enumerate(mentees)}
    mentor_at = {person: row for row, person in enumerate(mentors)}
    return ListedPairs(
        mentees,
        mentors,
        np.fromiter((mentee_at[pair.mentee] for pair in rows), np.int64, len(rows)),
        np.fromiter((mentor_at[pair.mentor] for pair in rows), np.int64, len(rows)),
        [pair.score for pair in rows],
    )


def _decimals(scores: npt.NDArray[Any]) -> int:
    """How many decimals are kept, see "Scores as integers" in `assignment`."""
    largest = float(scores.max(initial=0.0))
    decimals = 0
    while (
        decimals < MOST_DECIMALS
        and largest * 10 ** (decimals + 1) <= LARGEST_COST
        and (np.round(scores, decimals) != scores).any()
    ):
        decimals += 1
    return decimals
