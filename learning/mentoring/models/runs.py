"""Match runs: what a lead drafts, compares and publishes, and the rules they match by."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.outbox import MAX_ATTEMPTS, Owed
from learning.people.models import Person
from learning.programmes.models import Circle, Programme


class MatchSettings(Base):
    """The rules and the order of aims a programme matches by; without a row the house's own."""

    __tablename__ = "match_settings"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    objective: Mapped[list[str]] = mapped_column(JSON)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))


class MatchRun(Base):
    """One match of a programme's mentees with its mentors; a draft until it is published.

    With `least` and `most` it makes circles of such sizes, led by mentors, and not pairs: then a
    match of it is a seat in the circle of its mentor.

    A run keeps its own copy of the settings; `rules` and `objective` are empty in runs from before
    there were any. `seats` are places given to mentors in this draft alone, by the mentor's id.
    `previous` holds the pairs as they were before the draft was last solved.
    """

    __tablename__ = "match_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    title: Mapped[str] = mapped_column(default="")  # what tells drafts apart
    copied_from_id: Mapped[int | None]  # no foreign key: the original may be thrown away
    started_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime]
    solved_at: Mapped[datetime]
    rules: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    objective: Mapped[list[str]] = mapped_column(JSON, default=list)
    seats: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    previous: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    mentees: Mapped[int]  # who took part
    wanted: Mapped[int] = mapped_column(default=0, server_default="0")  # mentors by all of them
    mentors: Mapped[int]
    places: Mapped[int]  # free ones of all mentors together
    least: Mapped[int | None]
    most: Mapped[int | None]
    is_optimal: Mapped[bool] = mapped_column(default=True)  # proven, not cut short
    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    programme: Mapped[Programme] = relationship()
    recall: Mapped[RunRecall | None] = relationship(lazy="joined")

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def sizes(self) -> tuple[int, int] | None:
        """How many members a circle of it has, at least and at most; None where it makes pairs."""
        return None if self.least is None or self.most is None else (self.least, self.most)


class RunCircle(Base):
    """A circle that a run makes: who would lead it, and around what.

    `circle_id` is what became of it when the run was published.
    """

    __tablename__ = "match_run_circles"
    __table_args__ = (UniqueConstraint("run_id", "host_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("match_runs.id"))
    host_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    topic: Mapped[str]
    circle_id: Mapped[int | None] = mapped_column(ForeignKey("circles.id"), unique=True)

    run: Mapped[MatchRun] = relationship()
    host: Mapped[Person] = relationship()
    circle: Mapped[Circle | None] = relationship()


class RunRecall(Base):
    """A lead took back whatever of a published run was not answered yet, and said why."""

    __tablename__ = "match_run_recalls"

    run_id: Mapped[int] = mapped_column(ForeignKey("match_runs.id"), primary_key=True)
    recalled_at: Mapped[datetime]
    recalled_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(Text)
    matches: Mapped[int]  # how many were taken back


class RunRecord(Base):
    """What a run was solved from and what came out, so that it can be solved again years later.

    `problem` is compressed JSON; `pairs` are mentee and mentor as the engine chose them, before
    anything was changed by hand; `report` holds the prices of the aims, the bottlenecks and the
    figures of fairness.
    """

    __tablename__ = "match_run_records"

    run_id: Mapped[int] = mapped_column(ForeignKey("match_runs.id"), primary_key=True)
    problem: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    pairs: Mapped[list[list[int]]] = mapped_column(JSON, deferred=True)
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class RunJob(Owed, Base):
    """A run that is solved in the background, since its pool is large.

    `share` says how far it is, from 0 to 1.
    """

    __tablename__ = "match_run_jobs"

    run_id: Mapped[int] = mapped_column(ForeignKey("match_runs.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    share: Mapped[float] = mapped_column(default=0.0)
    cancelled_at: Mapped[datetime | None]

    run: Mapped[MatchRun] = relationship()

    @property
    def is_given_up(self) -> bool:
        """It failed again and again; somebody has to look."""
        return self.attempts >= MAX_ATTEMPTS


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
    rules that left nobody; `remedies` say what would change it, as `explanation.remedies` does.
    """

    __tablename__ = "unmatched_mentees"
    __table_args__ = (UniqueConstraint("run_id", "mentee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("match_runs.id"))
    mentee_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str]
    rules: Mapped[list[str]] = mapped_column(JSON, default=list)
    remedies: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")

    mentee: Mapped[Person] = relationship()
