"""What simpler ways of matching would have come to, to be compared with the plan."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from learning.matching.assignment import plan_of
from learning.matching.problem import Id, Plan, Problem

if TYPE_CHECKING:
    from learning.matching.problem.pairs import IntArray


def first_come(problem: Problem[Id]) -> Plan[Id]:
    """One mentee after the other, as listed, takes the best mentor who still has a place."""
    return _one_by_one(
        problem,
        range(len(problem.mentees)),
        lambda scores: int(scores.argmax()),  # of equal ones the first
    )


def random_plan(problem: Problem[Id], seed: int) -> Plan[Id]:
    """One mentee after the other, in a random order, takes any mentor who still has a place.

    The same seed gives the same plan.
    """
    chance = random.Random(seed)  # noqa: S311 - a comparison, not a secret
    order = list(range(len(problem.mentees)))
    chance.shuffle(order)
    return _one_by_one(problem, order, lambda scores: chance.randrange(len(scores)))


def _one_by_one(
    problem: Problem[Id], order: Iterable[int], choose: Callable[["IntArray"], int]
) -> Plan[Id]:
    """Locked pairs stand from the start; nobody gets a second mentor before all were asked."""
    import numpy as np  # noqa: PLC0415  (slow to load)

    columns = problem.columns
    places = np.array([min(one.capacity, len(problem.mentees)) for one in problem.mentors])
    closed = defaultdict[int, set[int]](set)
    had = Counter[int]()
    for key in problem.locked | problem.forbidden:
        closed[columns.mentee_at[key[0]]].add(columns.mentor_at[key[1]])
    for key in problem.locked:
        had[columns.mentee_at[key[0]]] += 1
        places[columns.mentor_at[key[1]]] -= 1
    chosen = set(problem.locked)
    rounds = min(max((one.wants for one in problem.mentees), default=0), len(problem.mentors))
    for number in range(rounds):
        for mentee in order:
            if had[mentee] > number or had[mentee] >= problem.mentees[mentee].wants:
                continue
            mentors, scores = columns.row(mentee)
            is_open = places[mentors] > 0
            if closed[mentee]:
                is_open &= ~np.isin(mentors, list(closed[mentee]))
            if is_open.any():
                mentor = int(mentors[is_open][choose(scores[is_open])])
                chosen.add((columns.mentees[mentee], columns.mentors[mentor]))
                closed[mentee].add(mentor)
                had[mentee] += 1
                places[mentor] -= 1
    return plan_of(problem, chosen, optimal=False)
