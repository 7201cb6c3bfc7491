"""Matches: pairs that a run drafts or a mentee asks for, until both sides have answered."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models import Person
from learning.programmes.models import Programme


class MatchState(StrEnum):
    DRAFT = "draft"  # the lead's alone
    PROPOSED = "proposed"
    ACCEPTED = "accepted"  # by both; a pairing stands for it
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class MatchRun(Base):
    """One match of a programme's mentees with its mentors; a draft until it is published."""

    __tablename__ = "match_runs"
    __table_args__ = (
        Index(
            "uq_match_runs_draft",
            "programme_id",
            unique=True,
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    started_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime]
    solved_at: Mapped[datetime]
    mentees: Mapped[int]  # who took part
    mentors: Mapped[int]
    places: Mapped[int]  # free ones of all mentors together
    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    programme: Mapped[Programme] = relationship()

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


class Match(Base):
    """A pair that somebody suggests: a run to both sides, or a mentee to a mentor.

    `reasons` are the parts of the score, largest first: rule, points, out_of and facts.
    """

    __tablename__ = "matches"
    __table_args__ = (
        UniqueConstraint("run_id", "mentee_id"),
        Index(
            "uq_matches_open",
            "programme_id",
            "mentee_id",
            "mentor_id",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
        Index("ix_matches_state_expires", "state", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("match_runs.id"))
    mentee_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[MatchState] = mapped_column(
        Enum(MatchState, native_enum=False, length=20, values_callable=list)
    )
    score: Mapped[float]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    unanswered: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_locked: Mapped[bool] = mapped_column(default=False)  # a re-run keeps the pair
    request: Mapped[str] = mapped_column(Text, default="")  # the mentee's words to the mentor
    proposed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    mentee_accepted_at: Mapped[datetime | None]
    mentor_accepted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answer: Mapped[str] = mapped_column(Text, default="")  # kind words of who declined

    programme: Mapped[Programme] = relationship()
    mentee: Mapped[Person] = relationship(foreign_keys=[mentee_id])
    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id])

    @property
    def is_request(self) -> bool:
        """A mentee asked for it, no run."""
        return self.run_id is None

    @property
    def pair(self) -> tuple[int, int]:
        return self.mentee_id, self.mentor_id

    def other(self, person: Person) -> Person:
        """The other of the two."""
        return self.mentor if person.id == self.mentee_id else self.mentee

    def accepted_at(self, person: Person) -> datetime | None:
        """When this side said yes."""
        is_mentee = person.id == self.mentee_id
        return self.mentee_accepted_at if is_mentee else self.mentor_accepted_at


class ForbiddenPair(Base):
    """A pair that the lead took out of a draft; a re-run leaves it out."""

    __tablename__ = "forbidden_pairs"
    __table_args__ = (UniqueConstraint("run_id", "mentee_id", "mentor_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("match_runs.id"))
    mentee_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))

    mentee: Mapped[Person] = relationship(foreign_keys=[mentee_id])
    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id])


class UnmatchedMentee(Base):
    """Whom a run leaves without a mentor, and why.

    `reason` is the engine's word, or "removed" where the lead took the pair out; `rules` are the
    rules that left nobody.
    """

    __tablename__ = "unmatched_mentees"
    __table_args__ = (UniqueConstraint("run_id", "mentee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("match_runs.id"))
    mentee_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str]
    allowed: Mapped[int]  # mentors the mentee may have, full ones too
    rules: Mapped[list[str]] = mapped_column(JSON, default=list)

    mentee: Mapped[Person] = relationship()
