"""The formulas of the indicators."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959964  # 97.5 % quantile of the standard normal distribution


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval, and how many answers stand behind it."""

    value: float
    low: float
    high: float
    answers: int


def net_promoter_score(ratings: Sequence[int]) -> Estimate | None:
    """Promoters (9 and 10) less detractors (0 to 6) in points from -100 to 100; None without any.

    The interval is the normal approximation for a difference of two shares of one sample.
    Source: Reichheld, "The One Number You Need to Grow", Harvard Business Review, 2003; variance
    of the multinomial difference, p + d - (p - d)². Raises ValueError outside 0 to 10.
    """
    if any(not 0 <= rating <= 10 for rating in ratings):
        raise ValueError("a rating lies between 0 and 10")
    if not ratings:
        return None
    n = len(ratings)
    promoters = sum(rating >= 9 for rating in ratings) / n
    detractors = sum(rating <= 6 for rating in ratings) / n
    score = promoters - detractors
    margin = Z95 * sqrt(max(promoters + detractors - score**2, 0) / n)
    low, high = max(score - margin, -1), min(score + margin, 1)
    return Estimate(100 * score, 100 * low, 100 * high, n)


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean; None without values."""
    return sum(values) / len(values) if values else None


def share(part: float, whole: float) -> float | None:
    """Part ÷ whole, from 0 to 1; None where there is nothing to divide by."""
    return part / whole if whole else None
