"""Feedback to speakers: who may give it, and what is shown of it.

What a guest writes is in neither table: it lies sealed in `learning.anonymity` until the round is
closed, and then only what may be shown is kept (docs/decisions/0002-…).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.academy.models.talks import Talk
from learning.anonymity.models import WriterMark
from learning.extensions import Base
from learning.people.models import Person

INSTRUMENT = "talk"  # the name under which the answers of a round are sealed


class TalkFeedback(Base):
    """The one round of feedback on a talk, closed and released once."""

    __tablename__ = "talk_feedback"

    talk_id: Mapped[int] = mapped_column(ForeignKey("talks.id"), primary_key=True)
    closes_on: Mapped[date]  # its last day
    closed_on: Mapped[date | None]
    participation: Mapped[str | None]  # how many of those asked have written, roughly
    band: Mapped[str | None]  # roughly how many wrote; None where too few did
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    texts: Mapped[list[str]] = mapped_column(JSON, default=list)  # shuffled, of nobody

    talk: Mapped[Talk] = relationship()

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class TalkFeedbackRight(WriterMark, Base):
    """Whether this guest may write, and whether they have: nothing more."""

    __tablename__ = "talk_feedback_rights"

    talk_id: Mapped[int] = mapped_column(ForeignKey("talk_feedback.talk_id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)

    feedback: Mapped[TalkFeedback] = relationship()
    person: Mapped[Person] = relationship()
