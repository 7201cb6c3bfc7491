"""What a plan means: reasons, alternatives, prices, bottlenecks, fairness, and comparisons."""

from learning.matching.explanation.baselines import first_come, random_plan
from learning.matching.explanation.bottlenecks import Bottleneck, bottlenecks
from learning.matching.explanation.changes import Changes, Move, changes
from learning.matching.explanation.choices import (
    TAKEN_OUT,
    Alternative,
    NextBest,
    WhyUnmatched,
    next_best,
    step_prices,
    why_unmatched,
)
from learning.matching.explanation.fairness import (
    GroupFigures,
    Outcome,
    WishesGranted,
    fairness,
    load_distribution,
    wishes_granted,
)
from learning.matching.explanation.remedies import Remedy, remedies

__all__ = [
    "TAKEN_OUT",
    "Alternative",
    "Bottleneck",
    "Changes",
    "GroupFigures",
    "Move",
    "NextBest",
    "Outcome",
    "Remedy",
    "WhyUnmatched",
    "WishesGranted",
    "bottlenecks",
    "changes",
    "fairness",
    "first_come",
    "load_distribution",
    "next_best",
    "random_plan",
    "remedies",
    "step_prices",
    "why_unmatched",
    "wishes_granted",
]
