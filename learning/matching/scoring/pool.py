"""Everybody with everybody: the pairs the hard rules leave, scored by the weighed rules."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from learning.matching.problem import Id
from learning.matching.problem.pairs import NOT_ALLOWED, TENTHS, GridPairs
from learning.matching.progress import Watch, nobody
from learning.matching.scoring.columns import BoolArray, Columns, Compared, FloatArray
from learning.matching.scoring.participants import Participant
from learning.matching.scoring.rules import COMPARED
from learning.matching.scoring.weights import (
    OWN_FACTOR,
    PRIOR,
    PairScore,
    Pool,
    Reason,
    Rule,
    RuleSet,
)

PAIRS_AT_ONCE = 64
ROWS_AT_ONCE = 256  # between two words to who watches
TINY = 1e-30


def score_pool(
    mentees: Sequence[Participant[Id]],
    mentors: Sequence[Participant[Id]],
    rules: RuleSet,
    barred: Collection[tuple[Id, Id]],
    watch: Watch = nobody,
) -> Pool[Id]:
    """See the package."""
    columns, counting = Columns(mentors), rules.counting
    reports = _reports(mentors, rules)
    avoided = defaultdict[Id, set[Id]](set)
    for one, other in barred:
        avoided[one].add(other)
        avoided[other].add(one)
    tenths = np.empty((len(mentees), len(mentors)), dtype=np.int16)
    removed_by, relaxed = dict[Id, tuple[str, ...]](), dict[Id, tuple[str, ...]]()
    for row, mentee in enumerate(mentees):
        if row and row % ROWS_AT_ONCE == 0:
            watch(row / len(mentees))
        line = {*mentee.managers[: rules.lines_up], *reports.get(mentee.id, ())}
        counted, unmet = _compare_all(mentee, columns, counting)
        removals = {"reporting_line": _rows(line, columns), **unmet}
        others = ~_rows({mentee.id}, columns)
        removed_by[mentee.id] = tuple(
            key for key, removed in removals.items() if (removed & others).any()
        )
        others &= ~_rows(avoided.get(mentee.id, set()), columns)
        is_allowed, dropped = _allowed(others, removals, rules)
        if dropped:
            relaxed[mentee.id] = dropped
        tenths[row] = np.where(is_allowed, counted, NOT_ALLOWED)
    pairs = GridPairs([mentee.id for mentee in mentees], columns.ids, tenths)
    return Pool(pairs, removed_by, relaxed)


def explain_pairs(
    pairs: Iterable[tuple[Participant[Id], Participant[Id]]], rules: RuleSet, watch: Watch = nobody
) -> list[PairScore]:
    """See the package."""
    waiting, counting = list(pairs), rules.counting
    found = list[PairScore]()
    for start in range(0, len(waiting), PAIRS_AT_ONCE):
        watch(start / len(waiting))
        batch = waiting[start : start + PAIRS_AT_ONCE]
        columns = Columns(list({mentor.id: mentor for _, mentor in batch}.values()))
        found += [_explained(mentee, mentor, columns, counting) for mentee, mentor in batch]
    return found


def _explained(
    mentee: Participant[Id], mentor: Participant[Id], columns: Columns[Id], rules: Sequence[Rule]
) -> PairScore:
    row = columns.row_of[mentor.id]
    similarity, weight = dict[str, float](), dict[str, float]()
    unanswered, missed = list[str](), 0.0
    for rule in rules:
        compared = COMPARED[rule.key].compare(mentee, columns, rule)
        mine, theirs = (_factor(rule, one) for one in (mentee, mentor))
        points = rule.points * (mine + theirs) / 2
        if compared.is_answered[row]:
            similarity[rule.key], weight[rule.key] = float(compared.alike[row]), points
        elif not COMPARED[rule.key].is_optional:
            unanswered.append(rule.key)
            missed += points
    known = sum(weight.values())
    reasons = [
        Reason(
            rule=key,
            points=100 * weight[key] * alike / known,
            out_of=100 * weight[key] / known,
            facts=COMPARED[key].facts(mentee, mentor),
        )
        for key, alike in similarity.items()
    ]
    score = sum(reason.points for reason in reasons)
    share = known / (known + missed) if known else 0.0
    return PairScore(
        score=round(score, 1),
        counted=round(share * score + (1 - share) * PRIOR, 1),
        known=share,
        reasons=tuple(sorted(reasons, key=lambda reason: -reason.points)),
        unanswered=tuple(unanswered),
    )


def _compare_all(
    mentee: Participant[Id], mentors: Columns[Id], rules: Sequence[Rule]
) -> tuple[FloatArray, dict[str, BoolArray]]:
    """What each mentor counts, in whole tenths, and by must where it is not met."""
    points = np.zeros(mentors.size, dtype=np.float32)
    known: FloatArray | np.float32 = np.float32(0)
    total: FloatArray | np.float32 = np.float32(0)
    unmet = dict[str, BoolArray]()
    for rule in rules:
        comparison = COMPARED[rule.key]
        compared = comparison.compare(mentee, mentors, rule)
        most = np.float32(rule.points) * _own(rule, mentee, mentors)
        weight, gained = compared.weighed(most)
        known = known + weight
        total = total + (weight if comparison.is_optional else most)
        points += gained
        if rule.is_must:
            unmet[rule.key] = _unmet(rule, compared)
    points += np.float32(PRIOR / 100) * (total - known)
    points *= 100 * TENTHS
    points /= np.maximum(total, np.float32(TINY))
    if not np.all(total):
        points[np.broadcast_to(total == 0, points.shape)] = PRIOR * TENTHS
    return np.rint(points, out=points), unmet


def _unmet(rule: Rule, compared: Compared) -> BoolArray:
    comparison = COMPARED[rule.key]
    is_met = compared.alike >= comparison.least(rule)
    if comparison.is_optional:
        return compared.is_answered & ~is_met
    return ~(compared.is_answered & is_met)


def _own(rule: Rule, mentee: Participant[Id], mentors: Columns[Id]) -> FloatArray | np.float32:
    """By how much the rule weighs more, since it matters to the two: the mean of both sides."""
    mine = _factor(rule, mentee)
    if rule.key not in mentors.matters:
        return np.float32((mine + 1) / 2)
    both = np.full(mentors.size, (mine + 1) / 2, dtype=np.float32)
    both[mentors.matters[rule.key]] = (mine + OWN_FACTOR) / 2
    return both


def _factor(rule: Rule, person: Participant[Id]) -> float:
    return OWN_FACTOR if rule.key in person.matters else 1.0


def _allowed(
    others: BoolArray, removals: Mapping[str, BoolArray], rules: RuleSet
) -> tuple[BoolArray, tuple[str, ...]]:
    """Whom the hard rules leave, and the rules that had to be dropped to leave anybody."""
    relaxable = [rule.key for rule in rules.relaxable]
    for count in range(len(relaxable) + 1):
        dropped = relaxable[:count]
        is_allowed = others.copy()
        for key, removed in removals.items():
            if key not in dropped:
                is_allowed &= ~removed
        if is_allowed.any():
            return is_allowed, tuple(dropped)
    return is_allowed, ()


def _reports(mentors: Sequence[Participant[Id]], rules: RuleSet) -> Mapping[Id, Sequence[Id]]:
    """By manager the mentors who report to them, as far down as the rules look."""
    reports = defaultdict[Id, list[Id]](list)
    for mentor in mentors if rules.both_ways else ():
        for manager in mentor.managers[: rules.lines_up]:
            reports[manager].append(mentor.id)
    return reports


def _rows(people: Collection[Id], columns: Columns[Id]) -> BoolArray:
    rows = columns.none()
    rows[[columns.row_of[person] for person in people if person in columns.row_of]] = True
    return rows
