"""What differs between two plans."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic

from learning.matching.problem import Id


@dataclass(frozen=True, slots=True)
class Move(Generic[Id]):
    """A mentee whose mentors differ; `before` is empty for who is new, `after` for who is out."""

    mentee: Id
    before: tuple[Id, ...]
    after: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Changes(Generic[Id]):
    """The pairs that both plans have, and who moves."""

    kept: frozenset[tuple[Id, Id]]
    moves: tuple[Move[Id], ...]


def changes(before: Iterable[tuple[Id, Id]], after: Iterable[tuple[Id, Id]]) -> Changes[Id]:
    """From one plan's pairs (mentee, mentor) to another's, in the order of the mentees' ids."""
    old, new = frozenset(before), frozenset(after)
    mentors_before, mentors_after = _mentors(old - new), _mentors(new - old)
    moved = sorted({*mentors_before, *mentors_after}, key=_in_order)
    return Changes(
        kept=old & new,
        moves=tuple(
            Move(mentee, mentors_before.get(mentee, ()), mentors_after.get(mentee, ()))
            for mentee in moved
        ),
    )


def _mentors(pairs: frozenset[tuple[Id, Id]]) -> dict[Id, tuple[Id, ...]]:
    found = defaultdict[Id, list[Id]](list)
    for mentee, mentor in pairs:
        found[mentee].append(mentor)
    return {mentee: tuple(sorted(mentors, key=_in_order)) for mentee, mentors in found.items()}


def _in_order(person: Id) -> tuple[int, int, str]:
    """Numbers by size, then words by letter."""
    return (0, person, "") if isinstance(person, int) else (1, 0, person)
