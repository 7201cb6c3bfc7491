"""Counts that are a number each, read in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    distinct,
    func,
    or_,
    select,
    union_all,
)

from learning.academy.models import Rating
from learning.extensions import db
from learning.mentoring.models import Match, MatchState, Pairing
from learning.metrics.queries.activity import articles_of
from learning.metrics.rules import Window
from learning.programmes.models import Enrolment, EnrolmentRole, EnrolmentState, Programme

PAIRED = (EnrolmentRole.MENTOR, EnrolmentRole.MENTEE)
GONE = (EnrolmentState.WITHDRAWN, EnrolmentState.REMOVED)
CLOSED = (MatchState.ACCEPTED, MatchState.DECLINED, MatchState.EXPIRED)


@dataclass(frozen=True)
class Counts:
    """One window: matches closed in it, pairs at its end, readers' answers in it."""

    taking_part: int
    matched: int
    accepted: int
    expired: int
    closed: int
    people_asked: int
    useful: int
    rated: int
    people_rating: int


def counts(programme: Programme, windows: Sequence[Window]) -> list[Counts]:
    """The counts of each window, all in one statement."""
    columns = [column for window in windows for column in _columns(programme.id, window)]
    row = db.session.execute(select(*columns)).one()
    width = len(row) // len(windows)
    return [Counts(*row[start : start + width]) for start in range(0, len(row), width)]


def _columns(programme_id: int, window: Window) -> list[ScalarSelect[Any]]:
    closed = (
        select(func.count(Match.id))
        .where(Match.programme_id == programme_id, Match.state.in_(CLOSED))
        .where(Match.closed_at >= window.start, Match.closed_at < window.end)
    )
    rated = select(func.count(Rating.id)).where(
        Rating.article_id.in_(articles_of(programme_id)),
        Rating.rated_at >= window.start,
        Rating.rated_at < window.end,
    )
    everybody = _taking_part(programme_id, window.end)
    found = (
        everybody,
        everybody.where(_is_matched(programme_id, window.end)),
        closed.where(Match.state == MatchState.ACCEPTED),
        closed.where(Match.state == MatchState.EXPIRED),
        closed,
        closed.with_only_columns(func.count(distinct(Match.mentee_id))),
        rated.where(Rating.is_useful),
        rated,
        rated.with_only_columns(func.count(distinct(Rating.person_id))),
    )
    return [one.scalar_subquery() for one in found]


def _taking_part(programme_id: int, at: datetime) -> Select[int]:
    """Different people who were mentor or mentee at that moment."""
    return select(func.count(distinct(Enrolment.person_id))).where(
        Enrolment.programme_id == programme_id,
        Enrolment.role.in_(PAIRED),
        func.coalesce(Enrolment.decided_at, Enrolment.applied_at) <= at,
        or_(
            Enrolment.state == EnrolmentState.ACTIVE,
            Enrolment.state.in_(GONE) & (Enrolment.ended_at > at),
        ),
    )


def _is_matched(programme_id: int, at: datetime) -> ColumnElement[bool]:
    runs = (
        Pairing.programme_id == programme_id,
        Pairing.started_at <= at,
        or_(Pairing.ended_at.is_(None), Pairing.ended_at > at),
    )
    sides = (Pairing.mentee_id, Pairing.mentor_id)
    return Enrolment.person_id.in_(union_all(*(select(side).where(*runs) for side in sides)))
