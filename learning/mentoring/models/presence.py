"""Who was there when a group met."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models import Person


class Proof(StrEnum):
    """How it is known; the host's word stands over a tick of one's own."""

    CODE = "code"
    LIST = "list"
    OWN = "own"


class Presence(Base):
    """Whether somebody was at a meeting of several people, as far as anybody has said."""

    __tablename__ = "presences"
    __table_args__ = (UniqueConstraint("appointment_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointments.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    is_present: Mapped[bool]
    proof: Mapped[Proof] = mapped_column(
        Enum(Proof, native_enum=False, length=20, values_callable=list)
    )
    noted_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class SessionCode(Base):
    """The short code that the host of a meeting shows to those in the room."""

    __tablename__ = "session_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointments.id"), unique=True)
    code: Mapped[str]
    shown_at: Mapped[datetime]
