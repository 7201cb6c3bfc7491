"""Sessions and flash talks of a programme, and what people said of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from learning.extensions import db
from learning.mentoring.models import Booking, Ending, Feedback, FlashTalk, Pairing, Slot
from learning.mentoring.models.sessions import LATE
from learning.mentoring.rules import Answer
from learning.metrics.rules import Window
from learning.programmes.models import Programme


@dataclass(frozen=True)
class Session:
    """A booked session: when it was to be, for whom, and what came of it."""

    starts_at: datetime
    ends_at: datetime
    people: tuple[int, int]
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
    """The sessions and flash talks of the programme that were to begin since then."""
    query = (
        select(
            Slot.starts_at,
            Slot.ends_at,
            Slot.mentor_id,
            Booking.mentee_id,
            Booking.held_at,
            Booking.cancelled_at,
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
    return [
        Session(
            row.starts_at,
            row.ends_at,
            (row.mentor_id, row.mentee_id),
            row.held_at is not None,
            row.cancelled_at,
        )
        for row in db.session.execute(query)
    ]


def in_window(sessions: Iterable[Session], window: Window) -> Sessions:
    """Count the sessions whose end lies in the window."""
    due = [one for one in sessions if one.is_scheduled and window.has(one.ends_at)]
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
