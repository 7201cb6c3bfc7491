"""What may be shown of small groups, and of answers that were given in confidence."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Generic, TypeVar

SMALLEST_GROUP = 5
NPS_STEP = 10  # points to which the score of a few is rounded

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Release(Generic[Answer]):
    """Answers of closed months that are shown together; `start` and `end` are days, both in."""

    start: date
    end: date
    answers: Sequence[Answer]


def is_small(people: int | None) -> bool:
    """Whether so few people stand behind a figure that it points at somebody."""
    return people is not None and 0 < people < SMALLEST_GROUP


def shown_count(people: int) -> int | None:
    """A number of people, or None where it is small enough to point at somebody."""
    return None if is_small(people) else people


def shown_change(now: int, before: int) -> int | None:
    """The change of a number of people; None where it is hidden or tells 1 to 4 apart."""
    if is_small(now) or is_small(before) or is_small(abs(now - before)):
        return None
    return now - before


def releases(
    answers: Iterable[Answer],
    written_at: Callable[[Answer], datetime],
    author: Callable[[Answer], int],
    today: date,
) -> list[Release[Answer]]:
    """Answers in batches of whole, closed months, each of at least `SMALLEST_GROUP` authors.

    Months with too few wait for the next ones; no answer is in two batches, so that two figures
    never differ by the answers of one to four people.
    """
    found: list[Release[Answer]] = []
    waiting: list[Answer] = []
    start: date | None = None
    in_order = sorted(answers, key=written_at)
    this_month = today.replace(day=1)
    for month, some in groupby(in_order, lambda one: written_at(one).date().replace(day=1)):
        if month >= this_month:
            break
        start = start or month
        waiting += some
        if len({author(one) for one in waiting}) >= SMALLEST_GROUP:
            found.append(Release(start, _month_end(month), waiting))
            waiting, start = [], None
    return found


def coarse_score(score: float) -> int | None:
    """A net promoter score rounded to tens; None at the ends of the scale, where all agree."""
    rounded = NPS_STEP * round(score / NPS_STEP)
    return None if abs(rounded) >= 100 else rounded


def coarse_share(share: float) -> float | None:
    """A share rounded to tenths; None where it is all or nothing: that would tell on everybody."""
    rounded = round(share, 1)
    return None if rounded in {0.0, 1.0} else rounded


def _month_end(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
