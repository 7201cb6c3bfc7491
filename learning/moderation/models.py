"""Reports, and what was decided on them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.academy.models import Comment
from learning.extensions import Base
from learning.mentoring.models import Pairing
from learning.people.models import Person


class ReportReason(StrEnum):
    HARASSMENT = "harassment"
    CONFIDENTIALITY = "confidentiality"
    PRESSURE = "pressure"
    OTHER = "other"


class Decision(StrEnum):
    GO_ON = "go_on"  # the two may work together again
    PART = "part"  # the pairing ends
    STAY = "stay"  # the comment may stand there
    HIDE = "hide"  # it is taken away


class Report(Base):
    """One of a pair reports the other, or a reader a comment.

    A pairing stands still until a moderator decides; a comment stands there until then.
    """

    __tablename__ = "reports"
    __table_args__ = (
        Index(
            "uq_reports_open",
            "pairing_id",
            "reported_by",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index(
            "uq_reports_open_comment",
            "comment_id",
            "reported_by",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        CheckConstraint("pairing_id IS NULL OR comment_id IS NULL", name="subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int | None] = mapped_column(ForeignKey("pairings.id"))
    comment_id: Mapped[int | None] = mapped_column(  # empty once the article is gone for good
        ForeignKey("article_comments.id", ondelete="SET NULL")
    )
    reported_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    about_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    reason: Mapped[ReportReason] = mapped_column(
        Enum(ReportReason, native_enum=False, length=20, values_callable=list)
    )
    words: Mapped[str] = mapped_column(Text)
    reported_at: Mapped[datetime] = mapped_column(index=True)
    decision: Mapped[Decision | None] = mapped_column(
        Enum(Decision, native_enum=False, length=20, values_callable=list)
    )
    decision_words: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]

    pairing: Mapped[Pairing | None] = relationship()
    comment: Mapped[Comment | None] = relationship()
    reporter: Mapped[Person] = relationship(foreign_keys=[reported_by])
    about: Mapped[Person] = relationship(foreign_keys=[about_id])
    decider: Mapped[Person | None] = relationship(foreign_keys=[decided_by])

    @property
    def is_of_pairing(self) -> bool:
        return self.pairing_id is not None

    @property
    def is_open(self) -> bool:
        return self.decided_at is None
