"""Office hours, and asking for a seat where the host chooses."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.mentoring.models.sessions import Slot
from learning.people.models import Person


class Audience(StrEnum):
    """Who is told, once, that an office hour is there; any colleague may come."""

    NOBODY = "nobody"
    PROGRAMME = "programme"  # who takes part in it
    SKILL = "skill"  # who wants to learn it
    ALL = "all"


class OfficeHour(Base):
    """What an hour with several seats is about, and who was told of it."""

    __tablename__ = "office_hours"
    __table_args__ = (
        CheckConstraint(
            "(programme_id IS NOT NULL) = (audience = 'programme') "
            "AND (skill_id IS NOT NULL) = (audience = 'skill')",
            name="audience_named",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slots.id"), unique=True)
    topic: Mapped[str]
    why: Mapped[str] = mapped_column(Text)
    audience: Mapped[Audience] = mapped_column(
        Enum(Audience, native_enum=False, length=20, values_callable=list)
    )
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"), index=True)
    skill_id: Mapped[int | None] = mapped_column(ForeignKey("skills.id"), index=True)

    slot: Mapped[Slot] = relationship(back_populates="office_hour")


class SeatAnswer(StrEnum):
    CHOSEN = "chosen"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class SeatRequest(Base):
    """Somebody asks for a seat of a group whose host chooses; one for each person and time."""

    __tablename__ = "seat_requests"
    __table_args__ = (UniqueConstraint("slot_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slots.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    answer: Mapped[SeatAnswer | None] = mapped_column(
        Enum(SeatAnswer, native_enum=False, length=20, values_callable=list)
    )
    answer_words: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]

    slot: Mapped[Slot] = relationship()
    person: Mapped[Person] = relationship()
