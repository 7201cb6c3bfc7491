"""Calendars outside: the one whose busy times we read, and the feeds that others read of us."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.outbox import Owed
from learning.people.models import Person


class BusyCalendar(Base):
    """A private address at which somebody's other calendar tells when they are busy.

    The address opens the calendar to whoever has it, so it is kept sealed with the installation's
    secret.
    """

    __tablename__ = "busy_calendars"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    sealed_address: Mapped[str]
    host: Mapped[str]  # of the address, to be shown
    read_at: Mapped[datetime | None]  # when it last was read well
    failure: Mapped[str] = mapped_column(default="")  # why the last reading failed, as a word

    person: Mapped[Person] = relationship()


class BusyReading(Owed, Base):
    """One reading of a calendar outside, owed; each one done owes the next."""

    __tablename__ = "busy_readings"

    calendar_id: Mapped[int] = mapped_column(ForeignKey("busy_calendars.id"), index=True)

    calendar: Mapped[BusyCalendar] = relationship()


class BusyTime(Base):
    """A stretch in which somebody's other calendar says busy: the time, never what it is."""

    __tablename__ = "busy_times"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="order"),
        Index("ix_busy_times_person_time", "person_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class FeedToken(Base):
    """An address at which calendar programs read somebody's meetings; it dies with the account.

    One address tells all, the other only when the person is busy.
    """

    __tablename__ = "feed_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)  # SHA-256
    is_busy_only: Mapped[bool]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined")
