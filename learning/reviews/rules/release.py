"""What leaves a closed cycle: figures that point at nobody, texts that nobody signed.

The rules and their reasons stand in docs/decisions/0002-unlinkable-reviews.md.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from learning.anonymity.rules import Figure, K, count_band, figure, spread

LOW, HIGH = 1, 5
RATE_BANDS = ((0.75, "75–100 %"), (0.5, "50–74 %"), (0.0, "0–49 %"))

_shuffle = random.SystemRandom().shuffle

Answer = Mapping[str, Any]  # {"ratings": {criterion: 1–5}, "texts": [...]}, of one writer


@dataclass(frozen=True)
class CriterionFigure:
    """What may be told of one criterion; `figure` is None where too few could judge."""

    criterion: str
    figure: Figure | None
    spread: tuple[float, float] | None


@dataclass(frozen=True)
class Release:
    """What one person reads about themselves; `band` is None where too few have written."""

    band: str | None
    figures: list[CriterionFigure]
    texts: list[str]


@dataclass(frozen=True)
class Summary:
    """What a lead reads about a whole cycle; `people` is None where too few have a result."""

    participation: str
    people: str | None
    figures: list[CriterionFigure]


def release_of(answers: Sequence[Answer], criteria: Sequence[str], k: int) -> Release:
    """What may be shown of what was written about one person.

    Below k answers nothing is; texts need k writers of their own, and lose question and order.
    """
    band = count_band(len(answers), k)
    if band is None:
        return Release(None, [], [])
    written = [[text for text in answer["texts"] if text] for answer in answers]
    is_enough = sum(map(bool, written)) >= max(k, K)
    texts = [text for one in written for text in one] if is_enough else []
    _shuffle(texts)
    figures = [_criterion_figure(one, _ratings(answers, one), k) for one in criteria]
    return Release(band, figures, texts)


def summary_of(
    groups: Sequence[Sequence[Answer]], criteria: Sequence[str], k: int, asked: int
) -> Summary:
    """What may be shown of a cycle as a whole; a group is what was written about one person.

    A criterion's total holds only groups whose own person is shown that figure, so that no
    hidden group folds into it, and at least k of them, so that it is a portrait of nobody. The
    lead may be a writer, so it needs one answer more than k, to leave k without the lead's own.
    """
    floor = max(k, K)
    shown = [group for group in groups if len(group) >= floor]
    figures = []
    for criterion in criteria:
        told = [one for one in shown if _is_told(_ratings(one, criterion), floor)]
        ratings = [rating for group in told for rating in _ratings(group, criterion)]
        figures.append(
            _criterion_figure(criterion, ratings if len(told) >= floor else [], floor + 1)
        )
    participation = participation_band(sum(map(len, groups)), asked)
    people = count_band(len(shown), floor)
    return Summary(participation, people, figures if people else [])


def participation_band(sent: int, asked: int) -> str:
    """How many of those asked have written, roughly."""
    share = sent / asked if asked else 0.0
    return next(name for least, name in RATE_BANDS if share >= least)


def _ratings(group: Sequence[Answer], criterion: str) -> list[int]:
    return [one["ratings"][criterion] for one in group if criterion in one["ratings"]]


def _is_told(ratings: Sequence[int], k: int) -> bool:
    found = figure(ratings, LOW, HIGH, k)
    return found is not None and found.mean is not None


def _criterion_figure(criterion: str, ratings: Sequence[int], k: int) -> CriterionFigure:
    return CriterionFigure(
        criterion,
        figure(ratings, LOW, HIGH, k),
        spread(ratings, k) if _is_told(ratings, k) else None,
    )
