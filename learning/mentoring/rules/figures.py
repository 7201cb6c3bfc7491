"""Figures of what many said, which tell on nobody."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

LEAST_ANSWERS = 5
ENOUGH_ANSWERS_FOR_A_TAG = 5


@dataclass(frozen=True)
class Answer:
    """One side's word on a session, as the figures need it."""

    author_id: int
    written_at: datetime
    usefulness: int  # 1–4
    tags: tuple[str, ...]
    recommend: int | None  # 0–10; None where it was not asked


@dataclass(frozen=True)
class FeedbackFigures:
    """What may be shown of many answers. `usefulness` is None where only a band may be said."""

    answers: str  # "5–9", "10–19", "20+"
    usefulness: float | None
    is_mostly_useful: bool
    tags: tuple[str, ...]


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
