"""Scores with their reasons: which pairs may be made, how well each fits, and why."""

from learning.matching.scoring.participants import Participant, utc_offset, week_in_utc
from learning.matching.scoring.pool import (
    BUDDIES,
    MENTORING,
    MUST,
    PairScore,
    Pool,
    Reason,
    RuleSet,
    Weight,
    explain_pair,
    score_pool,
)
from learning.matching.scoring.rules import RULES, Facts

__all__ = [
    "BUDDIES",
    "MENTORING",
    "MUST",
    "RULES",
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
