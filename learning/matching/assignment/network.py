"""A problem as a network of arcs, with what each term of the objective adds to their costs."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic

import numpy as np
import numpy.typing as npt

from learning.matching.problem import Id, Problem
from learning.matching.problem.pairs import CELLS_AT_ONCE, NOT_ALLOWED, IntArray, Pairs

SOURCE, SINK, FIRST_PERSON = 0, 1, 2

UNCUT_PAIRS = 250_000
"""So many pairs are all put into the network; of more, each mentee's best and a sample."""
BEST_MENTORS = 24
SAMPLED_MENTORS = 8


class Market(Generic[Id]):
    """A problem by rows, less what locked pairs take up: wishes, places, and the pairs still open.

    Pairs that were forbidden or locked are not open.
    """

    def __init__(self, problem: Problem[Id]) -> None:
        pairs = self._pairs = problem.columns
        self.mentees, self.mentors = len(problem.mentees), len(problem.mentors)
        self._closed = _rows(pairs, problem.locked | problem.forbidden)
        self._kept = _rows(pairs, problem.kept)
        mentors_had = Counter(mentee for mentee, _ in problem.locked)
        mentees_had = Counter(mentor for _, mentor in problem.locked)
        choices = np.zeros(self.mentees, dtype=np.int64)
        self._demand = demand = np.zeros(self.mentors, dtype=np.int64)
        for start, units in self.blocks():
            is_open = units != NOT_ALLOWED
            choices[start : start + len(units)] = is_open.sum(axis=1)
            demand += is_open.sum(axis=0)
        self.is_served = np.array([one.id in mentors_had for one in problem.mentees], dtype=bool)
        self.wishes = _column(
            min(mentee.wants - mentors_had[mentee.id], int(choices[row]))
            for row, mentee in enumerate(problem.mentees)
        )
        self.places = _column(
            min(mentor.capacity - mentees_had[mentor.id], int(demand[row]))
            for row, mentor in enumerate(problem.mentors)
        )
        self.priority = _column(mentee.priority for mentee in problem.mentees)
        self.load = _column(mentees_had[mentor.id] for mentor in problem.mentors)
        self.size = int(choices.sum())

    def with_places(self, changed: Mapping[Id, int]) -> "Market[Id]":
        """The same market, where these mentors have so many places instead."""
        found = copy(self)
        found.places = self.places.copy()
        for mentor, places in changed.items():
            row = self._pairs.mentor_at[mentor]
            found.places[row] = max(0, min(places - int(self.load[row]), int(self._demand[row])))
        return found

    @property
    def is_small(self) -> bool:
        """Whether all pairs are put into the network."""
        return self.size <= UNCUT_PAIRS

    def blocks(self) -> Iterator[tuple[int, npt.NDArray[Any]]]:
        """The open pairs, some mentees at a time: the first one's row, and a line for each.

        A line holds the units by mentor, `NOT_ALLOWED` where no pair is open. Not to be written to.
        """
        height = max(1, CELLS_AT_ONCE // max(1, self.mentors))
        closed_mentee, closed_mentor = self._closed
        for start in range(0, self.mentees, height):
            units = self._pairs.block(start, min(start + height, self.mentees))
            inside = (closed_mentee >= start) & (closed_mentee < start + len(units))
            if inside.any():
                units = units.copy()
                units[closed_mentee[inside] - start, closed_mentor[inside]] = NOT_ALLOWED
            yield start, units

    def arcs(self, mentee: IntArray, mentor: IntArray, units: npt.NDArray[Any]) -> "PairArcs":
        """These pairs of the market, by their rows."""
        known = self._kept[0] * self.mentors + self._kept[1]
        is_kept = np.isin(mentee * self.mentors + mentor, known)
        return PairArcs(mentee, mentor, units.astype(np.int64), is_kept.astype(np.int64))

    def kept_in(self, start: int, stop: int) -> tuple[IntArray, IntArray]:
        """The pairs of the plan before, as lines of that block and mentors."""
        inside = (self._kept[0] >= start) & (self._kept[0] < stop)
        return self._kept[0][inside] - start, self._kept[1][inside]

    @cached_property
    def hashes(self) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
        """What the lots are drawn from, by mentee and by mentor."""
        return _hashes("mentee", self._pairs.mentees), _hashes("mentor", self._pairs.mentors)


def _rows(pairs: Pairs[Id], keys: Iterable[tuple[Id, Id]]) -> tuple[IntArray, IntArray]:
    """The rows of the keys, as far as their people take part."""
    known = [
        (pairs.mentee_at[mentee], pairs.mentor_at[mentor])
        for mentee, mentor in keys
        if mentee in pairs.mentee_at and mentor in pairs.mentor_at
    ]
    rows = np.array(known, dtype=np.int64).reshape(-1, 2)
    return rows[:, 0], rows[:, 1]


@dataclass(frozen=True, slots=True)
class PairArcs:
    """Some pairs of a market, by column: rows of both, the score in units, and what was kept."""

    mentee: IntArray
    mentor: IntArray
    units: IntArray
    kept: IntArray

    def __len__(self) -> int:
        return len(self.mentee)

    @classmethod
    def joined(cls, parts: Iterable["PairArcs"]) -> "PairArcs":
        """All of them, one after the other."""
        rows = list(parts)
        none = np.zeros(0, dtype=np.int64)
        return cls(
            np.concatenate([none, *(part.mentee for part in rows)]),
            np.concatenate([none, *(part.mentor for part in rows)]),
            np.concatenate([none, *(part.units for part in rows)]),
            np.concatenate([none, *(part.kept for part in rows)]),
        )


def first_arcs(market: Market[Id], *, cut: bool) -> PairArcs:
    """Every open pair; or, of a market to be cut, the best of each mentee, a sample, and the kept.

    The sample is spread over the mentors, so that none of them is left out by everybody.
    """
    is_cut = cut and market.mentors > BEST_MENTORS + SAMPLED_MENTORS
    parts = list[PairArcs]()
    for start, units in market.blocks():
        cells = _picked(market, start, units) if is_cut else np.arange(units.size)
        cells = cells[units.ravel()[cells] != NOT_ALLOWED]
        line, mentor = np.divmod(cells, market.mentors)
        parts.append(market.arcs(start + line, mentor, units[line, mentor]))
    return PairArcs.joined(parts)


def _picked(market: Market[Id], start: int, units: npt.NDArray[Any]) -> IntArray:
    """The cells of a block that come into the network first, ascending and each once."""
    lines = np.arange(len(units))[:, None]
    step = np.arange(SAMPLED_MENTORS) * market.mentors // SAMPLED_MENTORS
    sampled = lines * market.mentors + ((start + lines) * 7919 + step) % market.mentors
    kept_line, kept_mentor = market.kept_in(start, start + len(units))
    kept = kept_line * market.mentors + kept_mentor
    return np.unique(np.concatenate([_best_cells(units), sampled.ravel(), kept]))


def _best_cells(units: npt.NDArray[Any]) -> IntArray:
    """The cells of each line's BEST_MENTORS best.

    Few reach what so many groups of cells have reached by their best, so they are soon sorted out;
    where many do they are alike, and any of them will serve.
    """
    mentors = units.shape[1]
    height = max(1, mentors // (8 * BEST_MENTORS))
    groups = mentors // height
    tops = units[:, : height * groups].reshape(len(units), height, groups).max(axis=1)
    bound = np.partition(tops, groups - BEST_MENTORS, axis=1)[:, groups - BEST_MENTORS]
    good = np.flatnonzero(units >= np.maximum(bound, NOT_ALLOWED + 1)[:, None])
    if len(good) > 4 * BEST_MENTORS * len(units):
        best = np.argpartition(-units, BEST_MENTORS, axis=1)[:, :BEST_MENTORS]
        cells: IntArray = np.arange(len(units))[:, None] * mentors + best
        return cells.ravel()
    line, mentor = np.divmod(good, mentors)
    return good[first_few(line, mentor, -units[line, mentor].astype(np.int64), BEST_MENTORS)]


def first_few(line: IntArray, mentor: IntArray, cost: IntArray, count: int) -> IntArray:
    """Which of these cells are the `count` cheapest of their line, of equal ones the first."""
    order = np.lexsort((mentor, cost, line))
    starts = np.flatnonzero(np.diff(line[order], prepend=-1))
    place = np.arange(len(line)) - np.repeat(starts, np.diff([*starts, len(line)]))
    return order[place < count]


@dataclass(frozen=True, slots=True)
class Network:
    """Arcs by column; `frame` of them stand before those of the pairs."""

    tail: IntArray
    head: IntArray
    capacity: IntArray
    supply: IntArray
    frame: int
    costs: dict[str, IntArray]

    def __len__(self) -> int:
        return len(self.tail)

    def with_pairs(self, market: Market[Id], pairs: PairArcs) -> "Network":
        """The network with these pairs at its end."""
        none = np.zeros(len(pairs), dtype=np.int64)
        added = {"kept": -pairs.kept, "score": -pairs.units, "lots": _lots(market, pairs)}
        return replace(
            self,
            tail=np.concatenate([self.tail, FIRST_PERSON + pairs.mentee]),
            head=np.concatenate([self.head, FIRST_PERSON + market.mentees + pairs.mentor]),
            capacity=np.concatenate([self.capacity, none + 1]),
            costs={
                term: np.concatenate([cost, added.get(term, none)])
                for term, cost in self.costs.items()
            },
        )


def draw(market: Market[Id]) -> Network:
    """The frame of the network: wishes, places and the way past everybody, but no pair yet."""
    wishes, places = market.wishes, market.places
    first_mentee = np.flatnonzero((wishes > 0) & ~market.is_served)
    further = wishes - ((wishes > 0) & ~market.is_served)
    further_mentee = np.flatnonzero(further)
    place_mentor = np.repeat(np.arange(len(places)), places)
    place_number = np.arange(len(place_mentor)) - np.repeat(np.cumsum(places) - places, places)
    mentees_from, mentors_from = FIRST_PERSON, FIRST_PERSON + market.mentees
    total = int(wishes.sum())

    sizes = [len(first_mentee), len(further_mentee), len(place_mentor), 1]
    first, more, seats, past = (
        slice(end - size, end) for size, end in zip(sizes, np.cumsum(sizes).tolist(), strict=True)
    )
    tail, head, capacity = np.full((3, sum(sizes)), SOURCE, dtype=np.int64)
    head[first], capacity[first] = mentees_from + first_mentee, 1
    head[more], capacity[more] = mentees_from + further_mentee, further[further_mentee]
    tail[seats], head[seats], capacity[seats] = mentors_from + place_mentor, SINK, 1
    head[past], capacity[past] = SINK, total
    supply = np.zeros(FIRST_PERSON + market.mentees + market.mentors, dtype=np.int64)
    supply[SOURCE], supply[SINK] = total, -total

    costs = {
        name: np.zeros(sum(sizes), dtype=np.int64)
        for name in ("served", "filled", "stated", "kept", "spread", "score", "lots")
    }
    costs["served"][first] = -1
    costs["stated"][first] = -market.priority[first_mentee]
    costs["filled"][past] = int(len(further_mentee) > 0)  # else it says the same as served
    costs["spread"][seats] = 2 * (market.load[place_mentor] + place_number) + 1
    return Network(tail, head, capacity, supply, sum(sizes), costs)


def _lots(market: Market[Id], pairs: PairArcs) -> IntArray:
    """The lot of each pair: both ids hashed, then mixed by the last steps of SplitMix64.

    Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
    """
    mentees, mentors = market.hashes
    mixed = mentees[pairs.mentee] + mentors[pairs.mentor]
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    lots: IntArray = (mixed >> np.uint64(32)).astype(np.int64)
    return lots


def _hashes(role: str, ids: Iterable[int | str]) -> npt.NDArray[np.uint64]:
    digests = (
        hashlib.blake2b(f"{role} {person}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for person in ids
    )
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def _column(values: Iterable[int]) -> IntArray:
    return np.fromiter(values, dtype=np.int64)
