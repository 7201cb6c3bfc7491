"""How useful readers find a text, told from few answers as carefully as from many."""

from math import sqrt

_Z = 1.959964  # 95 % of a normal distribution lie within so many standard deviations


def wilson_lower_bound(positive: int, total: int) -> float:
    """The least share of yes, from 0 to 1, that so many answers make likely at 95 %; 0 without any.

    Source: Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22, 1927. Raises ValueError where positive
    exceeds total.
    """
    if not 0 <= positive <= total:
        raise ValueError(f"{positive} of {total}")
    if not total:
        return 0.0
    share = positive / total
    square = _Z * _Z / total
    spread = _Z * sqrt((share * (1 - share) + square / 4) / total)
    return max((share + square / 2 - spread) / (1 + square), 0.0)
