"""What mentoring comes to, for boards and for the person themself. No row tells on anybody."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select

from learning.extensions import db
from learning.mentoring.models import (
    Booking,
    CircleSession,
    ExitAnswer,
    Feedback,
    FlashTalk,
    Pairing,
    Slot,
)
from learning.mentoring.queries.presence import circle_took_place
from learning.mentoring.rules import Answer, FeedbackFigures, feedback_figures, released
from learning.people.models import Person
from learning.programmes.models import Circle, Programme
from learning.scheduling.models import Appointment


@dataclass(frozen=True)
class Ratings:
    """What was answered on sessions; `people` is how many different people answered.

    A board must show nothing of fewer than five people, and is trusted with the bare numbers
    only because it computes means and net promoter scores.
    """

    usefulness: list[int]  # 1–4
    recommend: list[int]  # 0–10
    people: int


def sessions_held(start: datetime, end: datetime, programme_id: int | None = None) -> int:
    """How many sessions, of pairs and of circles, that began in [start, end) took place."""
    query = _in_programme(_held(select(func.count(Booking.id)), start, end), programme_id)
    circles = (
        select(func.count(CircleSession.id))
        .join(CircleSession.appointment)
        .join(CircleSession.circle)
        .where(
            CircleSession.cancelled_at.is_(None),
            circle_took_place(),
            Appointment.starts_at >= start,
            Appointment.starts_at < end,
        )
    )
    if programme_id is not None:
        circles = circles.where(Circle.programme_id == programme_id)
    return (db.session.scalar(query) or 0) + (db.session.scalar(circles) or 0)


def ratings(start: datetime, end: datetime, programme_id: int | None = None) -> Ratings:
    """The answers given in [start, end)."""
    query = (
        select(Feedback.usefulness, Feedback.recommend, Feedback.author_id)
        .join(Feedback.booking)
        .where(Feedback.written_at >= start, Feedback.written_at < end)
    )
    rows = db.session.execute(_in_programme(query, programme_id)).all()
    return Ratings(
        usefulness=sorted(row.usefulness for row in rows),
        recommend=sorted(row.recommend for row in rows if row.recommend is not None),
        people=len({row.author_id for row in rows}),
    )


def active_pairings(at: datetime, programme_id: int | None = None) -> int:
    """How many pairings ran at that moment."""
    query = select(func.count(Pairing.id)).where(_ran_at(at))
    if programme_id is not None:
        query = query.where(Pairing.programme_id == programme_id)
    return db.session.scalar(query) or 0


def feedback_about(person: Person, today: date) -> FeedbackFigures | None:
    """What many said of sessions with this person; None until enough different people did."""
    query = select(Feedback).where(Feedback.about_id == person.id)
    answers = [
        Answer(row.author_id, row.written_at, row.usefulness, tuple(row.tags), row.recommend)
        for row in db.session.scalars(query)
    ]
    return feedback_figures(released(answers, today))


def exit_figures(programme: Programme, today: date) -> FeedbackFigures | None:
    """What many said of their pairings that ended; None until enough different people did."""
    query = (
        select(ExitAnswer)
        .join(Pairing, Pairing.id == ExitAnswer.pairing_id)
        .where(Pairing.programme_id == programme.id)
    )
    answers = [
        Answer(row.person_id, row.written_at, row.usefulness, (), row.recommend)
        for row in db.session.scalars(query)
    ]
    return feedback_figures(released(answers, today))


def _held(query: Select[int], start: datetime, end: datetime) -> Select[int]:
    return query.join(Booking.slot).where(
        Booking.held_at.is_not(None), Slot.starts_at >= start, Slot.starts_at < end
    )


def _in_programme(query: Select, programme_id: int | None) -> Select:  # type: ignore[type-arg]
    if programme_id is None:
        return query
    within = or_(Pairing.programme_id == programme_id, FlashTalk.programme_id == programme_id)
    return query.outerjoin(Booking.pairing).outerjoin(Booking.flash).where(within)


def _ran_at(at: datetime) -> ColumnElement[bool]:
    return (Pairing.started_at <= at) & or_(Pairing.ended_at.is_(None), Pairing.ended_at > at)
