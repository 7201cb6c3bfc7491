"""Sealed envelopes, while a round collects; what they hold leaves them only all together."""

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from learning.extensions import Base


class Envelope(Base):
    """A text that nobody can read before its round closes.

    The table knows no person, no moment and no order: keys are hashes of random tokens, SQLite
    keeps no row numbers, and each change of a round rewrites all its rows in one transaction
    (docs/decisions/0002-unlinkable-reviews.md).
    """

    __tablename__ = "envelopes"
    __table_args__ = (
        Index("ix_envelopes_round", "instrument", "round_id"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)  # hash of the writer's token
    instrument: Mapped[str]
    round_id: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
