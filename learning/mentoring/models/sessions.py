"""Sessions: the times a mentor offers, who booked them, and what is to happen to them when."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    Enum,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.mentoring.models.flash import FlashTalk
from learning.mentoring.models.pairings import Pairing
from learning.outbox import Owed
from learning.people.models import Person
from learning.scheduling.models import Appointment

if TYPE_CHECKING:
    from learning.mentoring.models.office_hours import OfficeHour
    from learning.mentoring.models.outcomes import NoShow
    from learning.mentoring.models.tandems import TaughtTime

LATE = timedelta(hours=24)
MOST_MOVES = 2


class Ending(StrEnum):
    """Why a booking no longer stands."""

    CANCELLED = "cancelled"
    DECLINED = "declined"  # the host said no to a request
    EXPIRED = "expired"  # the host said nothing in time
    MOVED = "moved"  # another booking took its place


_WAITS = text("cancelled_at IS NULL AND accepted_at IS NULL AND answer_by IS NOT NULL")


def _while_it_stands(name: str, *columns: str) -> Index:
    """At most one booking that stands has these values."""
    stands = text("cancelled_at IS NULL")
    return Index(name, *columns, unique=True, sqlite_where=stands, postgresql_where=stands)


class Slot(Base):
    """A time that a mentor offers to the own mentees, or to every colleague.

    Offered by hand, or made of the mentor's hours in the moment somebody books it. With more than
    one seat it is a session of a group, which is called off a day before if fewer than `least`
    have booked.
    """

    __tablename__ = "slots"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="order"),
        CheckConstraint("seats BETWEEN 1 AND 100", name="seats"),
        CheckConstraint("least BETWEEN 1 AND seats", name="least"),
        Index("ix_slots_mentor_time", "mentor_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    place: Mapped[str]  # a room, or the address of a call
    is_open_to_all: Mapped[bool]
    is_from_hours: Mapped[bool] = mapped_column(default=False)
    is_on_request: Mapped[bool] = mapped_column(default=False)
    seats: Mapped[int] = mapped_column(default=1)
    least: Mapped[int] = mapped_column(default=1)
    notice_minutes: Mapped[int] = mapped_column(default=0)
    choose_by: Mapped[datetime | None]  # until when the host chooses among those who ask
    offered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    mentor: Mapped[Person] = relationship()
    bookings: Mapped[list[Booking]] = relationship(
        back_populates="slot", order_by="Booking.booked_at"
    )
    office_hour: Mapped[OfficeHour | None] = relationship(back_populates="slot")

    @property
    def live(self) -> list[Booking]:
        """Who has it now; a cancelled booking leaves its seat free again."""
        return [one for one in self.bookings if one.cancelled_at is None]

    @property
    def booking(self) -> Booking | None:
        """The first who has it now."""
        return next(iter(self.live), None)

    @property
    def is_group(self) -> bool:
        return self.seats > 1

    @property
    def seats_left(self) -> int:
        return self.seats - len(self.live)

    @property
    def closes_at(self) -> datetime:
        """Until when it can be booked."""
        return self.starts_at - timedelta(minutes=self.notice_minutes)

    def is_chosen_for(self, now: datetime) -> bool:
        """Whether guests ask just now, and the host chooses among them."""
        return self.choose_by is not None and now < self.choose_by

    def overlaps(self, start: datetime, end: datetime) -> bool:
        return self.starts_at < end and start < self.ends_at

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at) / timedelta(minutes=1))

    @property
    def link(self) -> str | None:
        """The place, if it is an address to follow."""
        return self.place if self.place.startswith(("https://", "http://")) else None


class Booking(Base):
    """A session of a mentee with the mentor of a slot. A seat has one booking at a time.

    A time to be agreed to is taken at once and given back if `answer_by` passes without a yes. A
    booking that is moved ends, and the one in its place keeps the appointment, so calendars see
    one meeting.
    """

    __tablename__ = "bookings"
    __table_args__ = (
        _while_it_stands("uq_bookings_seat", "slot_id", "seat"),
        _while_it_stands("uq_bookings_guest", "slot_id", "mentee_id"),
        UniqueConstraint("mentee_id", "submission"),
        CheckConstraint("moves BETWEEN 0 AND 2", name="moves"),
        # every booking looks for requests that ran out: they are few among all there ever were
        Index("ix_bookings_waiting", "answer_by", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slots.id"), index=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    pairing_id: Mapped[int | None] = mapped_column(ForeignKey("pairings.id"), index=True)
    flash_id: Mapped[int | None] = mapped_column(ForeignKey("flash_talks.id"), index=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointments.id"), index=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("booking_series.id"), index=True)
    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"), unique=True)
    moves: Mapped[int] = mapped_column(default=0)
    seat: Mapped[int] = mapped_column(default=1)
    submission: Mapped[str | None]  # what the form was numbered, so that twice is once
    agenda: Mapped[str] = mapped_column(Text)
    booked_at: Mapped[datetime]
    answer_by: Mapped[datetime | None]  # a request: how long its host may think
    accepted_at: Mapped[datetime | None]
    ending: Mapped[Ending | None] = mapped_column(
        Enum(Ending, native_enum=False, length=20, values_callable=list)
    )
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    held_at: Mapped[datetime | None]  # when the mentor said so

    slot: Mapped[Slot] = relationship(back_populates="bookings", lazy="joined", innerjoin=True)
    mentee: Mapped[Person] = relationship(foreign_keys=[mentee_id])
    pairing: Mapped[Pairing | None] = relationship()
    flash: Mapped[FlashTalk | None] = relationship()
    appointment: Mapped[Appointment] = relationship()
    series: Mapped[BookingSeries | None] = relationship()
    moved_from: Mapped[Booking | None] = relationship(
        remote_side="Booking.id", back_populates="moved_to", uselist=False
    )
    moved_to: Mapped[Booking | None] = relationship(back_populates="moved_from", uselist=False)
    no_show: Mapped[NoShow | None] = relationship(back_populates="booking", lazy="joined")
    taught_time: Mapped[TaughtTime | None] = relationship(viewonly=True)

    @property
    def programme_id(self) -> int | None:
        within = self.pairing or self.flash
        return within.programme_id if within else None

    @property
    def is_request(self) -> bool:
        """Waits for the host's yes."""
        return self.answer_by is not None and self.accepted_at is None and self.cancelled_at is None

    @property
    def is_settled(self) -> bool:
        """Moved as often as a session can be."""
        return self.moves >= MOST_MOVES

    @property
    def is_cancelled_late(self) -> bool:
        return (
            self.ending == Ending.CANCELLED
            and self.cancelled_at is not None
            and self.is_late(self.cancelled_at)
        )

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


class Rhythm(StrEnum):
    """How a series goes on."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"  # on the same weekday of its month, such as the second Tuesday


class BookingSeries(Base):
    """Sessions booked together, each at the same clock time of the host's zone."""

    __tablename__ = "booking_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    rhythm: Mapped[Rhythm] = mapped_column(
        Enum(Rhythm, native_enum=False, length=20, values_callable=list)
    )
    timezone: Mapped[str]
    booked_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    booked_at: Mapped[datetime]


class Handover(Base):
    """Another host took the session over; the booking stays the same."""

    __tablename__ = "handovers"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    handed_at: Mapped[datetime]

    giver: Mapped[Person] = relationship(foreign_keys=[from_id])
    taker: Mapped[Person] = relationship(foreign_keys=[to_id])


class Deadline(Owed, Base):
    """Something that happens to a booking, an offer or a group by itself when its moment comes."""

    __tablename__ = "booking_deadlines"

    kind: Mapped[str]  # what `meet_deadline` knows it by
    object_id: Mapped[int]
