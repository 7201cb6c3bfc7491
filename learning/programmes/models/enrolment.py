"""Who takes part, and who has been asked to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models import Person
from learning.programmes.models.programme import Programme, words
from learning.programmes.rules import EnrolmentRole, EnrolmentState


class Enrolment(Base):
    """A person in one role of a programme, by their own will."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("programme_id", "person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[EnrolmentRole] = mapped_column(words(EnrolmentRole))
    state: Mapped[EnrolmentState] = mapped_column(words(EnrolmentState), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # question id → text
    capacity: Mapped[int | None]  # own limit: people a giver has at a time, mentors of a mentee
    # what a mentee wants to reach, or a mentor helps to reach: keys of PERSONAL_GOALS
    goals: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    # what of the own answers matters most: rules of matching, by their keys
    matters: Mapped[list[str]] = mapped_column(JSON, default=list)
    priority: Mapped[int] = mapped_column(default=0)  # on a waiting list: the larger, the sooner
    code_version: Mapped[int | None]  # of the code of conduct they agreed to
    paused_until: Mapped[date | None]  # this role alone; the first day back
    hidden_at: Mapped[datetime | None]  # nobody finds them until they say that they are there
    applied_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    leave_reason: Mapped[str | None]  # a word of the list; shown only as counts of five and more

    programme: Mapped[Programme] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    def is_paused(self, today: date) -> bool:
        """Whether the person rests in this role, or from everything."""
        return any(
            until is not None and until > today
            for until in (self.paused_until, self.person.paused_until)
        )

    @property
    def has_old_code(self) -> bool:
        """Whether the code of conduct has changed since this person agreed to it."""
        return (
            self.state.is_living
            and bool(self.programme.code_of_conduct)
            and self.code_version != self.programme.code_version
        )


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
