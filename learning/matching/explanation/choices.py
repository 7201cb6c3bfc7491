"""Why somebody is unmatched, what else was possible, and what each term of the objective costs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Literal

from learning.matching.assignment import solve
from learning.matching.problem import Id, Pair, Plan, Problem, StepPrice, UnmatchedReason
from learning.matching.progress import Watch, nobody, within

Reason = Literal["no_candidate", "no_overlap", "excluded", "no_seat", "contested"]
TAKEN_OUT = "removed"
"""What stands beside the rules where a pair was taken out by hand."""


@dataclass(frozen=True, slots=True)
class WhyUnmatched(Generic[Id]):
    """Why a mentee is left out.

    `allowed` is the number of mentors the mentee may have. Where there is none `removed_by` names
    the rules that removed somebody, and TAKEN_OUT; a pair barred privately is as if it had never
    been listed, so `removed_by` may be empty, and the reason is `no_candidate`. Else it is
    `no_overlap` where nothing but the shared hours was missing, and `excluded` otherwise.
    """

    mentee: Id
    reason: Reason
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
    listed = [pair for pair in problem.forbidden if problem.columns.get(pair) is not None]
    taken_out = Counter(mentee for mentee, _mentor in listed)
    found = list[WhyUnmatched[Id]]()
    for left in plan.unmatched:
        row = problem.columns.mentee_at[left.mentee]
        allowed = int(problem.columns.counts[row]) - taken_out[left.mentee]
        removed = () if allowed else removed_by.get(left.mentee, ())
        if not allowed and taken_out[left.mentee]:
            removed = (*removed, TAKEN_OUT)
        found.append(WhyUnmatched(left.mentee, _reason(left.reason, removed), allowed, removed))
    return tuple(found)


def next_best(problem: Problem[Id], plan: Plan[Id]) -> dict[tuple[Id, Id], NextBest[Id]]:
    """The next best choice on both sides of each pair of the plan, by (mentee, mentor)."""
    made = {pair.key for pair in plan.pairs}
    mentors_of = Counter(pair.mentee for pair in plan.pairs)
    mentees_of = Counter(pair.mentor for pair in plan.pairs)
    has_wish = {mentee.id: mentors_of[mentee.id] < mentee.wants for mentee in problem.mentees}
    has_place = {mentor.id: mentees_of[mentor.id] < mentor.capacity for mentor in problem.mentors}
    for_mentee, for_mentor = _best_others(problem, made)
    found = dict[tuple[Id, Id], NextBest[Id]]()
    for pair in plan.pairs:
        mine, theirs = for_mentee.get(pair.mentee), for_mentor.get(pair.mentor)
        found[pair.key] = NextBest(
            Alternative(mine, has_place[mine.mentor]) if mine else None,
            Alternative(theirs, has_wish[theirs.mentee]) if theirs else None,
        )
    return found


def step_prices(
    problem: Problem[Id], solved: Plan[Id] | None = None, watch: Watch = nobody
) -> tuple[StepPrice, ...]:
    """What each term that comes before the score changes, and how much score it costs.

    Solves the problem once for each step; the last is the problem's own plan, if it is given.
    """
    before_score = problem.objective[: (*problem.objective, "score").index("score")]
    steps, to_solve = list[StepPrice](), len(before_score) + (solved is None)
    for count in range(len(before_score) + 1):
        if solved is not None and count == len(before_score):
            plan = solved
        else:
            plan = solve(
                replace(problem, objective=(*before_score[:count], "score")),
                within(watch, count / to_solve, (count + 1) / to_solve),
            )
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


def _reason(found: UnmatchedReason, removed_by: Sequence[str]) -> Reason:
    if found != "no_candidate" or not removed_by:
        return found
    return "no_overlap" if list(removed_by) == ["hours"] else "excluded"


def _best_others(
    problem: Problem[Id], made: set[tuple[Id, Id]]
) -> tuple[dict[Id, Pair[Id]], dict[Id, Pair[Id]]]:
    """By mentee and by mentor the best allowed pair not made; of equal scores the first."""
    from learning.matching.explanation import best  # noqa: PLC0415  (NumPy is slow to load)

    columns = problem.columns
    closed = [
        (columns.mentee_at[key[0]], columns.mentor_at[key[1]]) for key in made | problem.forbidden
    ]
    of_mentee, of_mentor = best.best_others(columns, closed)
    return (
        {columns.mentees[row]: columns.pair(row, mentor) for row, mentor in of_mentee.items()},
        {columns.mentors[row]: columns.pair(mentee, row) for row, mentee in of_mentor.items()},
    )
