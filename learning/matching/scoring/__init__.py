"""Scores with their reasons: which pairs may be made, how well each fits, and why."""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from learning.matching.problem import Id
from learning.matching.progress import Watch, nobody
from learning.matching.scoring.participants import (
    DAYS_AHEAD,
    Participant,
    half_hours,
    less_taken,
    utc_offset,
    weekly_half_hours,
    weekly_hours,
)
from learning.matching.scoring.weights import (
    BUDDIES,
    COMPARISONS,
    HIGHEST_LIMITS,
    IMPORTANCES,
    LIMITS,
    MENTORING,
    MUST,
    OFF,
    PRIOR,
    RULE_KEYS,
    TANDEM,
    BadRules,
    Compares,
    Facts,
    PairScore,
    Pool,
    Reason,
    Rule,
    RuleSet,
    Weight,
    parse_rules,
    rules_document,
)

if TYPE_CHECKING:
    from learning.matching.scoring.tandems import Tandem

__all__ = [
    "BUDDIES",
    "COMPARISONS",
    "DAYS_AHEAD",
    "HIGHEST_LIMITS",
    "IMPORTANCES",
    "LIMITS",
    "MENTORING",
    "MUST",
    "OFF",
    "PRIOR",
    "RULE_KEYS",
    "TANDEM",
    "BadRules",
    "Compares",
    "Facts",
    "PairScore",
    "Participant",
    "Pool",
    "Reason",
    "Rule",
    "RuleSet",
    "Weight",
    "explain_pair",
    "explain_pairs",
    "half_hours",
    "less_taken",
    "parse_rules",
    "rules_document",
    "score_pool",
    "score_tandems",
    "utc_offset",
    "weekly_half_hours",
    "weekly_hours",
]


def score_pool(
    mentees: Sequence[Participant[Id]],
    mentors: Sequence[Participant[Id]],
    rules: RuleSet,
    *,
    barred: Collection[tuple[Id, Id]] = (),
    watch: Watch = nobody,
) -> Pool[Id]:
    """Every pair the hard rules leave, with its score. Nobody is paired with themselves.

    `barred` pairs, in either direction, must not be made and nobody may learn it: they are not
    listed, and `removed_by` does not depend on them. The watch cannot end it.
    """
    from learning.matching.scoring import pool  # noqa: PLC0415  (NumPy is slow to load)

    return pool.score_pool(mentees, mentors, rules, barred, watch)


def explain_pair(mentee: Participant[Id], mentor: Participant[Id], rules: RuleSet) -> PairScore:
    """The score of this pair, rule by rule."""
    return explain_pairs([(mentee, mentor)], rules)[0]


def explain_pairs(
    pairs: Iterable[tuple[Participant[Id], Participant[Id]]], rules: RuleSet, watch: Watch = nobody
) -> list[PairScore]:
    """The scores of many pairs (mentee, mentor), rule by rule, in their order."""
    from learning.matching.scoring import pool  # noqa: PLC0415  (NumPy is slow to load)

    return pool.explain_pairs(pairs, rules, watch)


def score_tandems(
    person: Participant[Id],
    others: Sequence[Participant[Id]],
    rules: RuleSet,
    *,
    barred: Collection[tuple[Id, Id]] = (),
) -> "list[Tandem[Id]]":
    """Those with whom the person could make a tandem, each teaching the other, the best first.

    The rules must leave both directions, and the lower score counts. `barred` as in `score_pool`.
    """
    from learning.matching.scoring import tandems  # noqa: PLC0415  (NumPy is slow to load)

    return tandems.score_tandems(person, others, rules, barred)
