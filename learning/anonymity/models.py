"""Sealed envelopes while a round collects, and open answers once it has closed.

Neither table knows a person, a moment or an order: keys are random, SQLite keeps no row numbers,
and each change of a round rewrites all its rows in one transaction (docs/decisions/0002).
"""

from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from learning.extensions import Base


class Envelope(Base):
    """A text that nobody can read before its round closes."""

    __tablename__ = "envelopes"
    __table_args__ = (
        Index("ix_envelopes_round", "instrument", "round_id"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)  # hash of the writer's token
    instrument: Mapped[str]
    round_id: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class OpenAnswer(Base):
    """What one writer said of one subject, after closing; its key is random and means nothing."""

    __tablename__ = "open_answers"
    __table_args__ = (
        Index("ix_open_answers_round", "instrument", "round_id", "subject_id"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    instrument: Mapped[str]
    round_id: Mapped[int]
    subject_id: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
