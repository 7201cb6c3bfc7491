"""A programme's people as candidates for matching, and what matching says of them."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from learning.matching.assignment import solve
from learning.matching.explanation import why_unmatched
from learning.matching.problem import Mentee, Mentor, Plan, Problem
from learning.matching.scoring import (
    MENTORING,
    PairScore,
    Participant,
    RuleSet,
    explain_pair,
    score_pool,
)
from learning.mentoring.queries.pool import (
    Pair,
    earlier_pairs,
    free_seats,
    private_bars,
    waiting_mentees,
)
from learning.people.pairing import participants
from learning.programmes.models import Programme

# nobody has said how senior they are, so that rule has nothing to count
RULES: RuleSet = replace(
    MENTORING,
    weights={rule: weight for rule, weight in MENTORING.weights.items() if rule != "seniority"},
)
EARLIER = "earlier_pair"
REMOVED = "removed"


@dataclass(frozen=True)
class Candidates:
    """Everybody a run may use. `bars` are private; `earlier` pairs had their turn."""

    mentees: Mapping[int, Participant[int]]
    mentors: Mapping[int, Participant[int]]
    free: Mapping[int, int]
    bars: frozenset[Pair]
    earlier: frozenset[Pair]


@dataclass(frozen=True)
class Left:
    """A mentee without a mentor: the engine's reason, how many mentors were allowed, the rules."""

    mentee_id: int
    reason: str
    allowed: int
    rules: list[str]


@dataclass(frozen=True)
class Suggestion:
    """A pair that may be made, and how well it fits."""

    mentee_id: int
    mentor_id: int
    score: float
    reasons: list[dict[str, Any]]
    unanswered: list[str]


def candidates(
    programme: Programme, now: datetime, mentee_ids: Collection[int] | None = None
) -> Candidates:
    """The programme's mentees in need (or the ones given) and its mentors, in a few queries."""
    today = now.date()
    mentees = waiting_mentees(programme, today) if mentee_ids is None else list(mentee_ids)
    free = free_seats(programme, today)
    known = participants({*mentees, *free}, today)
    return Candidates(
        mentees={person: known[person] for person in mentees},
        mentors={person: known[person] for person in free},
        free=free,
        bars=frozenset(private_bars(programme)),
        earlier=frozenset(earlier_pairs(programme)),
    )


def best_plan(
    people: Candidates, locked: Collection[Pair], removed: Collection[Pair]
) -> tuple[Plan[int], list[Left]]:
    """The best plan around the locked pairs, without those the lead took out.

    A locked pair that has become impossible is let go.
    """
    pool = score_pool(
        list(people.mentees.values()), list(people.mentors.values()), RULES, barred=people.bars
    )
    listed = {pair.key for pair in pool.pairs}
    closed = frozenset((people.earlier | frozenset(removed)) & listed)
    kept = list[Pair]()
    for pair in locked:
        is_possible = pair in listed and pair not in closed
        if is_possible and sum(mentor == pair[1] for _, mentor in kept) < people.free[pair[1]]:
            kept.append(pair)
    problem = Problem(
        mentees=tuple(Mentee(person) for person in people.mentees),
        mentors=tuple(Mentor(person, seats) for person, seats in people.free.items()),
        pairs=pool.pairs,
        locked=frozenset(kept),
        forbidden=closed,
    )
    plan = solve(problem)
    earlier = {mentee for mentee, _ in people.earlier & closed}
    taken_out = {mentee for mentee, _ in closed.intersection(removed)}
    left = []
    for one in why_unmatched(problem, plan, pool.removed_by):
        rules = list(one.removed_by)
        if one.reason == "no_candidate":
            rules += [EARLIER] if one.mentee in earlier else []
            rules += [REMOVED] if one.mentee in taken_out else []
        left.append(Left(one.mentee, one.reason, one.allowed, rules))
    return plan, left


def suggest(people: Candidates, mentee_id: int, mentor_id: int) -> Suggestion:
    """This pair with its score, part by part."""
    found = explain_pair(people.mentees[mentee_id], people.mentors[mentor_id], RULES)
    return Suggestion(mentee_id, mentor_id, found.score, _as_plain(found), list(found.unanswered))


def allowed_pairs(people: Candidates) -> set[Pair]:
    """Mentee and mentor of every pair that may be made."""
    pool = score_pool(
        list(people.mentees.values()), list(people.mentors.values()), RULES, barred=people.bars
    )
    return {pair.key for pair in pool.pairs} - people.earlier


def choices(people: Candidates, mentee_id: int) -> list[tuple[int, float]]:
    """The mentors this mentee may have, full ones too, with the score, the best first."""
    pool = score_pool(
        [people.mentees[mentee_id]], list(people.mentors.values()), RULES, barred=people.bars
    )
    allowed = [pair for pair in pool.pairs if pair.key not in people.earlier]
    return [
        (pair.mentor, pair.score)
        for pair in sorted(allowed, key=lambda one: (-one.score, one.mentor))
    ]


def _as_plain(found: PairScore) -> list[dict[str, Any]]:
    return [asdict(reason) | {"facts": dict(reason.facts)} for reason in found.reasons]
