"""Sessions: the times a mentor offers, who booked them, and how they went."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.mentoring.models.pairings import Pairing
from learning.people.models import Person
from learning.scheduling.models import Appointment

LATE = timedelta(hours=24)


class Slot(Base):
    """A time that a mentor offers to the own mentees, or to every colleague."""

    __tablename__ = "slots"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="order"),
        Index("ix_slots_mentor_time", "mentor_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    place: Mapped[str]  # a room, or the address of a call
    is_open_to_all: Mapped[bool]
    offered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    mentor: Mapped[Person] = relationship()
    bookings: Mapped[list[Booking]] = relationship(
        back_populates="slot", order_by="Booking.booked_at"
    )

    @property
    def booking(self) -> Booking | None:
        """Who has it now; a cancelled booking leaves it free again."""
        return next((one for one in self.bookings if one.cancelled_at is None), None)

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at) / timedelta(minutes=1))

    @property
    def link(self) -> str | None:
        """The place, if it is an address to follow."""
        return self.place if self.place.startswith(("https://", "http://")) else None


class Booking(Base):
    """A session of a mentee with the mentor of a slot. One slot has one booking at a time."""

    __tablename__ = "bookings"
    __table_args__ = (
        Index(
            "uq_bookings_slot",
            "slot_id",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slots.id"), index=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    pairing_id: Mapped[int | None] = mapped_column(ForeignKey("pairings.id"), index=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointments.id"), unique=True)
    agenda: Mapped[str] = mapped_column(Text)
    booked_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    held_at: Mapped[datetime | None]  # when the mentor said so

    slot: Mapped[Slot] = relationship(back_populates="bookings", lazy="joined", innerjoin=True)
    mentee: Mapped[Person] = relationship(foreign_keys=[mentee_id])
    pairing: Mapped[Pairing | None] = relationship()
    appointment: Mapped[Appointment] = relationship()
    no_show: Mapped[NoShow | None] = relationship(back_populates="booking", lazy="selectin")

    @property
    def programme_id(self) -> int | None:
        return self.pairing.programme_id if self.pairing else None

    @property
    def is_cancelled_late(self) -> bool:
        return self.cancelled_at is not None and self.is_late(self.cancelled_at)

    def is_late(self, at: datetime) -> bool:
        """Less than a day before the start, when the other has set the time aside."""
        return self.slot.starts_at - at < LATE

    def has(self, person: Person) -> bool:
        """Whether the person is one of the two."""
        return person.id in {self.mentee_id, self.slot.mentor_id}

    def other(self, person: Person) -> Person:
        """The other of the two."""
        return self.slot.mentor if person.id == self.mentee_id else self.mentee

    def is_ahead(self, now: datetime) -> bool:
        """Booked, and not over yet."""
        return self.cancelled_at is None and now < self.slot.ends_at

    def is_over(self, now: datetime) -> bool:
        """The time has passed and nobody has said that it did not take place."""
        return self.cancelled_at is None and self.no_show is None and self.slot.ends_at <= now


class NoShow(Base):
    """One side waited and the other did not come."""

    __tablename__ = "no_shows"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), unique=True)
    reported_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    absent_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    reported_at: Mapped[datetime]

    booking: Mapped[Booking] = relationship(back_populates="no_show")
    absent: Mapped[Person] = relationship(foreign_keys=[absent_id])


class Feedback(Base):
    """What one side thought of a session; read by nobody, shown only as figures of many."""

    __tablename__ = "session_feedback"
    __table_args__ = (
        UniqueConstraint("booking_id", "author_id"),
        CheckConstraint("usefulness BETWEEN 1 AND 4", name="usefulness"),
        CheckConstraint("recommend BETWEEN 0 AND 10", name="recommend"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    about_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    usefulness: Mapped[int]
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    recommend: Mapped[int]
    written_at: Mapped[datetime] = mapped_column(index=True)

    booking: Mapped[Booking] = relationship()
