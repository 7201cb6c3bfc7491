"""Clinics and the cases brought to them."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.clinics.rules import Sitting, next_sitting
from learning.extensions import Base
from learning.people.models import Person, Skill
from learning.programmes.models import Programme


class Clinic(Base):
    """A weekly open hour of a programme, on the clock of its own zone."""

    __tablename__ = "clinics"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("minutes BETWEEN 30 AND 240", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    name: Mapped[str]
    weekday: Mapped[int]  # 0 is Monday
    at: Mapped[time]
    minutes: Mapped[int]
    timezone: Mapped[str]
    place: Mapped[str]
    opened_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship()

    def sitting(self, now: datetime) -> Sitting:
        """The open hour that runs just now or comes next."""
        return next_sitting(self.weekday, self.at, self.minutes, self.timezone, now)


class Case(Base):
    """One question of a guest: waiting, claimed for a while, solved or taken back."""

    __tablename__ = "clinic_cases"
    __table_args__ = (
        Index(
            "uq_clinic_cases_open",
            "clinic_id",
            "asker_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "uq_clinic_cases_claim",
            "claimed_by",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_clinic_cases_queue", "clinic_id", "closed_at", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinics.id"))
    asker_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    skill_id: Mapped[int] = mapped_column(ForeignKey("skills.id"))
    words: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    claimed_until: Mapped[datetime | None]
    hint: Mapped[str] = mapped_column(Text, default="")  # of who handed it on
    solved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    solved_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    thanks: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]

    clinic: Mapped[Clinic] = relationship()
    skill: Mapped[Skill] = relationship()
    asker: Mapped[Person] = relationship(foreign_keys=[asker_id])
    helper: Mapped[Person | None] = relationship(foreign_keys=[claimed_by])
    solver: Mapped[Person | None] = relationship(foreign_keys=[solved_by])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def is_claimed(self, now: datetime) -> bool:
        """Whether somebody is at it; a claim runs out by itself."""
        if self.claimed_by is None or self.claimed_until is None:
            return False
        return self.is_open and now < self.claimed_until
