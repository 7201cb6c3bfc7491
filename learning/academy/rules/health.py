"""How well an article does, told from its age and its use: one formula, the same for every text.

    health = 100 · (½ · freshness + ¼ · use + ¼ · liking)

Freshness is 1 for half a year after the text was published or verified last and falls to 0 at two
years.  Use is the readers of the last 90 days, five and more of them 1.  Liking is the share of
readers who found it useful, a half where nobody has said.  What is in doubt, overdue or obsolete
has at most 40.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

FRESH, STALE = timedelta(days=180), timedelta(days=730)
ENOUGH_READERS = 5
WELL, FAIR = 70, 40
FEW_VIEWS = 10
WANTED_SHARE = 0.5


class Health(StrEnum):
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


@dataclass(frozen=True)
class Signs:
    """What is known of an article: `seen_on` is when it was published or verified last."""

    seen_on: date
    readers: int  # of the last 90 days
    views: int  # of all time
    useful: int
    not_useful: int
    is_trusted: bool  # no doubt that is not answered, no verification overdue, not obsolete

    @property
    def useful_share(self) -> float | None:
        said = self.useful + self.not_useful
        return self.useful / said if said else None


def score(signs: Signs, today: date) -> int:
    """From 0 to 100."""
    age = today - signs.seen_on
    freshness = min(max((STALE - age) / (STALE - FRESH), 0.0), 1.0)
    use = min(signs.readers / ENOUGH_READERS, 1.0)
    liking = 0.5 if signs.useful_share is None else signs.useful_share
    whole = round(100 * (freshness / 2 + use / 4 + liking / 4))
    return whole if signs.is_trusted else min(whole, FAIR)


def health(signs: Signs, today: date) -> Health:
    reached = score(signs, today)
    if reached >= WELL:
        return Health.GOOD
    return Health.FAIR if reached >= FAIR and signs.is_trusted else Health.POOR


def needs_attention(signs: Signs) -> bool:
    """Opened ten times and more, and fewer than half of those who said so found it useful."""
    share = signs.useful_share
    return signs.views >= FEW_VIEWS and share is not None and share < WANTED_SHARE
