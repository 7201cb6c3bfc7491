"""Sessions and flash talks of a programme, and what people said of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, cast, literal, null, or_, select, union_all

from learning.extensions import db
from learning.mentoring.models import (
    Booking,
    CircleSession,
    Ending,
    Feedback,
    FlashTalk,
    Pairing,
    Presence,
    Slot,
)
from learning.mentoring.models.sessions import LATE
from learning.mentoring.queries import circle_took_place
from learning.mentoring.rules import Answer
from learning.metrics.rules import Window
from learning.programmes.models import Circle, Programme
from learning.scheduling.models import Appointment, Attendance


@dataclass(frozen=True)
class Session:
    """A session of two or of a circle: when it was to be, for whom, and what came of it."""

    starts_at: datetime
    ends_at: datetime
    people: tuple[int, ...]
    is_held: bool
    cancelled_at: datetime | None

    @property
    def is_scheduled(self) -> bool:
        """Not called off in time, so that somebody had set the time aside."""
        return self.cancelled_at is None or self.starts_at - self.cancelled_at < LATE


@dataclass(frozen=True)
class Said:
    """One side's answer, and when its session ended."""

    answer: Answer
    ended_at: datetime


@dataclass(frozen=True)
class Sessions:
    """What became of the sessions that were to end in one window."""

    scheduled: int
    held: int
    people: int  # different people in the scheduled ones
    people_held: int


def sessions_since(programme: Programme, start: datetime) -> list[Session]:
    """The sessions of pairs and circles and the flash talks that were to begin since then."""
    rows = db.session.execute(
        union_all(_of_two(programme, start), _of_circles(programme, start)).order_by(
            "kind", "id", "person_id"
        )
    )
    found = []
    for _session, some in groupby(rows, lambda row: (row.kind, row.id)):
        people = list(some)
        one = people[0]
        others = [] if one.other_id is None else [one.other_id]
        found.append(
            Session(
                one.starts_at,
                one.ends_at,
                tuple([row.person_id for row in people] + others),
                bool(one.is_held),
                one.cancelled_at,
            )
        )
    return found


def _of_two(programme: Programme, start: datetime) -> Any:
    return (
        select(
            literal("two", String).label("kind"),
            Booking.id.label("id"),
            Slot.starts_at,
            Slot.ends_at,
            Booking.cancelled_at,
            Booking.held_at.is_not(None).label("is_held"),
            Slot.mentor_id.label("person_id"),
            Booking.mentee_id.label("other_id"),
        )
        .join(Slot, Slot.id == Booking.slot_id)
        .outerjoin(Pairing, Pairing.id == Booking.pairing_id)
        .outerjoin(FlashTalk, FlashTalk.id == Booking.flash_id)
        .where(
            _of(programme),
            Slot.starts_at >= start,
            # a session moved, or asked for and never agreed to, was not to take place then
            or_(Booking.ending.is_(None), Booking.ending == Ending.CANCELLED),
            or_(Booking.answer_by.is_(None), Booking.accepted_at.is_not(None)),
        )
    )


def _of_circles(programme: Programme, start: datetime) -> Any:
    """A row for each who came, or else was to come."""
    return (
        select(
            literal("circle", String),
            CircleSession.id,
            Appointment.starts_at,
            Appointment.ends_at,
            CircleSession.cancelled_at,
            circle_took_place(),
            Attendance.person_id,
            cast(null(), Integer),
        )
        .join(CircleSession.appointment)
        .join(CircleSession.circle)
        .join(Attendance, Attendance.appointment_id == Appointment.id)
        .outerjoin(
            Presence,
            (Presence.appointment_id == Attendance.appointment_id)
            & (Presence.person_id == Attendance.person_id),
        )
        .where(
            Circle.programme_id == programme.id,
            Appointment.starts_at >= start,
            # who had said that they cannot come was not to come
            or_(Attendance.released_at.is_(None), CircleSession.cancelled_at.is_not(None)),
            Presence.is_present.is_distinct_from(False),
        )
    )


def in_window(sessions: Iterable[Session], window: Window) -> Sessions:
    """Count the sessions whose end lies in the window."""
    due = [one for one in sessions if window.has(one.ends_at) and one.is_scheduled]
    held = [one for one in due if one.is_held]
    return Sessions(len(due), len(held), _people(due), _people(held))


def answers(programme: Programme) -> list[Said]:
    """What both sides answered after sessions and flash talks of the programme."""
    query = (
        select(
            Feedback.author_id,
            Feedback.written_at,
            Feedback.usefulness,
            Feedback.recommend,
            Slot.ends_at,
        )
        .join(Booking, Booking.id == Feedback.booking_id)
        .join(Slot, Slot.id == Booking.slot_id)
        .outerjoin(Pairing, Pairing.id == Booking.pairing_id)
        .outerjoin(FlashTalk, FlashTalk.id == Booking.flash_id)
        .where(_of(programme))
    )
    return [
        Said(Answer(row.author_id, row.written_at, row.usefulness, (), row.recommend), row.ends_at)
        for row in db.session.execute(query)
    ]


def _of(programme: Programme) -> ColumnElement[bool]:
    return or_(Pairing.programme_id == programme.id, FlashTalk.programme_id == programme.id)


def _people(sessions: Iterable[Session]) -> int:
    return len({person for one in sessions for person in one.people})
