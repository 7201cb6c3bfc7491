"""What happens in circles: their sessions and the notes they share."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.mentoring.models.sessions import BookingSeries
from learning.people.models import Person
from learning.programmes.models import Circle
from learning.scheduling.models import Appointment


class CircleSession(Base):
    """A meeting of a circle; who comes is whose time its appointment takes."""

    __tablename__ = "circle_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointments.id"), unique=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("booking_series.id"), index=True)
    place: Mapped[str]
    agenda: Mapped[str] = mapped_column(Text)
    scheduled_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    scheduled_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    cancel_reason: Mapped[str] = mapped_column(Text, default="")

    circle: Mapped[Circle] = relationship(lazy="joined", innerjoin=True)
    appointment: Mapped[Appointment] = relationship(lazy="joined", innerjoin=True)
    series: Mapped[BookingSeries | None] = relationship()

    @property
    def starts_at(self) -> datetime:
        return self.appointment.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.appointment.ends_at

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at) / timedelta(minutes=1))

    @property
    def link(self) -> str | None:
        """The place, if it is an address to follow."""
        return self.place if self.place.startswith(("https://", "http://")) else None

    def is_ahead(self, now: datetime) -> bool:
        """Stands, and is not over yet."""
        return self.cancelled_at is None and now < self.ends_at


class CircleNote(Base):
    """Something a member wrote down for all of the circle."""

    __tablename__ = "circle_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circles.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]

    author: Mapped[Person] = relationship()
