"""What would have given somebody a mentor whom a plan leaves out.

A pair barred privately is listed in none of the pools compared, so no remedy can reveal it; and
none says how many mentors there would be, for a figure one short would.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, Literal

from learning.matching.explanation.choices import TAKEN_OUT, WhyUnmatched
from learning.matching.problem import Id, Plan, Problem
from learning.matching.scoring import Participant, RuleSet

MOST_NAMED = 2


@dataclass(frozen=True, slots=True)
class Remedy(Generic[Id]):
    """One thing that would help.

    `limit`: the limit of the must in `rules` moved to `limit`; `rule`: that must dropped; `rules`:
    these musts dropped together; `allow`: a pair with one of `mentors` that was taken out allowed
    again; `place`: one more place with one of `mentors`; `mentor`: only other mentors would.
    `mentors` are the best fits. Where `is_enough` is false a place is needed, too.
    """

    kind: Literal["limit", "rule", "rules", "allow", "place", "mentor"]
    rules: tuple[str, ...] = ()
    limit: float | None = None
    mentors: tuple[Id, ...] = ()
    is_enough: bool = True


def remedies(
    mentees: Sequence[Participant[Id]],
    mentors: Sequence[Participant[Id]],
    rules: RuleSet,
    problem: Problem[Id],
    plan: Plan[Id],
    why: Sequence[WhyUnmatched[Id]],
    *,
    barred: Collection[tuple[Id, Id]] = (),
) -> dict[Id, tuple[Remedy[Id], ...]]:
    """By person left out what would help, what is enough by itself first; `why` tells of each."""
    from learning.matching.explanation import musts  # noqa: PLC0415  (NumPy is slow to load)

    without = {one.mentee: one.removed_by for one in why if not one.allowed}
    found = musts.Search(mentees, mentors, rules, barred, problem, plan).by_rules(without)
    closed = set[tuple[Id, Id]](problem.forbidden)
    for one in why:
        if one.allowed:
            best = musts.best_mentors(problem.columns, one.mentee)
            allowed = (mentor for mentor in best if (one.mentee, mentor) not in closed)
            named = tuple(islice(allowed, MOST_NAMED))
            found[one.mentee] = [Remedy("place", mentors=named)]
        elif TAKEN_OUT in one.removed_by:
            taken_out = tuple(sorted(mentor for mentee, mentor in closed if mentee == one.mentee))
            found[one.mentee].insert(0, Remedy("allow", mentors=taken_out[:MOST_NAMED]))
    return {
        person: tuple(sorted(some, key=lambda one: not one.is_enough))
        if some
        else (Remedy("mentor"),)
        for person, some in found.items()
    }
