"""What is asked of a talk's guests, and what of their answers leaves a closed round.

The rules and their reasons stand in docs/decisions/0002-unlinkable-reviews.md.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from learning.anonymity.rules import Figure, K, count_band, figure
from learning.i18n import _l

OPEN_FOR = timedelta(days=7)
QUESTIONS = {
    "worth": _l("It was worth my time"),
    "clear": _l("I could follow"),
    "use": _l("I can use it at work"),
}
LOW, HIGH = 1, 5
RATE_BANDS = ((0.75, "75–100 %"), (0.5, "50–74 %"), (0.0, "0–49 %"))

_shuffle = random.SystemRandom().shuffle

Answer = Mapping[str, Any]  # {"ratings": {question: 1–5}, "texts": [...]}, of one guest


@dataclass(frozen=True)
class Release:
    """What may be read of one talk; `band` is None where too few have written."""

    band: str | None
    figures: dict[str, Figure | None]
    texts: list[str]


def release_of(answers: Sequence[Answer]) -> Release:
    """What may be shown of all that was written about one talk.

    Below K answers nothing is; texts need K writers of their own, and lose question and order.
    """
    band = count_band(len(answers))
    if band is None:
        return Release(None, {}, [])
    written = [[text for text in answer["texts"] if text] for answer in answers]
    texts = [text for one in written for text in one] if sum(map(bool, written)) >= K else []
    _shuffle(texts)
    figures = {
        question: figure(
            [one["ratings"][question] for one in answers if question in one["ratings"]], LOW, HIGH
        )
        for question in QUESTIONS
    }
    return Release(band, figures, texts)


def participation_band(sent: int, asked: int) -> str:
    """How many of those asked have written, roughly."""
    share = sent / asked if asked else 0.0
    return next(name for least, name in RATE_BANDS if share >= least)
