"""The formulas of the indicators, what may be shown of them, and what a lead is asked to do."""

from learning.metrics.rules.actions import Action, Need
from learning.metrics.rules.disclosure import SMALLEST_GROUP, shown_change, shown_count
from learning.metrics.rules.estimates import (
    Z95,
    Estimate,
    mean,
    net_promoter_score,
    share,
    wilson_lower_bound,
)

__all__ = [
    "SMALLEST_GROUP",
    "Z95",
    "Action",
    "Estimate",
    "Need",
    "mean",
    "net_promoter_score",
    "share",
    "shown_change",
    "shown_count",
    "wilson_lower_bound",
]
