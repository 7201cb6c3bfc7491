"""Review cycles, who is reviewed by whom, and the frozen results.

What a reviewer writes is in none of these tables: it lies sealed in `learning.anonymity` until
its cycle closes, and then only what may be shown is kept (docs/decisions/0002-…).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Enum,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.anonymity.models import WriterMark
from learning.extensions import Base
from learning.people.models import Person
from learning.programmes.models import Programme
from learning.reviews.rules import AssignmentState, CycleState

INSTRUMENT = "review"  # the name under which a cycle's texts are sealed

__all__ = [
    "INSTRUMENT",
    "AssignmentState",
    "CycleState",
    "ReviewAssignment",
    "ReviewCriterion",
    "ReviewCycle",
    "ReviewResult",
    "Reviewee",
]


def words(kind: type[StrEnum]) -> Enum:
    """A column of these words, checked by us and kept as plain text."""
    return Enum(kind, native_enum=False, length=20, values_callable=list)


class ReviewCycle(Base):
    __tablename__ = "review_cycles"
    __table_args__ = (CheckConstraint("k >= 5", name="k"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    title: Mapped[str]
    purpose: Mapped[str] = mapped_column(Text)
    state: Mapped[CycleState] = mapped_column(words(CycleState), default=CycleState.DRAFT)
    k: Mapped[int] = mapped_column(default=5)  # fewest answers behind anything that is shown
    closes_on: Mapped[date]  # its last day
    created_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    closed_on: Mapped[date | None]
    released_on: Mapped[date | None]
    summary: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # frozen at closing, for leads

    programme: Mapped[Programme] = relationship()
    criteria: Mapped[list[ReviewCriterion]] = relationship(
        cascade="all, delete-orphan", order_by="ReviewCriterion.position"
    )
    reviewees: Mapped[list[Reviewee]] = relationship(
        back_populates="cycle", cascade="all, delete-orphan", order_by="Reviewee.id"
    )


class ReviewCriterion(Base):
    """A line of the rubric, with its five levels told as behaviour."""

    __tablename__ = "review_criteria"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("review_cycles.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    levels: Mapped[list[str]] = mapped_column(JSON)  # five sentences, from 1 to 5

    @property
    def key(self) -> str:
        """The criterion's name in answers and results."""
        return str(self.id)


class Reviewee(Base):
    """Somebody who is reviewed in a cycle, and may still step out before it collects."""

    __tablename__ = "reviewees"
    __table_args__ = (UniqueConstraint("cycle_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("review_cycles.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    left_at: Mapped[datetime | None]
    # the person's own rating by criterion, signed; shown beside the others' and never among them
    self_ratings: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)

    cycle: Mapped[ReviewCycle] = relationship(back_populates="reviewees")
    person: Mapped[Person] = relationship()
    assignments: Mapped[list[ReviewAssignment]] = relationship(
        back_populates="reviewee", order_by="ReviewAssignment.id"
    )
    result: Mapped[ReviewResult | None] = relationship(back_populates="reviewee")

    @property
    def takes_part(self) -> bool:
        return self.left_at is None

    def asked(self) -> list[ReviewAssignment]:
        """Those who may write about this person."""
        return [one for one in self.assignments if one.state is AssignmentState.ASSIGNED]


class ReviewAssignment(WriterMark, Base):
    """Whether this colleague may write about that person, and whether they have: nothing more."""

    __tablename__ = "review_assignments"
    __table_args__ = (
        UniqueConstraint("reviewee_id", "reviewer_id"),
        Index("ix_review_assignments_reviewer", "reviewer_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("review_cycles.id"), index=True)
    reviewee_id: Mapped[int] = mapped_column(ForeignKey("reviewees.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    state: Mapped[AssignmentState] = mapped_column(words(AssignmentState))
    reason: Mapped[str] = mapped_column(Text, default="")  # of declining; for the lead

    cycle: Mapped[ReviewCycle] = relationship()
    reviewee: Mapped[Reviewee] = relationship(back_populates="assignments")
    reviewer: Mapped[Person] = relationship()


class ReviewResult(Base):
    """What one person may read about themselves, frozen when the cycle closed."""

    __tablename__ = "review_results"

    id: Mapped[int] = mapped_column(primary_key=True)
    reviewee_id: Mapped[int] = mapped_column(ForeignKey("reviewees.id"), unique=True)
    band: Mapped[str | None]  # roughly how many wrote; None where too few did
    # [{"criterion", "band", "mean", "spread"}] in the order of the rubric
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    texts: Mapped[list[str]] = mapped_column(
        JSON, default=list
    )  # shuffled, of nobody in particular
    # the person's own plan, for their eyes
    keep: Mapped[str] = mapped_column(Text, default="")
    change: Mapped[str] = mapped_column(Text, default="")
    ask: Mapped[str] = mapped_column(Text, default="")

    reviewee: Mapped[Reviewee] = relationship(back_populates="result")
