"""What the two of a pairing agree on, and what a programme suggests to them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learning.extensions import Base
from learning.mentoring.models.pairings import Pairing
from learning.people.models import Person


class Agreement(Base):
    """One revision of how the two work together; it holds once both have confirmed it."""

    __tablename__ = "pairing_agreements"
    __table_args__ = (
        UniqueConstraint("pairing_id", "revision"),
        CheckConstraint("cadence_days BETWEEN 7 AND 56", name="cadence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id"))
    revision: Mapped[int]
    purpose: Mapped[str] = mapped_column(Text)
    cadence_days: Mapped[int]
    minutes: Mapped[int]
    channel: Mapped[str]
    confidentiality: Mapped[str] = mapped_column(Text)
    rules: Mapped[str] = mapped_column(Text)
    ends_on: Mapped[date | None]
    written_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[datetime]
    mentee_confirmed_at: Mapped[datetime | None]
    mentor_confirmed_at: Mapped[datetime | None]

    @property
    def is_confirmed(self) -> bool:
        return bool(self.mentee_confirmed_at and self.mentor_confirmed_at)

    def confirmed_at(self, person: Person, pairing: Pairing) -> datetime | None:
        """When this side confirmed it."""
        is_mentee = person.id == pairing.mentee_id
        return self.mentee_confirmed_at if is_mentee else self.mentor_confirmed_at


class PairingDefaults(Base):
    """What a programme suggests to its pairs; without a row the house's own figures count."""

    __tablename__ = "pairing_defaults"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    cadence_days: Mapped[int] = mapped_column(default=14)
    minutes: Mapped[int] = mapped_column(default=45)
    extension_weeks: Mapped[int] = mapped_column(default=26)  # most by which two may extend


class Extension(Base):
    """One side's wish to go on, or to begin again, until a day; the other says yes or no."""

    __tablename__ = "pairing_extensions"

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    ends_on: Mapped[date]
    answered_at: Mapped[datetime | None]
    is_agreed: Mapped[bool | None]


class ExitAnswer(Base):
    """What one side says of a pairing that ended; shown only as figures of many."""

    __tablename__ = "pairing_exit_answers"
    __table_args__ = (
        UniqueConstraint("pairing_id", "person_id"),
        CheckConstraint("usefulness BETWEEN 1 AND 4", name="usefulness"),
        CheckConstraint("recommend BETWEEN 0 AND 10", name="recommend"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    usefulness: Mapped[int]
    recommend: Mapped[int]
    written_at: Mapped[datetime]
