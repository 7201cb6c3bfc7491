"""How sessions went: who did not come, and what each side thought."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.mentoring.models.sessions import Booking
from learning.people.models import Person

DISPUTABLE = timedelta(days=7)


class NoShow(Base):
    """One side waited and the other did not come."""

    __tablename__ = "no_shows"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), unique=True)
    reported_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    absent_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    reported_at: Mapped[datetime]
    disputed_at: Mapped[datetime | None]  # the absent one says otherwise, so it counts for nothing
    dispute: Mapped[str] = mapped_column(Text, default="")

    booking: Mapped[Booking] = relationship(back_populates="no_show")
    absent: Mapped[Person] = relationship(foreign_keys=[absent_id])

    def is_disputable(self, now: datetime) -> bool:
        return self.disputed_at is None and now < self.reported_at + DISPUTABLE


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
    recommend: Mapped[int | None]  # not asked after a flash talk
    written_at: Mapped[datetime] = mapped_column(index=True)

    booking: Mapped[Booking] = relationship()
