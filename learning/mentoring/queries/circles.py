"""Circles as people find them: on the list, and on a page of their own."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    Select,
    and_,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import contains_eager, joinedload

from learning.extensions import db
from learning.mentoring.models import CircleNote, CircleSession, RunCircle
from learning.mentoring.queries.barred import not_barred
from learning.mentoring.queries.run_circles import run_circle_from
from learning.mentoring.rules import CIRCLE_WAITING
from learning.people.models import Avoidance, Person
from learning.programmes.models import (
    Circle,
    CircleMember,
    CircleWish,
    Enrolment,
    EnrolmentRole,
    EnrolmentState,
    Part,
    Programme,
    ProgrammeLead,
    ProgrammeState,
)
from learning.scheduling.models import Appointment
from learning.scheduling.queries import offer_to, open_offers, waiting_in

JOINABLE = (ProgrammeState.OPEN, ProgrammeState.RUNNING)
_PARTS = case({Part.FACILITATOR: 0, Part.CO_FACILITATOR: 1}, value=CircleMember.part, else_=2)


@dataclass(frozen=True)
class CircleCard:
    """A circle on the list, as one reader sees it."""

    circle: Circle
    facilitator: Person | None
    seats_left: int
    next_at: datetime | None
    part: Part | None  # the reader's own
    wishes: int
    has_my_wish: bool


@dataclass(frozen=True)
class CirclePlace:
    """Where somebody stands on the list of a full circle, or until when a seat is kept."""

    ahead: int
    offered_until: datetime | None


def own_circles(person: Person, now: datetime, programme: Programme | None = None) -> list[Circle]:
    """The circles the person is in, of programmes that run, the next to meet first."""
    query = _listed(person, programme).where(Circle.opened_at.is_not(None), _has(person))
    return _shown(query.order_by(*_soonest(now)))


def open_circles(
    person: Person,
    now: datetime,
    limit: int,
    offset: int = 0,
    programme: Programme | None = None,
) -> list[Circle]:
    """Circles that are open and not the person's own, the next to meet first."""
    query = _to_join(person, programme).order_by(*_soonest(now))
    return _shown(query.limit(limit).offset(offset))


def wished_circles(
    person: Person,
    limit: int,
    offset: int = 0,
    programme: Programme | None = None,
) -> list[Circle]:
    """Circles that nobody leads so far, the most wished for first."""
    wishes = select(func.count(CircleWish.id)).where(CircleWish.circle_id == Circle.id)
    query = _wished(person, programme).order_by(
        wishes.correlate(Circle).scalar_subquery().desc(), Circle.id
    )
    return _shown(query.limit(limit).offset(offset))


def circle_counts(person: Person, programme: Programme | None = None) -> tuple[int, int]:
    """How many circles are open to the person, and how many are wished for."""
    to_join, wished = (
        query.with_only_columns(func.count(Circle.id)).scalar_subquery()
        for query in (_to_join(person, programme), _wished(person, programme))
    )
    found = db.session.execute(select(to_join, wished)).one()
    return found[0], found[1]


def _listed(person: Person, programme: Programme | None) -> Select[Circle]:
    """What the person may find of circles that run, or might."""
    query = (
        select(Circle)
        .join(Circle.programme)
        .where(Circle.closed_at.is_(None), Programme.state.in_(JOINABLE), ~_is_hidden(person))
    )
    return query if programme is None else query.where(Circle.programme_id == programme.id)


def _to_join(person: Person, programme: Programme | None) -> Select[Circle]:
    return _listed(person, programme).where(Circle.opened_at.is_not(None), ~_has(person))


def _wished(person: Person, programme: Programme | None) -> Select[Circle]:
    return _listed(person, programme).where(
        Circle.opened_at.is_(None), ~_is_asked_of_another(person)
    )


def _soonest(now: datetime) -> tuple[ColumnExpressionArgument[Any], ...]:
    """In the order of the next session, those without one last."""
    following = (
        select(func.min(Appointment.starts_at))
        .join(CircleSession, CircleSession.appointment_id == Appointment.id)
        .where(
            CircleSession.circle_id == Circle.id,
            CircleSession.cancelled_at.is_(None),
            Appointment.ends_at > now,
        )
        .correlate(Circle)
        .scalar_subquery()
    )
    return following.is_(None), following, Circle.id


def _shown(query: Select[Circle]) -> list[Circle]:
    shown = contains_eager(Circle.programme), joinedload(Circle.proposer)
    return list(db.session.scalars(query.options(*shown)))


def cards_of(circles: Sequence[Circle], person: Person, now: datetime) -> list[CircleCard]:
    """These circles with all that a card shows, in their order; three questions."""
    ids = [one.id for one in circles]
    members = dict[int, list[CircleMember]]()
    inside = select(CircleMember).where(
        CircleMember.circle_id.in_(ids), CircleMember.left_at.is_(None)
    )
    for member in db.session.scalars(inside.options(joinedload(CircleMember.person))):
        members.setdefault(member.circle_id, []).append(member)
    following = _next_sessions(ids, now)
    wishes = _wishes(ids, person)
    cards = []
    for circle in circles:
        people = members.get(circle.id, [])
        number, is_mine = wishes.get(circle.id, (0, False))
        cards.append(
            CircleCard(
                circle=circle,
                facilitator=next((m.person for m in people if m.part is Part.FACILITATOR), None),
                seats_left=circle.seats - sum(m.seat is not None for m in people),
                next_at=following.get(circle.id),
                part=next((m.part for m in people if m.person_id == person.id), None),
                wishes=number,
                has_my_wish=is_mine,
            )
        )
    return cards


