"""How people find each other: what matters, how long one waits, how fast somebody answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from learning.i18n import _l

MOST_WISHES = 5
MOST_THAT_MATTER = 3
MATTERS = {
    "skills": _l("The skills: one teaches what the other wants to learn"),
    "goals": _l("The goals: one helps with what the other wants to reach"),
    "languages": _l("We share a language"),
    "hours": _l("We have time at the same hours"),
    "location": _l("We are at the same place"),
    "department": _l("We work in different departments"),
    "interests": _l("We like the same things"),
}

WINDOW = timedelta(days=90)  # what the figures look back upon
LEAST_CASES = 5  # for an expected wait
LEAST_REQUESTS = 3  # for a reply time


def expected_wait(waits: Sequence[timedelta]) -> int | None:
    """Days within which half of the requests had their yes, at least 1; None of too few cases."""
    if len(waits) < LEAST_CASES:
        return None
    return max(1, round(median(one / timedelta(days=1) for one in waits)))


def reply_hours(waits: Sequence[timedelta]) -> int | None:
    """Hours within which half of the requests were answered, at least 1; None of too few requests.

    A request that ran out counts with the time it was open, so silence is no fast answer.
    """
    if len(waits) < LEAST_REQUESTS:
        return None
    return max(1, round(median(one / timedelta(hours=1) for one in waits)))


def last_seen(at: datetime | None, now: datetime) -> str | None:
    """When somebody was last active, no finer than they would tell: "week", "month", "earlier"."""
    if at is None:
        return None
    ago = now - at
    return "week" if ago < timedelta(days=7) else "month" if ago < timedelta(days=30) else "earlier"
