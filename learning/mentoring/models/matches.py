"""Matches: pairs that a run drafts or a mentee asks for, until both sides have answered."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models import Person
from learning.programmes.models import ConsentOrder, EnrolmentRole, Programme
from learning.programmes.models.programme import words


class MatchState(StrEnum):
    DRAFT = "draft"  # the lead's alone
    OFFERED = "offered"  # a seat in a circle, which the circle itself asks about
    PROPOSED = "proposed"
    ACCEPTED = "accepted"  # by both; a pairing stands for it
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # by whoever asked
    UNAVAILABLE = "unavailable"  # one of the two has left, pauses, is full or has somebody else
    MOVED = "moved"  # the lead has taken it back


UNTOLD = frozenset({MatchState.DRAFT, MatchState.OFFERED})
"""Nothing that either side is asked to answer as a match."""


class Match(Base):
    """A pair that somebody suggests: a run to both sides, or one side to the other.

    `reasons` are the parts of the score, largest first: rule, points, out_of and facts.
    """

    __tablename__ = "matches"
    __table_args__ = (
        UniqueConstraint("run_id", "mentee_id", "mentor_id"),
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
    # the best other choice on either side when the run was solved: person, score, is_open
    alternatives: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    relaxed: Mapped[list[str]] = mapped_column(JSON, default=list)  # rules dropped for the mentee
    # who asked for it where no run did, and their words to the other
    asked_by: Mapped[EnrolmentRole | None] = mapped_column(words(EnrolmentRole))
    request: Mapped[str] = mapped_column(Text, default="")
    proposed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]  # once, whoever has not answered
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
        """One of the two asked for it, no run."""
        return self.run_id is None

    @property
    def asker(self) -> Person:
        """Who asked for it, where somebody did."""
        return self.mentor if self.asked_by is EnrolmentRole.MENTOR else self.mentee

    @property
    def asked_first(self) -> list[Person]:
        """Whose answer is awaited first, in the order the programme's lead has chosen."""
        if self.is_request:
            return [self.other(self.asker)]
        order = self.programme.consent_order
        if order is ConsentOrder.MENTOR:
            return [self.mentor]
        if order is ConsentOrder.MENTEE:
            return [self.mentee]
        return [self.mentee, self.mentor]

    def is_told_to(self, person: Person) -> bool:
        """Whether this side knows of it: their turn has come, or they asked themselves."""
        if person.id not in self.pair or self.state in UNTOLD:
            return False
        if self.is_request or person.id in {one.id for one in self.asked_first}:
            return True
        return self.accepted_at(self.other(person)) is not None

    def awaits(self, person: Person) -> bool:
        """Whether the match waits for this person's yes or no just now."""
        is_open = self.state is MatchState.PROPOSED and self.is_told_to(person)
        return is_open and self.accepted_at(person) is None

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
