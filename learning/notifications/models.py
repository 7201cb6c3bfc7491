"""Notices: one row per person and thing they should know, and how they come by mail."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.notifications.rules import Pace
from learning.outbox import Owed
from learning.people.models import Person


class Notification(Owed, Base):
    """A line in the inbox once `due_at` has come, and a mail unless the person chose otherwise.

    `kind` is `<feature>.<notice>` and names the template of its words; `facts` are the plain
    values the words need; `endpoint` and `values` say where the line leads. `calendar` holds
    iCalendar objects, one after another, for the mail to carry. `done_at` is when the mail was
    handed over, left to a digest, or made unnecessary by the person's preference; `mailed_at`
    tells the first from the others.
    """

    __tablename__ = "notifications"
    __table_args__ = (Index("ix_notifications_person_mailed", "person_id", "mailed_at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    endpoint: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    calendar: Mapped[str | None]
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    moot_at: Mapped[datetime | None]  # from then on it is not told any more, however late we are
    mailed_at: Mapped[datetime | None]
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digests.id"), index=True)

    person: Mapped[Person] = relationship()

    def is_over(self, now: datetime) -> bool:
        """What it tells of has passed."""
        return self.moot_at is not None and self.moot_at <= now


class Digest(Owed, Base):
    """One mail for what could wait; notices that join it name it."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("person_id", "due_at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person] = relationship()


class MailChoice(Base):
    """How often a person wants mails that can wait; without a row at once."""

    __tablename__ = "mail_choices"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    pace: Mapped[Pace] = mapped_column(
        Enum(Pace, native_enum=False, length=20, values_callable=list)
    )


class Preference(Base):
    """Whether a person wants one kind of notice by mail; without a row they do."""

    __tablename__ = "notification_preferences"
    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    by_mail: Mapped[bool]
