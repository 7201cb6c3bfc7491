"""What mentoring computes: seats, working days, clock times, and figures that tell on nobody."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LEAST_ANSWERS = 5
ENOUGH_ANSWERS_FOR_A_TAG = 5


@dataclass(frozen=True)
class Answer:
    """One side's word on a session, as the figures need it."""

    author_id: int
    written_at: datetime
    usefulness: int  # 1–4
    tags: tuple[str, ...]
    recommend: int  # 0–10


@dataclass(frozen=True)
class FeedbackFigures:
    """What may be shown of many answers. `usefulness` is None where only a band may be said."""

    answers: str  # "5–9", "10–19", "20+"
    usefulness: float | None
    is_mostly_useful: bool
    tags: tuple[str, ...]


def seats(own_limit: int | None, programme_limit: int) -> int:
    """How many mentees a mentor may have at a time: the least of the limits."""
    return programme_limit if own_limit is None else min(own_limit, programme_limit)


def add_working_days(start: date, count: int) -> date:
    """The day that many working days later; Saturdays and Sundays do not count."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def moments_of(on: date, at: time, zone: str) -> list[datetime]:
    """When this clock time happens in the zone, in UTC: never in a gap, twice in a fold.

    Source: PEP 495. A clock time that does not come back unchanged from UTC does not exist.
    """
    tz = ZoneInfo(zone)
    found = list[datetime]()
    for fold in (0, 1):
        local = datetime.combine(on, at, tz).replace(fold=fold)
        moment = local.astimezone(UTC)
        exists = moment.astimezone(tz).replace(tzinfo=None) == local.replace(tzinfo=None)
        if exists and moment not in found:
            found.append(moment)
    return found


def released(answers: Sequence[Answer], today: date) -> list[Answer]:
    """The answers that the last release holds; the same all month, whoever asks.

    A release comes with a new month, and only if at least `LEAST_ANSWERS` people have answered
    since the one before, so that two figures never differ by one answer. The same person counts
    once in each release.
    """
    shown, waiting = list[Answer](), list[Answer]()
    month: tuple[int, int] | None = None
    for answer in sorted(answers, key=lambda one: one.written_at):
        written = (answer.written_at.year, answer.written_at.month)
        if month is not None and written != month and _are_enough(waiting):
            shown, waiting = shown + waiting, []
        month = written
        waiting.append(answer)
    if month is not None and month < (today.year, today.month) and _are_enough(waiting):
        shown += waiting
    return shown


def feedback_figures(answers: Sequence[Answer]) -> FeedbackFigures | None:
    """Coarse figures of released answers, each author counted once; None of too few people.

    Means are rounded to halves; where all agree or the mean stands at an end of the scale only a
    band is said, for a number would tell what each of them thought.
    """
    by_author = dict[int, list[Answer]]()
    for answer in answers:
        by_author.setdefault(answer.author_id, []).append(answer)
    if len(by_author) < LEAST_ANSWERS:
        return None
    means = [sum(one.usefulness for one in own) / len(own) for own in by_author.values()]
    mean = round(2 * sum(means) / len(means)) / 2
    is_telling = len(set(means)) == 1 or mean in {1.0, 4.0}
    used = Counter(
        tag for own in by_author.values() for tag in {t for one in own for t in one.tags}
    )
    return FeedbackFigures(
        answers=count_band(len(by_author)),
        usefulness=None if is_telling else mean,
        is_mostly_useful=mean >= 2.5,
        tags=tuple(
            tag
            for tag, people in used.most_common()
            if ENOUGH_ANSWERS_FOR_A_TAG <= people < len(by_author)
        ),
    )


def count_band(count: int) -> str:
    """How many, roughly; `count` is at least `LEAST_ANSWERS`."""
    return "20+" if count >= 20 else "10–19" if count >= 10 else "5–9"


def _are_enough(answers: Sequence[Answer]) -> bool:
    return len({one.author_id for one in answers}) >= LEAST_ANSWERS
