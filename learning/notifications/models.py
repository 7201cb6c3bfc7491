"""Notices: one row per person and thing they should know."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.outbox import Owed
from learning.people.models import Person


class Notification(Owed, Base):
    """A line in the inbox once `due_at` has come, and a mail unless the person chose otherwise.

    `kind` is `<feature>.<notice>` and names the template of its words; `facts` are the plain
    values the words need; `endpoint` and `values` say where the line leads. `calendar` holds an
    iCalendar object for the mail to carry. `done_at` is when the mail was handed over or the
    person's preference made it unnecessary.
    """

    __tablename__ = "notifications"

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

    person: Mapped[Person] = relationship()


class Preference(Base):
    """Whether a person wants one kind of notice by mail; without a row they do."""

    __tablename__ = "notification_preferences"
    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    by_mail: Mapped[bool]
