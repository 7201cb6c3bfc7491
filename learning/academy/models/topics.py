"""Topics of the academy, and the colleagues who answer for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models import Person
from learning.programmes.models import Programme

MAX_DEPTH = 3


class Topic(Base):
    """One topic; topics nest up to `MAX_DEPTH` levels."""

    __tablename__ = "topics"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"), index=True)
    approvals_needed: Mapped[int] = mapped_column(default=1)  # by different reviewers

    parent: Mapped[Topic | None] = relationship(remote_side="Topic.id")
    programme: Mapped[Programme | None] = relationship()
    experts: Mapped[list[TopicExpert]] = relationship(back_populates="topic")

    @property
    def line(self) -> list[Topic]:
        """The topic and those above it, the topic itself first."""
        found = [self]
        while found[-1].parent is not None and len(found) < MAX_DEPTH:
            found.append(found[-1].parent)
        return found


class TopicExpert(Base):
    """Somebody who answers for a topic: named by themselves or a colleague, confirmed by a lead."""

    __tablename__ = "topic_experts"
    __table_args__ = (UniqueConstraint("topic_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    nominated_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    nominated_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None]
    lapsed_at: Mapped[datetime | None]

    topic: Mapped[Topic] = relationship(back_populates="experts")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    @property
    def is_named(self) -> bool:
        """Confirmed, and not lapsed since."""
        return self.confirmed_at is not None and self.lapsed_at is None