def circle_for(person: Person, circle_id: int) -> Circle | None:
    """The circle, with its programme; a closed one for those in it and its leads alone.

    One that a run planned is between its host and the leads until it is open.
    """
    query = (
        select(Circle)
        .join(Circle.programme)
        .where(Circle.id == circle_id, ~_is_hidden(person))
        .options(contains_eager(Circle.programme), joinedload(Circle.proposer))
    )
    found = db.session.scalar(query)
    if found is None or found.is_open or found.programme.is_led_by(person):
        return found
    planned = run_circle_from(found)
    if found.is_proposal and planned is None:
        return found
    is_host = planned is not None and planned.host_id == person.id
    is_near = is_host or found.proposed_by == person.id or membership(found, person) is not None
    return found if is_near else None


def membership(circle: Circle, person: Person) -> CircleMember | None:
    """The person's part in the circle; None outside of it."""
    query = select(CircleMember).where(
        CircleMember.circle_id == circle.id,
        CircleMember.person_id == person.id,
        CircleMember.left_at.is_(None),
    )
    return db.session.scalar(query)


def members_of(circle: Circle) -> list[CircleMember]:
    """Who is in the circle, those who lead it first, then the first come first."""
    query = (
        select(CircleMember)
        .where(CircleMember.circle_id == circle.id, CircleMember.left_at.is_(None))
        .options(joinedload(CircleMember.person))
        .order_by(_PARTS, CircleMember.joined_at, CircleMember.id)
    )
    return list(db.session.scalars(query))


def circle_seats_left(circle: Circle, now: datetime, person: Person | None = None) -> int:
    """Seats that this person could take: neither taken nor kept for another who waited."""
    query = select(func.count(CircleMember.id)).where(
        CircleMember.circle_id == circle.id,
        CircleMember.left_at.is_(None),
        CircleMember.seat.is_not(None),
    )
    offers = open_offers(CIRCLE_WAITING, circle.id, now)
    kept = sum(person is None or offer.person_id != person.id for offer in offers)
    return max(0, circle.seats - (db.session.scalar(query) or 0) - kept)


def circle_place(circle: Circle, person: Person, now: datetime) -> CirclePlace | None:
    """The person's place on the waiting list; None where they do not stand there."""
    offer = offer_to(CIRCLE_WAITING, circle.id, person)
    if offer is None or offer.answer is not None:
        return None
    if offer.expires_at is not None:
        return CirclePlace(0, offer.expires_at) if offer.is_open(now) else None
    waiting = [one.person_id for one in waiting_in(CIRCLE_WAITING, circle.id)]
    return CirclePlace(waiting.index(person.id) if person.id in waiting else 0, None)


def circle_wishers(circle: Circle) -> list[int]:
    """Who said that they would come."""
    query = select(CircleWish.person_id).where(CircleWish.circle_id == circle.id)
    return list(db.session.scalars(query.order_by(CircleWish.id)))


def roles_in(programme: Programme, person: Person) -> set[EnrolmentRole]:
    """The roles in which the person takes part in the programme."""
    return roles_by_programme(person).get(programme.id, set())


def roles_by_programme(person: Person) -> dict[int, set[EnrolmentRole]]:
    """By programme, the roles in which the person takes part in it."""
    query = select(Enrolment.programme_id, Enrolment.role).where(
        Enrolment.person_id == person.id, Enrolment.state == EnrolmentState.ACTIVE
    )
    found = dict[int, set[EnrolmentRole]]()
    for programme_id, role in db.session.execute(query):
        found.setdefault(programme_id, set()).add(role)
    return found


def notes_in(circle: Circle, limit: int) -> list[CircleNote]:
    """What the circle shares, the latest first."""
    query = select(CircleNote).where(CircleNote.circle_id == circle.id)
    query = query.options(joinedload(CircleNote.author))
    ordered = query.order_by(CircleNote.written_at.desc(), CircleNote.id.desc())
    return list(db.session.scalars(ordered.limit(limit)))


def own_note(person: Person, note_id: int) -> CircleNote | None:
    """The note if the person wrote it; None to anybody else."""
    query = select(CircleNote).where(CircleNote.id == note_id, CircleNote.author_id == person.id)
    return db.session.scalar(query)


def still_invitable(circle: Circle, by: Person, person_ids: Sequence[int]) -> list[Person]:
    """Those of these people who take part as mentees and may meet who leads, in their order."""
    query = (
        select(Person)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(
            Person.id.in_(person_ids),
            Person.id != by.id,
            Person.deactivated_at.is_(None),
            Enrolment.programme_id == circle.programme_id,
            Enrolment.role == EnrolmentRole.MENTEE,
            Enrolment.state == EnrolmentState.ACTIVE,
            *not_barred(by, Person.id),
        )
    )
    found = {one.id: one for one in db.session.scalars(query)}
    return [found[one] for one in person_ids if one in found]


