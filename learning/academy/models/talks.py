"""Talks: events with a time, a host and seats, and who takes part."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.academy.models.calls import TalkProposal
from learning.academy.models.topics import Topic
from learning.extensions import Base
from learning.files.models import Upload
from learning.outbox import Owed
from learning.people.models import Person
from learning.scheduling.models import Appointment

APPOINTMENT = "academy.talk"  # the kind of the appointment that a talk holds
WAITING = "academy.talk"  # the queue of its waiting list


class Talk(Base):
    """One date of a talk; the dates of a series share `series_id`, the number of the first."""

    __tablename__ = "talks"
    __table_args__ = (
        CheckConstraint("seats IS NULL OR seats > 0", name="seats"),
        UniqueConstraint("proposal_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), index=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("talks.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("talk_proposals.id"))
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointments.id"), unique=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    title: Mapped[str]
    why: Mapped[str]  # why come, in a sentence
    about: Mapped[str] = mapped_column(Text, default="")  # Markdown
    html: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str]
    place: Mapped[str]  # a room, or the address of a call
    seats: Mapped[int | None]  # None: as many as come
    code: Mapped[str]  # told in the room; whoever types it was there
    planned_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    planned_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    recording_id: Mapped[int | None] = mapped_column(ForeignKey("uploads.id"), index=True)
    recording_link: Mapped[str] = mapped_column(default="")
    slides_id: Mapped[int | None] = mapped_column(ForeignKey("uploads.id"), index=True)
    slides_link: Mapped[str] = mapped_column(default="")
    slides_name: Mapped[str] = mapped_column(default="")
    chapters: Mapped[list[tuple[int, str]]] = mapped_column(JSON, default=list)  # second, title

    topic: Mapped[Topic] = relationship()
    proposal: Mapped[TalkProposal | None] = relationship(back_populates="talk")
    appointment: Mapped[Appointment] = relationship()
    host: Mapped[Person] = relationship(foreign_keys=[host_id])
    recording: Mapped[Upload | None] = relationship(foreign_keys=[recording_id])
    slides: Mapped[Upload | None] = relationship(foreign_keys=[slides_id])

    @property
    def starts_at(self) -> datetime:
        return self.appointment.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.appointment.ends_at

    @property
    def minutes(self) -> int:
        return (self.ends_at - self.starts_at) // timedelta(minutes=1)

    @property
    def is_call(self) -> bool:
        """Whether the place is an address of the web."""
        return self.place.startswith(("https://", "http://"))

    @property
    def is_recorded(self) -> bool:
        return self.recording_id is not None or bool(self.recording_link)

    def takes_guests(self, now: datetime) -> bool:
        """Whether one can still sign up."""
        return self.cancelled_at is None and now < self.starts_at

    def has_begun(self, now: datetime) -> bool:
        return self.cancelled_at is None and now >= self.starts_at


class TalkSeat(Base):
    """Somebody who signed up for a talk; given up or not, there or not."""

    __tablename__ = "talk_seats"
    __table_args__ = (UniqueConstraint("talk_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talks.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    taken_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    attended_at: Mapped[datetime | None]

    talk: Mapped[Talk] = relationship()
    person: Mapped[Person] = relationship()


class TalkDeadline(Owed, Base):
    """Something that happens to a talk or an offer by itself when its moment comes."""

    __tablename__ = "talk_deadlines"

    kind: Mapped[str]  # "offer", "feedback" or "release"
    object_id: Mapped[int]
