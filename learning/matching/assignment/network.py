"""A problem as a network of arcs, with what each term of the objective adds to their costs."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from learning.matching.problem import TERMS, Id, Pair, Problem

IntArray = npt.NDArray[np.int64]

MOST_DECIMALS = 6
LARGEST_COST = 10**12
SOURCE, SINK = 0, 1


@dataclass(frozen=True, slots=True)
class Network:
    """Arcs by column; `pairs` says where the arcs of the pairs stand, `costs` what a term adds."""

    tail: IntArray
    head: IntArray
    capacity: IntArray
    supply: IntArray
    pairs: slice
    costs: dict[str, IntArray]


def draw(problem: Problem[Id], free: Sequence[Pair[Id]]) -> Network:
    """Locked pairs are taken out: they use up wishes and places before the first arc is drawn."""
    mentee_at = {mentee.id: row for row, mentee in enumerate(problem.mentees)}
    mentor_at = {mentor.id: row for row, mentor in enumerate(problem.mentors)}
    mentee_of = _column(mentee_at[pair.mentee] for pair in free)
    mentor_of = _column(mentor_at[pair.mentor] for pair in free)
    choices = np.bincount(mentee_of, minlength=len(mentee_at))
    demand = np.bincount(mentor_of, minlength=len(mentor_at))
    mentors_had = Counter(mentee for mentee, _ in problem.locked)
    mentees_had = Counter(mentor for _, mentor in problem.locked)
    is_served = np.array([mentee.id in mentors_had for mentee in problem.mentees], dtype=bool)
    wishes = _column(
        min(mentee.wants - mentors_had[mentee.id], int(choices[row]))
        for row, mentee in enumerate(problem.mentees)
    )
    places = _column(
        min(mentor.capacity - mentees_had[mentor.id], int(demand[row]))
        for row, mentor in enumerate(problem.mentors)
    )
    load = _column(mentees_had[mentor.id] for mentor in problem.mentors)

    first_mentee = np.flatnonzero((wishes > 0) & ~is_served)
    further = wishes - ((wishes > 0) & ~is_served)
    further_mentee = np.flatnonzero(further)
    place_mentor = np.repeat(np.arange(len(places)), places)
    place_number = np.arange(len(place_mentor)) - np.repeat(np.cumsum(places) - places, places)
    mentees_from, mentors_from = 2, 2 + len(mentee_at)
    total = int(wishes.sum())

    sizes = [len(first_mentee), len(further_mentee), len(free), len(place_mentor), 1]
    first, more, pairs, seats, past = (
        slice(end - size, end) for size, end in zip(sizes, np.cumsum(sizes).tolist(), strict=True)
    )
    tail, head, capacity = np.full((3, sum(sizes)), SOURCE, dtype=np.int64)
    head[first], capacity[first] = mentees_from + first_mentee, 1
    head[more], capacity[more] = mentees_from + further_mentee, further[further_mentee]
    tail[pairs], head[pairs] = mentees_from + mentee_of, mentors_from + mentor_of
    capacity[pairs] = 1
    tail[seats], head[seats], capacity[seats] = mentors_from + place_mentor, SINK, 1
    head[past], capacity[past] = SINK, total
    supply = np.zeros(2 + len(mentee_at) + len(mentor_at), dtype=np.int64)
    supply[SOURCE], supply[SINK] = total, -total

    costs = {name: np.zeros(sum(sizes), dtype=np.int64) for name in ("served", "filled", *TERMS)}
    costs["lots"] = np.zeros(sum(sizes), dtype=np.int64)
    costs["served"][first] = -1
    costs["filled"][past] = 1
    costs["spread"][seats] = 2 * (load[place_mentor] + place_number) + 1
    costs["score"][pairs] = -_scaled(np.array([pair.score for pair in free], dtype=np.float64))
    costs["lots"][pairs] = _lots(problem, mentee_of, mentor_of)
    return Network(tail, head, capacity, supply, pairs, costs)


def _scaled(scores: npt.NDArray[np.float64]) -> IntArray:
    """Scores as integers, see "Scores as integers" in the package."""
    largest = float(scores.max(initial=0.0))
    decimals = 0
    while (
        decimals < MOST_DECIMALS
        and largest * 10 ** (decimals + 1) <= LARGEST_COST
        and (np.round(scores, decimals) != scores).any()
    ):
        decimals += 1
    units: IntArray = np.rint(scores * 10**decimals).astype(np.int64)
    return units


def _lots(problem: Problem[Id], mentee_of: IntArray, mentor_of: IntArray) -> IntArray:
    """The lot of each pair: both ids hashed, then mixed by the last steps of SplitMix64.

    Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
    """
    mentees = _hashes("mentee", (mentee.id for mentee in problem.mentees))
    mentors = _hashes("mentor", (mentor.id for mentor in problem.mentors))
    mixed = mentees[mentee_of] + mentors[mentor_of]
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
