"""Coming to what one has agreed to: warnings, breaks, the share of kept appointments."""

from collections.abc import Sequence
from datetime import datetime, timedelta

WAITING = "mentoring.slot"  # the queue for a full time
PLACES = "mentoring.place"  # the queue for a full mentor

WITHIN = timedelta(days=30)
NO_SHOWS_TO_WARN = 2
NO_SHOWS_TO_BREAK = 4
BREAK = timedelta(days=14)

KEPT_WITHIN = timedelta(days=90)
LEAST_APPOINTMENTS = 5


def break_until(no_shows: Sequence[datetime]) -> datetime | None:
    """Until when somebody pauses who did not come at these moments; None if there is no reason.

    Four within thirty days bring a break of two weeks, from the fourth on.
    """
    told = sorted(no_shows)
    ends = [
        fourth + BREAK
        for first, fourth in zip(told, told[NO_SHOWS_TO_BREAK - 1 :], strict=False)
        if fourth - first <= WITHIN
    ]
    return ends[-1] if ends else None


def kept_share(held: int, no_shows: int, cancelled_late: int) -> float | None:
    """Kept appointments, 0 to 1: held ÷ (held + own no-shows + own late cancellations).

    None below `LEAST_APPOINTMENTS`, where one illness would be a bad name.
    """
    total = held + no_shows + cancelled_late
    return held / total if total >= LEAST_APPOINTMENTS else None
