"""Sessions and flash talks of a programme, and what people said of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    literal,
    null,
    or_,
    select,
    union_all,
)

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
from learning.metrics.queries.activity import is_in, span_number
from learning.metrics.rules import Window
from learning.programmes.models import Circle, Programme
from learning.scheduling.models import Appointment, Attendance

LONGEST_SESSION = timedelta(days=1)


class Answered(NamedTuple):
    """One side's answer, and in which of the windows its session ended."""

    author_id: int
    written_at: datetime
    usefulness: int  # 1–4
    recommend: int | None  # 0–10; None where it was not asked
    window: int | None


@dataclass
class Sessions:
    """What became of the sessions that were to end in one window: their numbers, and who."""

    scheduled: set[tuple[str, int]] = field(default_factory=set)
    held: set[tuple[str, int]] = field(default_factory=set)
    people: set[int] = field(default_factory=set)  # in the scheduled ones
    people_held: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Said:
    """The answers to what ended in one window."""

    answers: int
    people: int


def sessions(
    programme: Programme, windows: Sequence[Window], weeks: Sequence[Window]
) -> tuple[list[Sessions], list[Sessions]]:
    """The sessions of pairs and circles and the flash talks, in each window and in each week.

    Both end now, and in each list they follow on one another.
    """
    spans = Spans(windows, weeks)
    found = [Sessions() for _ in windows], [Sessions() for _ in weeks]
    rows = union_all(_of_two(programme, spans), _of_circles(programme, spans))
    for kind, number, *within, starts_at, cancelled_at, is_held, one, other in db.session.execute(
        rows
    ):
        # called off in time, so that nobody had set the time aside
        if cancelled_at is not None and starts_at - cancelled_at >= LATE:
            continue
        session = kind, number
        people = (one,) if other is None else (one, other)
        for some, place in zip(found, within, strict=True):
            if place is None:
                continue
            spent = some[place]
            spent.scheduled.add(session)
            spent.people.update(people)
            if is_held:
                spent.held.add(session)
                spent.people_held.update(people)
    return found


@dataclass(frozen=True)
class Spans:
    """Where among the windows and the weeks something ended."""

    windows: Sequence[Window]
    weeks: Sequence[Window]

    def of(self, starts_at: Any, ends_at: Any, cancelled_at: Any) -> list[ColumnElement[Any]]:
        """The columns of a session; its times matter only if it was called off."""
        return [
            span_number(ends_at, self.windows).label("window"),
            span_number(ends_at, self.weeks).label("week"),
            case((cancelled_at.is_not(None), starts_at)).label("starts_at"),
            cancelled_at.label("cancelled_at"),
        ]

    def has(self, starts_at: Any, ends_at: Any) -> ColumnElement[bool]:
        spans = (*self.windows, *self.weeks)
        start = min(one.start for one in spans)
        return and_(
            starts_at >= start - LONGEST_SESSION,
            ends_at >= start,
            ends_at < max(one.end for one in spans),
        )


def _of_two(programme: Programme, spans: Spans) -> Select[Any]:
    return (
        select(
            literal("two", String).label("kind"),
            Booking.id.label("id"),
            *spans.of(Slot.starts_at, Slot.ends_at, Booking.cancelled_at),
            Booking.held_at.is_not(None).label("is_held"),
            Slot.mentor_id.label("person_id"),
            Booking.mentee_id.label("other_id"),
        )
        .join(Slot, Slot.id == Booking.slot_id)
        .where(
            _is_of(programme),
            spans.has(Slot.starts_at, Slot.ends_at),
            # a session moved, or asked for and never agreed to, was not to take place then
            or_(Booking.ending.is_(None), Booking.ending == Ending.CANCELLED),
            or_(Booking.answer_by.is_(None), Booking.accepted_at.is_not(None)),
        )
    )


def _of_circles(programme: Programme, spans: Spans) -> Select[Any]:
    """A row for each who came, or else was to come."""
    times = Appointment.starts_at, Appointment.ends_at
    return (
        select(
            literal("circle", String),
            CircleSession.id,
            *spans.of(*times, CircleSession.cancelled_at),
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
            spans.has(*times),
            # who had said that they cannot come was not to come
            or_(Attendance.released_at.is_(None), CircleSession.cancelled_at.is_not(None)),
            Presence.is_present.is_distinct_from(False),
        )
    )


def answers(programme: Programme, windows: Sequence[Window]) -> tuple[list[Answered], list[Said]]:
    """What both sides ever answered after sessions and flash talks of the programme, and how many
    answered what ended in each window.
    """
    query = (
        select(
            Feedback.author_id,
            Feedback.written_at,
            Feedback.usefulness,
            Feedback.recommend,
            case(*((is_in(Slot.ends_at, one), number) for number, one in enumerate(windows))).label(
                "window"
            ),
        )
        .join(Booking, Booking.id == Feedback.booking_id)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(_is_of(programme))
    )
    found = [Answered._make(row) for row in db.session.execute(query)]
    authors: list[list[int]] = [[] for _ in windows]
    for one in found:
        if one.window is not None:
            authors[one.window].append(one.author_id)
    return found, [Said(len(some), len(set(some))) for some in authors]


def _is_of(programme: Programme) -> ColumnElement[bool]:
    """Whether a booking belongs to a pair or a flash talk of the programme."""
    pairs = select(Pairing.id).where(Pairing.programme_id == programme.id)
    talks = select(FlashTalk.id).where(FlashTalk.programme_id == programme.id)
    return or_(Booking.pairing_id.in_(pairs), Booking.flash_id.in_(talks))
