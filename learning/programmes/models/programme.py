"""A programme: its goal, formats, benefit, audience, targets and leads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.i18n import _
from learning.people.models import Person, Role
from learning.programmes.rules import (
    ConsentOrder,
    EnrolmentRole,
    Format,
    Goal,
    ProgrammeState,
    Step,
    roles_of_formats,
)

ONE_LINE_LENGTH = 90


def words(kind: type[StrEnum]) -> Enum:
    """A column of these words, checked by us and kept as plain text."""
    return Enum(kind, native_enum=False, length=20, values_callable=list)


class Programme(Base):
    __tablename__ = "programmes"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    goal: Mapped[Goal] = mapped_column(words(Goal))
    goal_text: Mapped[str] = mapped_column(Text, default="")
    formats: Mapped[list[str]] = mapped_column(JSON, default=list)  # values of Format
    state: Mapped[ProgrammeState] = mapped_column(
        words(ProgrammeState), default=ProgrammeState.DRAFT, index=True
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
    mentors_per_mentee: Mapped[int] = mapped_column(default=1, server_default="1")  # at most
    consent_order: Mapped[ConsentOrder] = mapped_column(
        words(ConsentOrder), default=ConsentOrder.NONE
    )
    is_rematch_approved: Mapped[bool] = mapped_column(default=False)  # a lead agrees first
    waits_by_priority: Mapped[bool] = mapped_column(default=False)  # else the first comers first
    code_of_conduct: Mapped[str] = mapped_column(Text, default="")
    code_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    leads: Mapped[list[ProgrammeLead]] = relationship(
        back_populates="programme", cascade="all, delete-orphan", order_by="ProgrammeLead.id"
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

    @property
    def has_been_opened(self) -> bool:
        return self.state is not ProgrammeState.DRAFT

    def has_format(self, wanted: Format) -> bool:
        return wanted.value in self.formats

    @property
    def chosen_formats(self) -> list[Format]:
        """The formats in the order in which the product names them."""
        return [one for one in Format if one.value in self.formats]

    @property
    def roles(self) -> list[EnrolmentRole]:
        """The roles in which one may join."""
        return roles_of_formats(self.formats)

    def benefit_of(self, role: EnrolmentRole) -> str:
        """What the side of this role gains."""
        return self.giver_benefit if role.is_giver else self.receiver_benefit

    def gaps(self, today: date) -> Iterator[tuple[Step, str]]:
        """What is still missing before it can open, each with the step where it is given."""
        if not self.goal_text:
            yield Step.GOAL, _("Say what will be different for people.")
        if not self.formats:
            yield Step.FORMATS, _("Choose at least one format.")
        if not self.is_evergreen and (self.starts_on is None or self.ends_on is None):
            yield (
                Step.FORMATS,
                _("Give the first and the last day, or let people join at any time."),
            )
        if not self.one_line:
            yield Step.BENEFITS, _("Write the one line people can repeat in a corridor.")
        if not (self.giver_benefit and self.receiver_benefit and self.manager_benefit):
            yield Step.BENEFITS, _("Say what givers, receivers and their managers gain.")
        if not self.targets:
            yield Step.TARGETS, _("Set at least one target: a measure, where it is now, where to.")
        elif not self.has_been_opened and all(target.due_on < today for target in self.targets):
            yield Step.TARGETS, _("Give a target a date that is still to come.")
        if not self.leads:
            yield Step.GOAL, _("Name somebody who leads it.")


class ProgrammeLead(Base):
    __tablename__ = "programme_leads"
    __table_args__ = (UniqueConstraint("programme_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    since: Mapped[datetime]

    programme: Mapped[Programme] = relationship(back_populates="leads")
    person: Mapped[Person] = relationship(lazy="joined")

    @property
    def is_able(self) -> bool:
        """Whether this person still works here and still may lead programmes."""
        return self.person.is_active and Role.PROGRAMME_LEAD in self.person.roles


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
    role: Mapped[EnrolmentRole] = mapped_column(words(EnrolmentRole))
    text: Mapped[str]
    use: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class CodeOfConduct(Base):
    """One version of a programme's code, kept because people agreed to just these words."""

    __tablename__ = "programme_codes"
    __table_args__ = (UniqueConstraint("programme_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]
