"""Reading what a closed round opened; whoever shows it applies the thresholds of `rules`."""

from typing import Any

from sqlalchemy import select

from learning.anonymity.models import OpenAnswer
from learning.extensions import db


def open_answers(instrument: str, round_id: int, subject_id: int) -> list[dict[str, Any]]:
    """What was said of one subject, in the order of random keys."""
    query = (
        select(OpenAnswer.content)
        .where(
            OpenAnswer.instrument == instrument,
            OpenAnswer.round_id == round_id,
            OpenAnswer.subject_id == subject_id,
        )
        .order_by(OpenAnswer.id)
    )
    return list(db.session.scalars(query))
