"""Scores with their reasons: which pairs may be made, how well each fits, and why."""

from collections.abc import Collection, Sequence

from learning.matching.problem import Id
from learning.matching.scoring.participants import Participant, utc_offset, week_in_utc
from learning.matching.scoring.weights import (
    BUDDIES,
    MENTORING,
    MUST,
    RULE_KEYS,
    Facts,
    PairScore,
    Pool,
    Reason,
    RuleSet,
    Weight,
)

__all__ = [
    "BUDDIES",
    "MENTORING",
    "MUST",
    "RULE_KEYS",
    "Facts",
    "PairScore",
    "Participant",
    "Pool",
    "Reason",
    "RuleSet",
    "Weight",
    "explain_pair",
    "score_pool",
    "utc_offset",
    "week_in_utc",
]


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
    from learning.matching.scoring import pool  # noqa: PLC0415  (NumPy is slow to load)

    return pool.score_pool(mentees, mentors, rules, barred)


def explain_pair(mentee: Participant[Id], mentor: Participant[Id], rules: RuleSet) -> PairScore:
    """The score `score_pool` gives this pair, rule by rule."""
    from learning.matching.scoring import pool  # noqa: PLC0415  (NumPy is slow to load)

    return pool.explain_pair(mentee, mentor, rules)
