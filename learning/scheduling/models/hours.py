"""When somebody can be met: weekly hours with their limits, special days, and reminders."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learning.extensions import Base


class Availability(Base):
    """A person's weekly hours for one kind of meeting, on the own clock; "" is every other kind.

    Lengths of time are in the unit that the name says. The limits of the kind "" hold for all.
    """

    __tablename__ = "availabilities"
    __table_args__ = (
        UniqueConstraint("person_id", "kind"),
        CheckConstraint("step_minutes BETWEEN 5 AND 720", name="step"),
        CheckConstraint("notice_hours >= 0 AND notice_hours < horizon_days * 24", name="notice"),
        CheckConstraint("before_minutes >= 0 AND after_minutes >= 0", name="buffers"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    # weekday "0" (Monday) to "6" → [["09:00", "12:00"], …]
    week: Mapped[dict[str, list[list[str]]]] = mapped_column(JSON, default=dict)
    lengths: Mapped[list[int]] = mapped_column(JSON, default=lambda: [30, 60])  # minutes offered
    step_minutes: Mapped[int] = mapped_column(default=30)
    notice_hours: Mapped[int] = mapped_column(default=24)
    horizon_days: Mapped[int] = mapped_column(default=60)
    before_minutes: Mapped[int] = mapped_column(default=0)
    after_minutes: Mapped[int] = mapped_column(default=0)
    most_per_day: Mapped[int | None]
    most_per_week: Mapped[int | None]
    place: Mapped[str] = mapped_column(default="")  # a room, or the address of a call
    holidays_of: Mapped[str] = mapped_column(default="")  # "DE", "DE-BE"; only with kind ""
    updated_at: Mapped[datetime]


class SpecialDay(Base):
    """One date on which the usual hours do not hold, or more are added; for every kind."""

    __tablename__ = "special_days"
    __table_args__ = (UniqueConstraint("person_id", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    on: Mapped[date]
    is_off: Mapped[bool]
    extra: Mapped[list[list[str]]] = mapped_column(JSON, default=list)  # [["18:00", "20:00"], …]
    why: Mapped[str] = mapped_column(default="")  # for the person alone


class SiteHoliday(Base):
    """A day on which nobody works at one site; its name is that of people's `location`."""

    __tablename__ = "site_holidays"
    __table_args__ = (UniqueConstraint("location", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    location: Mapped[str]
    on: Mapped[date]
    name: Mapped[str]
    set_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    set_at: Mapped[datetime]


class ReminderChoice(Base):
    """How long before a meeting the person is reminded; without a row a day and an hour."""

    __tablename__ = "reminder_choices"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    minutes_before: Mapped[list[int]] = mapped_column(JSON)
    # the hours, on the own clock, in which nothing that can wait is sent; "" for none
    quiet_from: Mapped[str] = mapped_column(default="")
    quiet_to: Mapped[str] = mapped_column(default="")
