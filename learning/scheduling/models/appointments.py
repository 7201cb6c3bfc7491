"""Appointments, and the stretch of each person's time that one takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import DDL, CheckConstraint, ForeignKey, Index, UniqueConstraint, event
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models import Person


class Appointment(Base):
    """A meeting of whatever kind; `uid` and `sequence` are what calendars know it by."""

    __tablename__ = "appointments"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # "<feature>.<meeting>"
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    released_at: Mapped[datetime | None]

    attendances: Mapped[list[Attendance]] = relationship(
        back_populates="appointment", cascade="all, delete-orphan"
    )


def _same(column: str) -> Callable[[DefaultExecutionContext], datetime]:
    """A default: what the other column is given."""

    def take(context: DefaultExecutionContext) -> datetime:
        parameters = context.get_current_parameters()  # type: ignore[no-untyped-call]
        value: datetime = parameters[column]
        return value

    return take


class Attendance(Base):
    """One person's time, taken by an appointment until it is released.

    `busy_from` and `busy_until` add the minutes that the person keeps free around a meeting.
    The database itself refuses two that overlap for one person: an exclusion constraint on
    PostgreSQL, triggers on SQLite. Every check before it is a courtesy.
    """

    __tablename__ = "attendances"
    __table_args__ = (
        UniqueConstraint("appointment_id", "person_id"),
        Index("ix_attendances_person_time", "person_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointments.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    busy_from: Mapped[datetime] = mapped_column(default=_same("starts_at"))
    busy_until: Mapped[datetime] = mapped_column(default=_same("ends_at"))
    released_at: Mapped[datetime | None]

    appointment: Mapped[Appointment] = relationship(back_populates="attendances")
    person: Mapped[Person] = relationship()


OVERLAP = "this person's time is taken"

_TRIGGER = """
CREATE TRIGGER attendances_overlap_{name} BEFORE {event} ON attendances
WHEN NEW.released_at IS NULL AND EXISTS (
  SELECT 1 FROM attendances AS other
  WHERE other.person_id = NEW.person_id AND other.released_at IS NULL AND other.id IS NOT NEW.id
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
)
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""

SQLITE_NO_OVERLAP = [
    _TRIGGER.format(name="insert", event="INSERT", message=OVERLAP.replace("'", "''")),
    _TRIGGER.format(name="update", event="UPDATE", message=OVERLAP.replace("'", "''")),
]
POSTGRESQL_NO_OVERLAP = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    (
        "ALTER TABLE attendances ADD CONSTRAINT attendances_overlap EXCLUDE USING gist "
        "(person_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) "
        "WHERE (released_at IS NULL)"
    ),
]

for _dialect, _statements in (
    ("sqlite", SQLITE_NO_OVERLAP),
    ("postgresql", POSTGRESQL_NO_OVERLAP),
):
    for _statement in _statements:
        event.listen(
            Attendance.__table__,
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )
