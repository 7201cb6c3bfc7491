"""The algebra of stretches of time: half-open pairs of minutes, kept sorted and apart."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter

Interval = tuple[int, int]


def united(parts: Iterable[Interval]) -> list[Interval]:
    """The same minutes, sorted, with what touches or overlaps made one; empty ones vanish."""
    found: list[Interval] = []
    for start, end in sorted(part for part in parts if part[0] < part[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def without(parts: Sequence[Interval], taken: Sequence[Interval]) -> list[Interval]:
    """The minutes of `parts` that are not in `taken`; both united."""
    found: list[Interval] = []
    skip = 0
    for begin, end in parts:
        start = begin
        while skip < len(taken) and taken[skip][1] <= start:
            skip += 1
        look = skip
        while look < len(taken) and taken[look][0] < end:
            if taken[look][0] > start:
                found.append((start, taken[look][0]))
            start = max(start, taken[look][1])
            look += 1
        if start < end:
            found.append((start, end))
    return found


def within(parts: Sequence[Interval], start: int, end: int) -> list[Interval]:
    """The minutes of `parts` from `start` up to `end`."""
    return [
        (max(part[0], start), min(part[1], end))
        for part in parts
        if part[0] < end and part[1] > start
    ]


def holds(parts: Sequence[Interval], start: int, end: int) -> bool:
    """Whether one of the united parts holds the whole stretch."""
    index = bisect_right(parts, start, key=itemgetter(0)) - 1
    return index >= 0 and end <= parts[index][1]
