"""A person, and the relations that other features ask about."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from learning.extensions import Base
from learning.people.rules.text import folded

if TYPE_CHECKING:
    from learning.people.models.skills import PersonSkill

NEWCOMER_DAYS = 90


class Role(StrEnum):
    """What a person may do company-wide; mentor, buddy and expert are relations instead."""

    ADMIN = "admin"
    MODERATOR = "moderator"
    PROGRAMME_LEAD = "programme_lead"
    AUDITOR = "auditor"
    HR_INTEGRATION = "hr_integration"


class Department(Base):
    __tablename__ = "departments"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Person(Base):
    """Somebody who works here, or did. Flask-Login's current user is one."""

    __tablename__ = "people"
    is_authenticated = True
    is_anonymous = False

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[str | None] = mapped_column(unique=True)
    email: Mapped[str] = mapped_column(unique=True)  # always lower case
    name: Mapped[str] = mapped_column(index=True)
    name_key: Mapped[str] = mapped_column(index=True)  # the name as it is looked for
    job_title: Mapped[str] = mapped_column(default="")
    job_title_key: Mapped[str] = mapped_column(default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    location: Mapped[str] = mapped_column(default="", index=True)
    timezone: Mapped[str] = mapped_column(default="")  # IANA name, or empty where unknown
    language: Mapped[str] = mapped_column(default="en")  # of the pages and mails
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    started_on: Mapped[date | None] = mapped_column(index=True)
    joined_at: Mapped[datetime | None]  # when the account was made
    deactivated_at: Mapped[datetime | None]
    # sign-ins, feeds and links from before an account was opened again are worth nothing
    reopened_at: Mapped[datetime | None]
    # what the roster last said of the parts that people keep themselves, and whether it let go
    # of them; so an import repeats nothing that the person has changed since
    roster: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # by field of the company's own, such as a career stage: for figures of whole groups alone,
    # never shown of a person and never part of a match
    groups: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")

    story: Mapped[str] = mapped_column(Text, default="")
    ask_me_about: Mapped[str] = mapped_column(default="")
    interests: Mapped[list[str]] = mapped_column(JSON, default=list)
    # weekday "0" (Monday) to "6" → ["09:00", "17:00"] in the person's own zone
    working_hours: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    # field → "colleagues" | "pairs" | "matching" | "me"; absent means the field's default
    privacy: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    photo_key: Mapped[str | None]
    paused_until: Mapped[date | None]

    department: Mapped[Department | None] = relationship(lazy="joined")
    manager: Mapped[Person | None] = relationship(remote_side="Person.id")
    grants: Mapped[list[RoleGrant]] = relationship(
        foreign_keys="RoleGrant.person_id", back_populates="person"
    )
    languages: Mapped[list[PersonLanguage]] = relationship(
        order_by="PersonLanguage.position", cascade="all, delete-orphan", lazy="select"
    )
    skills: Mapped[list[PersonSkill]] = relationship(
        cascade="all, delete-orphan", lazy="select", back_populates="person"
    )

    @validates("name", "job_title")
    def _keep_key(self, column: str, text: str) -> str:
        setattr(self, f"{column}_key", folded(text))
        return text

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None

    @property
    def roles(self) -> frozenset[str]:
        """The company-wide roles this person holds, as words."""
        return frozenset(grant.role.value for grant in self.grants)

    def honours(self, given_at: datetime) -> bool:
        """Whether what opened the account at that moment still does: not past a closing."""
        return self.is_active and (self.reopened_at is None or given_at >= self.reopened_at)

    def is_newcomer(self, today: date) -> bool:
        """Within the first `NEWCOMER_DAYS` days, or hired and not here yet."""
        return self.started_on is not None and (today - self.started_on).days < NEWCOMER_DAYS


class RoleGrant(Base):
    __tablename__ = "role_grants"
    __table_args__ = (UniqueConstraint("person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[Role] = mapped_column(
        Enum(Role, native_enum=False, length=20, values_callable=list)
    )
    granted_at: Mapped[datetime]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id], back_populates="grants")


class PersonLanguage(Base):
    __tablename__ = "person_languages"
    __table_args__ = (
        UniqueConstraint("person_id", "code"),
        CheckConstraint("level IN ('basic', 'working', 'native')", name="level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    code: Mapped[str]  # ISO 639
    level: Mapped[str]
    reads: Mapped[bool] = mapped_column(default=True)  # shown to them by search
    position: Mapped[int] = mapped_column(default=0)


class Avoidance(Base):
    """Private: this person does not want to be paired with the other, in any format."""

    __tablename__ = "avoidances"
    __table_args__ = (UniqueConstraint("person_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)

    other: Mapped[Person] = relationship(foreign_keys=[other_id])


class Tie(Base):
    """Two people who work together just now, written by the feature that paired them.

    People of one pair see each other's contact details; `kind` is the feature's word, such as
    "mentoring" or "buddies", `object_id` its pairing. One row stands for both directions.
    """

    __tablename__ = "ties"
    __table_args__ = (
        UniqueConstraint("kind", "object_id", "person_id", "other_id"),
        Index("ix_ties_person_other", "person_id", "other_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    object_id: Mapped[int]
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
