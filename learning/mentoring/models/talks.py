"""What the two will talk about, what they write to each other, and talks held elsewhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Enum, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.mentoring.models.pairings import PairingKind
from learning.people.models import Person


class AgendaTemplate(Base):
    """The points a programme suggests for the n-th session; number 0 is every further one."""

    __tablename__ = "agenda_templates"
    __table_args__ = (UniqueConstraint("programme_id", "kind", "session_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    kind: Mapped[PairingKind] = mapped_column(
        Enum(PairingKind, native_enum=False, length=20, values_callable=list)
    )
    session_number: Mapped[int]
    points: Mapped[list[str]] = mapped_column(JSON, default=list)


class AgendaPoint(Base):
    """Something to talk about; what a session does not come to moves on to the next."""

    __tablename__ = "agenda_points"

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id"), index=True)
    session_number: Mapped[int | None]  # where the programme suggested it
    words: Mapped[str] = mapped_column(Text)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # None: the programme
    added_at: Mapped[datetime]
    covered_at: Mapped[datetime | None]

    author: Mapped[Person | None] = relationship()


class Message(Base):
    """A line from one of the two to the other."""

    __tablename__ = "pairing_messages"
    __table_args__ = (Index("ix_pairing_messages_pairing", "pairing_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    author: Mapped[Person] = relationship()


class LoggedTalk(Base):
    """A talk that was held elsewhere, as one side tells it; it counts once the other agrees."""

    __tablename__ = "logged_talks"

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id"), index=True)
    held_at: Mapped[datetime]
    minutes: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    written_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
