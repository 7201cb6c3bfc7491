"""Tandems: asking somebody to teach each other, languages to learn, and who taught how long."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Enum,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.mentoring.models.pairings import Pairing
from learning.people.models import Person
from learning.programmes.models import Programme


class LanguageWish(Base):
    """A language that somebody wants to learn from a tandem partner."""

    __tablename__ = "language_wishes"
    __table_args__ = (UniqueConstraint("person_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    code: Mapped[str]  # ISO 639


class TandemEnding(StrEnum):
    """What became of a request."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    UNAVAILABLE = "unavailable"  # one of the two has a tandem meanwhile, or has left


class TandemRequest(Base):
    """One asks another to teach each other; what each would teach is kept as it was then.

    Subjects are the names of skills, or "language:" and a code; the best first.
    """

    __tablename__ = "tandem_requests"
    __table_args__ = (
        Index(
            "uq_tandem_requests_open",
            "programme_id",
            "asker_id",
            "asked_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    asked_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    asker_teaches: Mapped[list[str]] = mapped_column(JSON, default=list)
    asked_teaches: Mapped[list[str]] = mapped_column(JSON, default=list)
    words: Mapped[str] = mapped_column(Text)
    goal: Mapped[str] = mapped_column(Text)  # what the asker wants to reach
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ending: Mapped[TandemEnding | None] = mapped_column(
        Enum(TandemEnding, native_enum=False, length=20, values_callable=list)
    )
    ended_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    pairing_id: Mapped[int | None] = mapped_column(ForeignKey("pairings.id"), unique=True)

    programme: Mapped[Programme] = relationship()
    asker: Mapped[Person] = relationship(foreign_keys=[asker_id])
    asked: Mapped[Person] = relationship(foreign_keys=[asked_id])
    pairing: Mapped[Pairing | None] = relationship()

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    def has(self, person: Person) -> bool:
        """Whether the person is one of the two."""
        return person.id in {self.asker_id, self.asked_id}

    def other(self, person: Person) -> Person:
        """The other of the two."""
        return self.asked if person.id == self.asker_id else self.asker

    def taught_by(self, person: Person) -> list[str]:
        """What this one of the two teaches."""
        return self.asker_teaches if person.id == self.asker_id else self.asked_teaches


class TaughtTime(Base):
    """How the time of one meeting was shared where it was not halved, as one of the two said."""

    __tablename__ = "taught_times"
    __table_args__ = (
        CheckConstraint("mentor_minutes >= 0 AND mentee_minutes >= 0", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), unique=True)
    mentor_minutes: Mapped[int]  # taught by the pairing's mentor_id
    mentee_minutes: Mapped[int]
    said_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    said_at: Mapped[datetime]
