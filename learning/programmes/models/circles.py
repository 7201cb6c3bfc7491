"""Circles: several people around one topic, wished for, open or closed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models import Person
from learning.programmes.models.programme import Programme, words

FEWEST_SEATS, MOST_SEATS = 3, 20


class Part(StrEnum):
    """What somebody does in a circle."""

    FACILITATOR = "facilitator"  # one, who answers for it
    CO_FACILITATOR = "co_facilitator"
    MEMBER = "member"

    @property
    def leads(self) -> bool:
        return self is not Part.MEMBER


def _while_inside(name: str, *columns: str, where: str = "left_at IS NULL") -> Index:
    """At most one row of those who have not left has these values."""
    inside = text(where)
    return Index(name, *columns, unique=True, sqlite_where=inside, postgresql_where=inside)


class Circle(Base):
    """A topic somebody proposed; open once a mentor, an expert or a lead has taken it on.

    `seats` are for members, the facilitator comes on top. A session to which fewer than `least`
    people come, facilitators included, is called off a day before.
    """

    __tablename__ = "circles"
    __table_args__ = (
        CheckConstraint("seats BETWEEN 3 AND 20", name="seats"),
        CheckConstraint("least BETWEEN 2 AND seats", name="least"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    topic: Mapped[str]
    why: Mapped[str] = mapped_column(Text)  # what one takes home
    seats: Mapped[int] = mapped_column(default=8)
    least: Mapped[int] = mapped_column(default=3)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    proposed_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    close_reason: Mapped[str] = mapped_column(Text, default="")

    programme: Mapped[Programme] = relationship()
    proposer: Mapped[Person] = relationship(foreign_keys=[proposed_by])

    @property
    def is_proposal(self) -> bool:
        return self.opened_at is None and self.closed_at is None

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None


class CircleMember(Base):
    """Somebody in a circle; whoever leaves keeps the row, and may come back with another."""

    __tablename__ = "circle_members"
    __table_args__ = (
        _while_inside("uq_circle_members_person", "circle_id", "person_id"),
        _while_inside("uq_circle_members_seat", "circle_id", "seat"),
        _while_inside(
            "uq_circle_members_facilitator",
            "circle_id",
            where="part = 'facilitator' AND left_at IS NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    part: Mapped[Part] = mapped_column(words(Part))
    seat: Mapped[int | None]  # none for who opened it or was called in to lead it
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    circle: Mapped[Circle] = relationship()
    person: Mapped[Person] = relationship()


class CircleWish(Base):
    """Somebody would come if a proposed circle opened."""

    __tablename__ = "circle_wishes"
    __table_args__ = (UniqueConstraint("circle_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    wished_at: Mapped[datetime]
