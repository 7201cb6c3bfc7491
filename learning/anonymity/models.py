"""Sealed envelopes and who has filled one, while a round collects; nothing joins the two."""

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from learning.extensions import Base


class WriterMark:
    """Whether somebody has sent a text in a round, for the row that says they may: nothing more.

    Both marks are cleared when the round closes. `ticket` only lets the same form be sent twice.
    """

    is_sent: Mapped[bool] = mapped_column(default=False)
    ticket: Mapped[str | None] = mapped_column(String(64))


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
