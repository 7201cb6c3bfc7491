"""The best pairs on both sides, a block of mentees at a time."""

from collections.abc import Collection

import numpy as np

from learning.matching.problem import Id
from learning.matching.problem.pairs import CELLS_AT_ONCE, NOT_ALLOWED, Pairs


def best_others(
    pairs: Pairs[Id], closed: Collection[tuple[int, int]]
) -> tuple[dict[int, int], dict[int, int]]:
    """By mentee the mentor, and by mentor the mentee, of the best pair that is not closed.

    All are rows; who has no such pair is missing.
    """
    mentees, mentors = len(pairs.mentees), len(pairs.mentors)
    rows = np.array(sorted(closed), dtype=np.int64).reshape(-1, 2)
    of_mentee = dict[int, int]()
    most = np.full(mentors, NOT_ALLOWED, dtype=np.int64)
    of_mentor = np.full(mentors, NOT_ALLOWED, dtype=np.int64)
    height = max(1, CELLS_AT_ONCE // max(1, mentors))
    for start in range(0, mentees if mentors else 0, height):
        units = pairs.block(start, min(start + height, mentees)).copy()
        inside = rows[(rows[:, 0] >= start) & (rows[:, 0] < start + len(units))]
        units[inside[:, 0] - start, inside[:, 1]] = NOT_ALLOWED
        best = units.argmax(axis=1)
        for line in np.flatnonzero(units[np.arange(len(units)), best] != NOT_ALLOWED).tolist():
            of_mentee[start + line] = int(best[line])
        line = units.argmax(axis=0)
        found = units[line, np.arange(mentors)]
        is_better = found > most
        most[is_better], of_mentor[is_better] = found[is_better], start + line[is_better]
    return of_mentee, {
        mentor: int(of_mentor[mentor]) for mentor in np.flatnonzero(most != NOT_ALLOWED).tolist()
    }
