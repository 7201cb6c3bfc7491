"""A programme and who takes part in it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models import Person


class Goal(StrEnum):
    ADAPTATION = "adaptation"  # newcomers find their feet sooner
    EXPERTS = "experts"  # leaders and experts are found
    CAREER = "career"  # people grow
    OWN = "own"


class Format(StrEnum):
    MENTORING = "mentoring"
    FLASH = "flash"
    TANDEM = "tandem"
    CIRCLE = "circle"
    BUDDY = "buddy"
    COFFEE = "coffee"
    ACADEMY = "academy"
    REVIEWS = "reviews"
    REFLECTION = "reflection"
    CLINIC = "clinic"


class ProgrammeState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    RUNNING = "running"
    CLOSING = "closing"
    CLOSED = "closed"
    ARCHIVED = "archived"


class EnrolmentRole(StrEnum):
    MENTOR = "mentor"
    MENTEE = "mentee"
    BUDDY = "buddy"
    NEWCOMER = "newcomer"
    EXPERT = "expert"
    PARTICIPANT = "participant"


class EnrolmentState(StrEnum):
    APPLIED = "applied"
    WAITING = "waiting"  # all seats taken
    ACTIVE = "active"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # by the person
    REMOVED = "removed"  # by a lead


def _words(kind: type[StrEnum]) -> Enum:
    return Enum(kind, native_enum=False, length=20, values_callable=list)


class Programme(Base):
    __tablename__ = "programmes"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    goal: Mapped[Goal] = mapped_column(_words(Goal))
    goal_text: Mapped[str] = mapped_column(Text, default="")
    formats: Mapped[list[str]] = mapped_column(JSON, default=list)  # values of Format
    state: Mapped[ProgrammeState] = mapped_column(
        _words(ProgrammeState), default=ProgrammeState.DRAFT, index=True
    )
    is_evergreen: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    # one line to repeat in a corridor, and what each side gains
    one_line: Mapped[str] = mapped_column(default="")
    giver_benefit: Mapped[str] = mapped_column(Text, default="")
    receiver_benefit: Mapped[str] = mapped_column(Text, default="")
    manager_benefit: Mapped[str] = mapped_column(Text, default="")
    # roster field → accepted values, such as {"department": ["Design"]}; empty invites everyone
    audience: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    is_approval_needed: Mapped[bool] = mapped_column(default=True)
    seats: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # role → places, absent: any
    mentor_capacity: Mapped[int] = mapped_column(default=2)  # most mentees a mentor may have here
    code_of_conduct: Mapped[str] = mapped_column(Text, default="")
    code_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    leads: Mapped[list[ProgrammeLead]] = relationship(
        back_populates="programme", cascade="all, delete-orphan", lazy="selectin"
    )
    targets: Mapped[list[Target]] = relationship(
        back_populates="programme", cascade="all, delete-orphan", order_by="Target.id"
    )
    questions: Mapped[list[Question]] = relationship(
        cascade="all, delete-orphan", order_by="Question.position"
    )

    def is_led_by(self, person: Person) -> bool:
        return any(lead.person_id == person.id for lead in self.leads)

    @property
    def is_joinable(self) -> bool:
        return self.state in {ProgrammeState.OPEN, ProgrammeState.RUNNING}

    def has_format(self, wanted: Format) -> bool:
        return wanted.value in self.formats


class ProgrammeLead(Base):
    __tablename__ = "programme_leads"
    __table_args__ = (UniqueConstraint("programme_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    since: Mapped[datetime]

    programme: Mapped[Programme] = relationship(back_populates="leads")
    person: Mapped[Person] = relationship(lazy="joined")


class Target(Base):
    """What the programme wants to reach, by which day, measured by one of §10's indicators."""

    __tablename__ = "programme_targets"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    measure: Mapped[str]  # key of an indicator
    baseline: Mapped[float]
    target: Mapped[float]
    due_on: Mapped[date]

    programme: Mapped[Programme] = relationship(back_populates="targets")


class Question(Base):
    """Asked at enrolment; `use` says for what: "matching" or "lead"."""

    __tablename__ = "programme_questions"
    __table_args__ = (CheckConstraint("use IN ('matching', 'lead')", name="use"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    role: Mapped[EnrolmentRole] = mapped_column(_words(EnrolmentRole))
    text: Mapped[str]
    use: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class Enrolment(Base):
    """A person in one role of a programme, by their own will."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("programme_id", "person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[EnrolmentRole] = mapped_column(_words(EnrolmentRole))
    state: Mapped[EnrolmentState] = mapped_column(_words(EnrolmentState), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # question id → text
    capacity: Mapped[int | None]  # a giver's own limit of people at a time
    code_version: Mapped[int | None]  # of the code of conduct they agreed to
    applied_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    leave_reason: Mapped[str | None]  # a word of the list; shown only as counts of five and more

    programme: Mapped[Programme] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Invitation(Base):
    __tablename__ = "programme_invitations"
    __table_args__ = (UniqueConstraint("programme_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    invited_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    sent_at: Mapped[datetime]
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class TopicRequest(Base):
    """A topic somebody offers or wishes for; `kind` says as what: "article" or "talk"."""

    __tablename__ = "topic_requests"
    __table_args__ = (
        CheckConstraint("kind IN ('article', 'talk')", name="kind"),
        CheckConstraint("state IN ('open', 'planned', 'done', 'declined')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    title: Mapped[str]
    why: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    reason: Mapped[str] = mapped_column(Text, default="")  # why it was declined
    proposed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    expert_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    proposed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship()
    proposer: Mapped[Person] = relationship(foreign_keys=[proposed_by])
    expert: Mapped[Person | None] = relationship(foreign_keys=[expert_id])
    votes: Mapped[list[TopicVote]] = relationship(
        cascade="all, delete-orphan", back_populates="topic_request", lazy="selectin"
    )


class TopicVote(Base):
    __tablename__ = "topic_votes"
    __table_args__ = (UniqueConstraint("topic_request_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_request_id: Mapped[int] = mapped_column(ForeignKey("topic_requests.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)

    topic_request: Mapped[TopicRequest] = relationship(back_populates="votes")
