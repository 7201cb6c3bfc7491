"""Goals, the tasks that lead to them, and the milestones a programme sets."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models import Person


class GoalMode(StrEnum):
    JUDGED = "judged"  # somebody says how far it is
    TASKS = "tasks"  # tasks done of all tasks


class Goal(Base):
    """What the two work toward, seen by them alone."""

    __tablename__ = "pairing_goals"

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None]
    written_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[datetime]
    reached_at: Mapped[datetime | None]
    mode: Mapped[GoalMode] = mapped_column(
        Enum(GoalMode, native_enum=False, length=20, values_callable=list),
        default=GoalMode.JUDGED,
        server_default="judged",
    )
    percent: Mapped[int] = mapped_column(default=0, server_default="0")  # as last judged


class GoalUpdate(Base):
    """How far somebody judged a goal to be, and why: its history."""

    __tablename__ = "pairing_goal_updates"

    id: Mapped[int] = mapped_column(primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("pairing_goals.id"), index=True)
    percent: Mapped[int]
    comment: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[datetime]

    author: Mapped[Person] = relationship()


class Action(Base):
    """What one of the two will do; on every agenda until it is done. A goal's are its tasks."""

    __tablename__ = "pairing_actions"

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id"), index=True)
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("pairing_goals.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None]
    written_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class MilestoneTemplate(Base):
    """A step that every pair of a programme comes to, that many days after its start."""

    __tablename__ = "milestone_templates"
    __table_args__ = (Index("ix_milestone_templates_programme", "programme_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    position: Mapped[int]
    words: Mapped[str]
    day: Mapped[int]


class Milestone(Base):
    """A pair's own step, copied from its programme's; `template_id` is a number, not a key,
    for the lead may take the template away while a step that is done stays."""

    __tablename__ = "pairing_milestones"
    __table_args__ = (UniqueConstraint("pairing_id", "template_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id"))
    template_id: Mapped[int]
    words: Mapped[str]
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
