"""Counts that are a number each, read in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    distinct,
    func,
    or_,
    select,
    true,
    union_all,
)

from learning.academy.models import Rating
from learning.extensions import db
from learning.mentoring.models import Match, MatchState, Pairing
from learning.metrics.queries.activity import articles_of, is_in
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
    closed: int
    people_asked: int
    useful: int
    rated: int
    people_rating: int


def counts(programme: Programme, windows: Sequence[Window]) -> list[Counts]:
    """The counts of each window, all in one statement."""
    people, matches, ratings = (
        part(programme.id, windows).subquery() for part in (_people, _matches, _ratings)
    )
    beside = people.join(matches, true()).join(ratings, true())
    row = db.session.execute(select(people, matches, ratings).select_from(beside)).one()._mapping
    names = [one.name for one in fields(Counts)]
    return [
        Counts(**{name: row[f"{name}_{number}"] for name in names})
        for number in range(len(windows))
    ]


def _people(programme_id: int, windows: Sequence[Window]) -> Select:  # type: ignore[type-arg]
    """Different people who were mentor or mentee at a window's end, and who were in a pair."""
    columns = []
    for number, window in enumerate(windows):
        at = window.end
        takes_part = and_(
            func.coalesce(Enrolment.decided_at, Enrolment.applied_at) <= at,
            or_(
                Enrolment.state == EnrolmentState.ACTIVE,
                Enrolment.state.in_(GONE) & (Enrolment.ended_at > at),
            ),
        )
        person = func.count(distinct(Enrolment.person_id))
        columns += [
            person.filter(takes_part).label(f"taking_part_{number}"),
            person.filter(takes_part, _is_matched(programme_id, at)).label(f"matched_{number}"),
        ]
    return select(*columns).where(
        Enrolment.programme_id == programme_id, Enrolment.role.in_(PAIRED)
    )


def _is_matched(programme_id: int, at: datetime) -> ColumnElement[bool]:
    runs = (
        Pairing.programme_id == programme_id,
        Pairing.started_at <= at,
        or_(Pairing.ended_at.is_(None), Pairing.ended_at > at),
    )
    sides = (Pairing.mentee_id, Pairing.mentor_id)
    return Enrolment.person_id.in_(union_all(*(select(side).where(*runs) for side in sides)))


def _matches(programme_id: int, windows: Sequence[Window]) -> Select:  # type: ignore[type-arg]
    columns = []
    for number, window in enumerate(windows):
        closed = is_in(Match.closed_at, window)
        match = func.count()
        columns += [
            match.filter(closed, Match.state == MatchState.ACCEPTED).label(f"accepted_{number}"),
            match.filter(closed).label(f"closed_{number}"),
            func.count(distinct(Match.mentee_id)).filter(closed).label(f"people_asked_{number}"),
        ]
    return select(*columns).where(
        Match.programme_id == programme_id,
        Match.state.in_(CLOSED),
        Match.closed_at >= min(one.start for one in windows),
    )


def _ratings(programme_id: int, windows: Sequence[Window]) -> Select:  # type: ignore[type-arg]
    columns = []
    for number, window in enumerate(windows):
        rated = is_in(Rating.rated_at, window)
        answer = func.count()
        columns += [
            answer.filter(rated, Rating.is_useful).label(f"useful_{number}"),
            answer.filter(rated).label(f"rated_{number}"),
            func.count(distinct(Rating.person_id)).filter(rated).label(f"people_rating_{number}"),
        ]
    return select(*columns).where(
        Rating.article_id.in_(articles_of(programme_id)),
        Rating.rated_at >= min(one.start for one in windows),
    )
