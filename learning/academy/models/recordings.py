"""What belongs to a recording: words by the second, remarks, and where each viewer stopped."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models import Person


class TalkTranscript(Base):
    """What is said in a talk: start and end in milliseconds, and the words."""

    __tablename__ = "talk_transcripts"

    talk_id: Mapped[int] = mapped_column(ForeignKey("talks.id"), primary_key=True)
    cues: Mapped[list[tuple[int, int, str]]] = mapped_column(JSON)


class TalkRemark(Base):
    """What a viewer says of one second of a recording."""

    __tablename__ = "talk_remarks"
    __table_args__ = (CheckConstraint("second >= 0", name="second"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talks.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    second: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class TalkPosition(Base):
    """Where somebody stopped watching."""

    __tablename__ = "talk_positions"

    talk_id: Mapped[int] = mapped_column(ForeignKey("talks.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    second: Mapped[int]