def circles_to_close() -> list[Circle]:
    """Circles, open or proposed, of programmes that take on nothing new any more."""
    query = (
        select(Circle)
        .join(Circle.programme)
        .where(Circle.closed_at.is_(None), Programme.state.not_in(JOINABLE))
    )
    return list(db.session.scalars(query.order_by(Circle.id)))


def members_who_left_the_company() -> list[CircleMember]:
    """Who still sits in an open circle though they do not work here any more."""
    query = (
        select(CircleMember)
        .join(CircleMember.person)
        .join(CircleMember.circle)
        .where(
            CircleMember.left_at.is_(None),
            Circle.closed_at.is_(None),
            Person.deactivated_at.is_not(None),
        )
        .order_by(CircleMember.circle_id, CircleMember.id)
    )
    return list(db.session.scalars(query))


def _next_sessions(circle_ids: Collection[int], now: datetime) -> dict[int, datetime]:
    query = (
        select(CircleSession.circle_id, func.min(Appointment.starts_at))
        .join(CircleSession.appointment)
        .where(
            CircleSession.circle_id.in_(circle_ids),
            CircleSession.cancelled_at.is_(None),
            Appointment.ends_at > now,
        )
        .group_by(CircleSession.circle_id)
    )
    return dict(db.session.execute(query).all())


def _wishes(circle_ids: Iterable[int], person: Person) -> dict[int, tuple[int, bool]]:
    mine = func.max(case((CircleWish.person_id == person.id, 1), else_=0))
    query = (
        select(CircleWish.circle_id, func.count(CircleWish.id), mine)
        .where(CircleWish.circle_id.in_(list(circle_ids)))
        .group_by(CircleWish.circle_id)
    )
    return {circle_id: (count, bool(own)) for circle_id, count, own in db.session.execute(query)}


def is_barred_from(circle: Circle, person: Person) -> bool:
    """Whether somebody in the circle and this person do not want to meet. Private."""
    query = select(Circle.id).where(Circle.id == circle.id, _is_barred(person))
    return db.session.scalar(query) is not None


def may_meet_in(circle: Circle, person_ids: Sequence[int]) -> set[int]:
    """Those of these people who may meet everybody in the circle. Private."""
    inside = select(CircleMember.person_id).where(
        CircleMember.circle_id == circle.id, CircleMember.left_at.is_(None)
    )
    query = select(Avoidance.person_id, Avoidance.other_id).where(
        or_(
            Avoidance.person_id.in_(person_ids) & Avoidance.other_id.in_(inside),
            Avoidance.other_id.in_(person_ids) & Avoidance.person_id.in_(inside),
        )
    )
    return set(person_ids) - {one for pair in db.session.execute(query) for one in pair}


def _is_hidden(person: Person) -> ColumnElement[bool]:
    """Barred, and not for the person to look after: a lead of its programme sees it all the same,
    as the run that made it shows them who is in it.
    """
    led = select(ProgrammeLead.programme_id).where(ProgrammeLead.person_id == person.id)
    return _is_barred(person) & Circle.programme_id.not_in(led)


def _is_barred(person: Person) -> ColumnElement[bool]:
    """Somebody is in it who does not want to meet this person, or the reverse; who is inside
    already stays. A wish is as good as its proposer, who would come.
    """
    avoided = (
        select(CircleMember.id)
        .where(
            CircleMember.circle_id == Circle.id,
            CircleMember.left_at.is_(None),
            ~and_(*not_barred(person, CircleMember.person_id)),
        )
        .correlate(Circle)
        .exists()
    )
    wisher = (
        select(CircleWish.id)
        .where(
            CircleWish.circle_id == Circle.id,
            CircleWish.person_id == Circle.proposed_by,
            Circle.opened_at.is_(None),
            ~and_(*not_barred(person, CircleWish.person_id)),
        )
        .correlate(Circle)
        .exists()
    )
    return (avoided | wisher) & ~_has(person)


def _has(person: Person) -> ColumnElement[bool]:
    """The person is in it."""
    return (
        select(CircleMember.id)
        .where(
            CircleMember.circle_id == Circle.id,
            CircleMember.left_at.is_(None),
            CircleMember.person_id == person.id,
        )
        .correlate(Circle)
        .exists()
    )


def _is_asked_of_another(person: Person) -> ColumnElement[bool]:
    """Planned by a run, and not opened so far by the host who was asked."""
    planned = select(RunCircle.id).where(
        RunCircle.circle_id == Circle.id, RunCircle.host_id != person.id
    )
    return Circle.opened_at.is_(None) & planned.correlate(Circle).exists()


def circle_topics(programme: Programme) -> set[str]:
    """Topics of the programme that have a circle, open or wished for."""
    query = select(Circle.topic).where(
        Circle.programme_id == programme.id, Circle.closed_at.is_(None)
    )
    return set(db.session.scalars(query))
