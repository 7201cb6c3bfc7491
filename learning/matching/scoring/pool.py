"""Everybody with everybody: the pairs the hard rules leave, scored by the weighed rules."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from learning.matching.problem import Id, Pair
from learning.matching.scoring.columns import BoolArray, Columns, FloatArray
from learning.matching.scoring.participants import Participant
from learning.matching.scoring.rules import RULES
from learning.matching.scoring.weights import (
    MUST,
    MUST_POINTS,
    PairScore,
    Pool,
    Reason,
    RuleSet,
    Weight,
)


def score_pool(
    mentees: Sequence[Participant[Id]],
    mentors: Sequence[Participant[Id]],
    rules: RuleSet,
    barred: Collection[tuple[Id, Id]],
) -> Pool[Id]:
    """See the package."""
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
    """See the package."""
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
