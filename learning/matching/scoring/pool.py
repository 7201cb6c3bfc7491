"""Everybody with everybody: the pairs the hard rules leave, scored by the weighed rules."""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal

import numpy as np

from learning.matching.problem import Id, Pair
from learning.matching.scoring.participants import BoolArray, Columns, FloatArray, Participant
from learning.matching.scoring.rules import RULES, Facts

Must = Literal["must"]
MUST: Must = "must"
MUST_POINTS = 10.0
Weight = float | Must


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What counts and how much. Raises ValueError for an unknown rule or a weight not above 0.

    A weight is `MUST` or a number: 10, 5, 3 and 1 are the lead's usual ones. A must removes pairs
    that do not meet it and weighs 10 in the score of the others. A pair is also removed if one
    stands at most `lines_up` above the other in the chain of managers; with `both_ways` false only
    the mentor above the mentee counts.
    """

    weights: Mapping[str, Weight]
    lines_up: int = 2
    both_ways: bool = True

    def __post_init__(self) -> None:
        for key, weight in self.weights.items():
            if key not in RULES:
                raise ValueError(f"there is no rule {key}")
            if weight != MUST and not 0 < float(weight) < math.inf:
                raise ValueError(f"rule {key} has weight {weight}")


MENTORING = RuleSet(
    {"skills": 10, "languages": 10, "hours": 5, "department": 3, "seniority": 3}
    | {"interests": 1, "location": 1}
)
BUDDIES = RuleSet(
    {"languages": 10, "site_or_role": 10, "tenure": 5, "hours": 3, "interests": 1},
    lines_up=1,
    both_ways=False,
)


@dataclass(frozen=True, slots=True)
class Pool(Generic[Id]):
    """The pairs allowed, with scores from 0 to 100 in tenths.

    `removed_by` names by mentee the rules that removed at least one mentor: `reporting_line`, or
    the key of a must.
    """

    pairs: tuple[Pair[Id], ...]
    removed_by: Mapping[Id, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reason:
    """What a rule added to the score: `points` of at most `out_of`, and the facts behind them."""

    rule: str
    points: float
    out_of: float
    facts: Facts


@dataclass(frozen=True, slots=True)
class PairScore:
    """The score and its parts, largest first; `unanswered` are the rules that could not count."""

    score: float
    reasons: tuple[Reason, ...]
    unanswered: tuple[str, ...]

    def strongest(self, count: int = 3) -> tuple[Reason, ...]:
        """The reasons to tell the two people: those that added something."""
        return tuple(reason for reason in self.reasons if reason.points > 0)[:count]


def score_pool(
    mentees: Sequence[Participant[Id]],
    mentors: Sequence[Participant[Id]],
    rules: RuleSet,
    *,
    barred: Collection[tuple[Id, Id]] = (),
) -> Pool[Id]:
    """Every pair the hard rules leave, with its score. Nobody is paired with themselves.

    `barred` pairs, in either direction, must not be made and nobody may learn it: they are not
    listed, and `removed_by` does not depend on them.
    """
    columns = Columns(mentors)
    row_of = {person: row for row, person in enumerate(columns.ids)}
    reports = _reports(mentors, rules)
    avoided = defaultdict[Id, set[Id]](set)
    for one, other in barred:
        avoided[one].add(other)
        avoided[other].add(one)
    pairs, removed_by = list[Pair[Id]](), dict[Id, tuple[str, ...]]()
    for mentee in mentees:
        line = {*mentee.managers[: rules.lines_up], *reports.get(mentee.id, ())}
        score, unmet = _compare(mentee, columns, rules)
        removals = {"reporting_line": _rows(line, row_of), **unmet}
        others = ~_rows({mentee.id}, row_of)
        removed_by[mentee.id] = tuple(
            key for key, removed in removals.items() if (removed & others).any()
        )
        is_allowed = others & ~_rows(avoided.get(mentee.id, set()), row_of)
        for removed in removals.values():
            is_allowed &= ~removed
        pairs.extend(
            Pair(mentee.id, columns.ids[row], float(score[row]))
            for row in np.flatnonzero(is_allowed).tolist()
        )
    return Pool(tuple(pairs), removed_by)


def explain_pair(mentee: Participant[Id], mentor: Participant[Id], rules: RuleSet) -> PairScore:
    """The score `score_pool` gives this pair, rule by rule."""
    columns = Columns([mentor])
    similarity = dict[str, float]()
    unanswered = list[str]()
    for key in rules.weights:
        alike, is_answered = RULES[key].compare(mentee, columns)
        if is_answered[0]:
            similarity[key] = float(alike[0])
        else:
            unanswered.append(key)
    total = sum(_points(rules.weights[key]) for key in similarity)
    reasons = [
        Reason(
            rule=key,
            points=100 * _points(rules.weights[key]) * alike / total,
            out_of=100 * _points(rules.weights[key]) / total,
            facts=RULES[key].facts(mentee, mentor),
        )
        for key, alike in similarity.items()
    ]
    return PairScore(
        score=float(_compare(mentee, columns, rules)[0][0]),
        reasons=tuple(sorted(reasons, key=lambda reason: -reason.points)),
        unanswered=tuple(unanswered),
    )


def _compare(
    mentee: Participant[Id], mentors: Columns[Id], rules: RuleSet
) -> tuple[FloatArray, dict[str, BoolArray]]:
    """The score with each mentor, and by must where it is not met."""
    points, total = np.zeros(mentors.size), np.zeros(mentors.size)
    unmet = dict[str, BoolArray]()
    for key, weight in rules.weights.items():
        alike, is_answered = RULES[key].compare(mentee, mentors)
        points += _points(weight) * np.where(is_answered, alike, 0.0)
        total += _points(weight) * is_answered
        if weight == MUST:
            unmet[key] = ~(is_answered & (alike >= RULES[key].least))
    return np.round(100 * points / np.where(total, total, 1.0), 1), unmet


def _points(weight: Weight) -> float:
    return MUST_POINTS if weight == MUST else float(weight)


def _reports(mentors: Sequence[Participant[Id]], rules: RuleSet) -> Mapping[Id, Sequence[Id]]:
    """By manager the mentors who report to them, as far down as the rules look."""
    reports = defaultdict[Id, list[Id]](list)
    for mentor in mentors if rules.both_ways else ():
        for manager in mentor.managers[: rules.lines_up]:
            reports[manager].append(mentor.id)
    return reports


def _rows(people: Collection[Id], row_of: Mapping[Id, int]) -> BoolArray:
    rows = np.zeros(len(row_of), dtype=np.bool_)
    rows[[row_of[person] for person in people if person in row_of]] = True
    return rows
