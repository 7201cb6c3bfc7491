"""The circles of a run: drafted, and what has become of them since."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from learning.extensions import db
from learning.mentoring.models import Match, MatchRun, RunCircle
from learning.mentoring.rules import CIRCLE_WAITING
from learning.people.models import Person
from learning.programmes.models import Circle, CircleMember
from learning.scheduling.models import Answer, Offer


class Seat(StrEnum):
    """How somebody stands whom a published run gives a seat."""

    NOT_ASKED = "not_asked"  # nobody has opened the circle yet
    KEPT = "kept"
    TAKEN = "taken"
    DECLINED = "declined"
    MISSED = "missed"
    LEFT = "left"  # was in it, or has left the line
    OVER = "over"  # the circle did not come about


@dataclass(frozen=True)
class ShownCircle:
    """A circle of a run with its seats, the best fit first."""

    planned: RunCircle
    seats: list[Match]

    @property
    def is_locked(self) -> bool:
        return all(one.is_locked for one in self.seats)

    @property
    def score(self) -> float:
        return sum(one.score for one in self.seats) / len(self.seats) if self.seats else 0.0


def circles_of_run(run: MatchRun, words: str, limit: int, offset: int = 0) -> list[ShownCircle]:
    """The run's circles in which somebody is so named, or whose topic is, by topic."""
    query = _found(run, words)
    planned = list(
        db.session.scalars(
            select(RunCircle)
            .where(RunCircle.id.in_(query))
            .options(joinedload(RunCircle.host), joinedload(RunCircle.circle))
            .order_by(RunCircle.topic, RunCircle.id)
            .limit(limit)
            .offset(offset)
        )
    )
    seats = dict[int, list[Match]]()
    matches = (
        select(Match)
        .where(Match.run_id == run.id, Match.mentor_id.in_([one.host_id for one in planned]))
        .options(joinedload(Match.mentee), joinedload(Match.mentor))
        .order_by(Match.score.desc(), Match.id)
    )
    for match in db.session.scalars(matches):
        seats.setdefault(match.mentor_id, []).append(match)
    return [ShownCircle(one, seats.get(one.host_id, [])) for one in planned]


def circles_of_run_count(run: MatchRun, words: str = "") -> int:
    found = _found(run, words).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def planned_circles(run: MatchRun) -> list[RunCircle]:
    """Every circle of the run, with who would lead it."""
    query = select(RunCircle).where(RunCircle.run_id == run.id).order_by(RunCircle.id)
    return list(db.session.scalars(query.options(joinedload(RunCircle.host))))


def topics_in(run: MatchRun) -> dict[int, str]:
    """By host what the circle that the run gives them is about."""
    query = select(RunCircle.host_id, RunCircle.topic).where(RunCircle.run_id == run.id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def run_circle_from(circle: Circle) -> RunCircle | None:
    """The plan the circle comes from, with its host; None where people wished for it themselves."""
    query = select(RunCircle).where(RunCircle.circle_id == circle.id)
    return db.session.scalar(query.options(joinedload(RunCircle.host)))


def seats_from(planned: RunCircle) -> list[Match]:
    """Whom the run gives a seat in this circle, the best fit first."""
    query = select(Match).where(Match.run_id == planned.run_id, Match.mentor_id == planned.host_id)
    query = query.options(joinedload(Match.mentee))
    return list(db.session.scalars(query.order_by(Match.score.desc(), Match.id)))


def seat_for(circle: Circle, person: Person) -> Match | None:
    """Why a run gives the person a seat in this circle; None where it does not."""
    query = (
        select(Match)
        .join(
            RunCircle, (RunCircle.run_id == Match.run_id) & (RunCircle.host_id == Match.mentor_id)
        )
        .where(RunCircle.circle_id == circle.id, Match.mentee_id == person.id)
        .options(joinedload(Match.mentee), joinedload(Match.mentor))
    )
    return db.session.scalar(query)


def circles_not_opened(run: MatchRun) -> list[RunCircle]:
    """Those of a published run whose hosts have not answered."""
    query = (
        select(RunCircle)
        .join(RunCircle.circle)
        .where(RunCircle.run_id == run.id, Circle.opened_at.is_(None), Circle.closed_at.is_(None))
        .options(joinedload(RunCircle.circle))
    )
    return list(db.session.scalars(query))


def seats_by_person(circles: Collection[ShownCircle], now: datetime) -> dict[tuple[int, int], Seat]:
    """By circle and person how the seats of these published circles stand."""
    ids = [one.planned.circle_id for one in circles]
    inside = select(CircleMember.circle_id, CircleMember.person_id, CircleMember.left_at).where(
        CircleMember.circle_id.in_(ids)
    )
    found = dict[tuple[int, int], Seat]()
    offers = select(Offer).where(Offer.queue == CIRCLE_WAITING, Offer.object_id.in_(ids))
    for offer in db.session.scalars(offers):
        found[offer.object_id, offer.person_id] = _standing(offer, now)
    for circle_id, person_id, left_at in db.session.execute(
        inside.order_by(CircleMember.left_at.is_(None))
    ):
        found[circle_id, person_id] = Seat.TAKEN if left_at is None else Seat.LEFT
    for one in circles:
        circle = one.planned.circle
        for seat in one.seats:
            if circle is not None and circle.closed_at is not None:
                found[circle.id, seat.mentee_id] = Seat.OVER
    return found


def _standing(offer: Offer, now: datetime) -> Seat:
    if offer.answer is None:
        return Seat.KEPT if offer.is_open(now) else Seat.MISSED
    return {Answer.NO: Seat.DECLINED, Answer.MISSED: Seat.MISSED}.get(offer.answer, Seat.LEFT)


def _found(run: MatchRun, words: str) -> Select[int]:
    """The ids of the run's circles that the words find."""
    query = select(RunCircle.id).where(RunCircle.run_id == run.id)
    if not words:
        return query
    named = select(Person.id).where(Person.name.icontains(words, autoescape=True))
    hosts = select(Match.mentor_id).where(Match.run_id == run.id, Match.mentee_id.in_(named))
    return query.where(
        or_(
            RunCircle.topic.icontains(words, autoescape=True),
            RunCircle.host_id.in_(named),
            RunCircle.host_id.in_(hosts),
        )
    )
