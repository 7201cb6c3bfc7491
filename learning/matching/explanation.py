"""Why somebody is unmatched, what else was possible, and what each term of the objective costs."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Generic

from learning.matching.assignment import solve
from learning.matching.problem import Id, Pair, Plan, Problem, StepPrice, UnmatchedReason


@dataclass(frozen=True, slots=True)
class WhyUnmatched(Generic[Id]):
    """Why a mentee is left out.

    `allowed` is the number of mentors the mentee may have. `removed_by` names, where there is none,
    the rules that removed somebody; a pair barred privately is as if it had never been listed, so
    `removed_by` may be empty.
    """

    mentee: Id
    reason: UnmatchedReason
    allowed: int
    removed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alternative(Generic[Id]):
    """Another allowed pair; it is open if it could be made without parting any third person."""

    pair: Pair[Id]
    is_open: bool


@dataclass(frozen=True, slots=True)
class NextBest(Generic[Id]):
    """The best pair not in the plan that the mentee, and that the mentor, could have instead."""

    for_mentee: Alternative[Id] | None
    for_mentor: Alternative[Id] | None


def why_unmatched(
    problem: Problem[Id], plan: Plan[Id], removed_by: Mapping[Id, tuple[str, ...]]
) -> tuple[WhyUnmatched[Id], ...]:
    """Each person left out, with the reason; `removed_by` is what `score_pool` found."""
    allowed = Counter(pair.mentee for pair in _allowed(problem))
    return tuple(
        WhyUnmatched(
            left.mentee,
            left.reason,
            allowed[left.mentee],
            removed_by.get(left.mentee, ()) if left.reason == "no_candidate" else (),
        )
        for left in plan.unmatched
    )


def next_best(problem: Problem[Id], plan: Plan[Id]) -> dict[tuple[Id, Id], NextBest[Id]]:
    """The next best choice on both sides of each pair of the plan, by (mentee, mentor)."""
    made = {pair.key for pair in plan.pairs}
    mentors_of = Counter(pair.mentee for pair in plan.pairs)
    mentees_of = Counter(pair.mentor for pair in plan.pairs)
    has_wish = {mentee.id: mentors_of[mentee.id] < mentee.wants for mentee in problem.mentees}
    has_place = {mentor.id: mentees_of[mentor.id] < mentor.capacity for mentor in problem.mentors}
    others = [pair for pair in _allowed(problem) if pair.key not in made]
    for_mentee = _best_by((pair.mentee, pair) for pair in others)
    for_mentor = _best_by((pair.mentor, pair) for pair in others)
    found = dict[tuple[Id, Id], NextBest[Id]]()
    for pair in plan.pairs:
        mine, theirs = for_mentee.get(pair.mentee), for_mentor.get(pair.mentor)
        found[pair.key] = NextBest(
            Alternative(mine, has_place[mine.mentor]) if mine else None,
            Alternative(theirs, has_wish[theirs.mentee]) if theirs else None,
        )
    return found


def step_prices(problem: Problem[Id]) -> tuple[StepPrice, ...]:
    """What each term that comes before the score changes, and how much score it costs.

    Solves the problem once for each step.
    """
    before_score = problem.objective[: (*problem.objective, "score").index("score")]
    steps = list[StepPrice]()
    for count in range(len(before_score) + 1):
        plan = solve(replace(problem, objective=(*before_score[:count], "score")))
        steps.append(
            StepPrice(
                term=before_score[count - 1] if count else "score",
                served=plan.served,
                mentors_used=plan.mentors_used,
                spread=plan.spread,
                total_score=plan.total_score,
                price=steps[-1].total_score - plan.total_score if steps else 0.0,
            )
        )
    return tuple(steps)


def _allowed(problem: Problem[Id]) -> list[Pair[Id]]:
    return [pair for pair in problem.pairs if pair.key not in problem.forbidden]


def _best_by(choices: Iterable[tuple[Id, Pair[Id]]]) -> dict[Id, Pair[Id]]:
    """Of equal scores the first listed."""
    best = dict[Id, Pair[Id]]()
    for person, pair in choices:
        if person not in best or pair.score > best[person].score:
            best[person] = pair
    return best
