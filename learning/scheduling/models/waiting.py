"""Waiting lists: who stands in which queue, and what was offered to them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models import Person


class Answer(StrEnum):
    """What became of a place on a waiting list."""

    YES = "yes"
    NO = "no"
    MISSED = "missed"  # the offer ran out
    LEFT = "left"  # taken off the list before any offer


class Offer(Base):
    """Somebody's place on a waiting list, and the offer made to them once a time is free.

    `queue` says what for, "<feature>.<noun>", and `object_id` which one. A person has one place
    in a queue for ever, so a no is final, unless the queue is for something that goes on.
    """

    __tablename__ = "offers"
    __table_args__ = (UniqueConstraint("queue", "object_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[str]
    object_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    joined_at: Mapped[datetime]
    offered_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    answer: Mapped[Answer | None] = mapped_column(
        Enum(Answer, native_enum=False, length=20, values_callable=list)
    )
    answered_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    def is_open(self, now: datetime) -> bool:
        """Made, not answered, and not run out."""
        return self.answer is None and self.expires_at is not None and now < self.expires_at
