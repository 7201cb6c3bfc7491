"""Calls for talks, what colleagues propose, and how reviewers score it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.academy.models.topics import Topic
from learning.extensions import Base
from learning.people.models import Person

if TYPE_CHECKING:
    from learning.academy.models.talks import Talk


class TalkCall(Base):
    """A topic looks for talks until a day; blind: reviewers do not see who proposes."""

    __tablename__ = "talk_calls"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), index=True)
    title: Mapped[str]
    words: Mapped[str] = mapped_column(Text)
    closes_on: Mapped[date]  # its last day
    is_blind: Mapped[bool] = mapped_column(default=False)
    opened_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime]

    topic: Mapped[Topic] = relationship()
    opener: Mapped[Person] = relationship(foreign_keys=[opened_by])

    def is_open(self, today: date) -> bool:
        return today <= self.closes_on


class TalkProposal(Base):
    """A talk somebody would give."""

    __tablename__ = "talk_proposals"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("talk_calls.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    title: Mapped[str]
    abstract: Mapped[str] = mapped_column(Text)
    language: Mapped[str]
    proposed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    is_accepted: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[str] = mapped_column(Text, default="")  # words that go with the decision

    call: Mapped[TalkCall] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    talk: Mapped[Talk | None] = relationship(back_populates="proposal")

    @property
    def is_waiting(self) -> bool:
        return self.decided_at is None and self.withdrawn_at is None


class TalkScore(Base):
    """What one reviewer thinks of a proposal; seen by the others once they have said theirs."""

    __tablename__ = "talk_scores"
    __table_args__ = (
        UniqueConstraint("proposal_id", "person_id"),
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("talk_proposals.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    score: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")
    scored_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
