"""Topics people offer or wish for, and the votes for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models import Person
from learning.programmes.models.programme import Programme

EXPERT_WANTED_FROM = 5  # votes


class TopicRequest(Base):
    """A topic somebody offers or wishes for; `kind` says as what: "article" or "talk"."""

    __tablename__ = "topic_requests"
    __table_args__ = (
        CheckConstraint("kind IN ('article', 'talk')", name="kind"),
        CheckConstraint("state IN ('open', 'planned', 'done', 'declined')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    title: Mapped[str]
    why: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    reason: Mapped[str] = mapped_column(Text, default="")  # why it was declined
    proposed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    expert_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship()
    proposer: Mapped[Person] = relationship(foreign_keys=[proposed_by])
    expert: Mapped[Person | None] = relationship(foreign_keys=[expert_id])
    votes: Mapped[list[TopicVote]] = relationship(
        cascade="all, delete-orphan", back_populates="topic_request"
    )

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing left to vote on or to decide."""
        return self.state in {"done", "declined"}


class TopicVote(Base):
    __tablename__ = "topic_votes"
    __table_args__ = (UniqueConstraint("topic_request_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_request_id: Mapped[int] = mapped_column(ForeignKey("topic_requests.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)

    topic_request: Mapped[TopicRequest] = relationship(back_populates="votes")
