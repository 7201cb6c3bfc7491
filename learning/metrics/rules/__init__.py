"""The formulas of the indicators, what may be shown of them, and what a lead is asked to do."""

from learning.metrics.rules.actions import Action, Need
from learning.metrics.rules.disclosure import (
    NPS_STEP,
    SMALLEST_GROUP,
    Release,
    coarse_score,
    coarse_share,
    is_small,
    releases,
    shown_change,
    shown_count,
)
from learning.metrics.rules.estimates import Z95, Estimate, mean, net_promoter_score, share
from learning.metrics.rules.figures import Figure, Measured, figure, on_course
from learning.metrics.rules.indicators import INDICATORS, Indicator, Unit
from learning.metrics.rules.windows import Window, last_weeks, last_window, window_before

__all__ = [
    "INDICATORS",
    "NPS_STEP",
    "SMALLEST_GROUP",
    "Z95",
    "Action",
    "Estimate",
    "Figure",
    "Indicator",
    "Measured",
    "Need",
    "Release",
    "Unit",
    "Window",
    "coarse_score",
    "coarse_share",
    "figure",
    "is_small",
    "last_weeks",
    "last_window",
    "mean",
    "net_promoter_score",
    "on_course",
    "releases",
    "share",
    "shown_change",
    "shown_count",
    "window_before",
]
