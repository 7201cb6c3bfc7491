"""Talks as colleagues find them, and who comes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload, selectinload

from learning.academy.models import Talk, TalkSeat, Topic
from learning.academy.models.talks import WAITING
from learning.academy.models.topics import MAX_DEPTH
from learning.academy.queries.topics import in_branch
from learning.extensions import db
from learning.people.models import Person
from learning.programmes.models import Programme
from learning.scheduling.models import Appointment, Offer
from learning.scheduling.queries import Details, offer_to, open_offers, waiting_in


class Which(StrEnum):
    """Which talks a list shows."""

    COMING = "coming"
    PAST = "past"
    MINE = "mine"


@dataclass(frozen=True)
class TalkLine:
    """A talk in a list."""

    talk: Talk
    taken: int

    @property
    def left(self) -> int | None:
        """Seats nobody has taken; None where there is no end to them."""
        return None if self.talk.seats is None else max(0, self.talk.seats - self.taken)


@dataclass(frozen=True)
class Place:
    """Where somebody stands on the waiting list: before how many, or until when a seat is kept."""

    ahead: int
    offered_until: datetime | None


def talk(talk_id: int) -> Talk | None:
    """The talk with all its page and policy need."""
    query = (
        _talks()
        .where(Talk.id == talk_id)
        .options(
            joinedload(Talk.recording),
            joinedload(Talk.slides),
            joinedload(Talk.topic).options(*topic_line()),
        )
    )
    return db.session.scalar(query)


def topic_line(levels: int = MAX_DEPTH) -> tuple[Any, ...]:
    """Options that load with a topic those above it, experts, and leads of programmes."""
    own = (
        joinedload(Topic.programme).selectinload(Programme.leads),
        selectinload(Topic.experts),
    )
    if levels == 1:
        return own
    return (*own, joinedload(Topic.parent).options(*topic_line(levels - 1)))


def topics_with_leads() -> list[Topic]:
    """Every topic, each with what a policy asks of it, in a constant number of queries."""
    query = select(Topic).options(
        joinedload(Topic.programme).selectinload(Programme.leads), selectinload(Topic.experts)
    )
    return list(db.session.scalars(query))


def talks(
    which: Which,
    person: Person,
    now: datetime,
    topic_id: int | None = None,
    limit: int = 12,
    offset: int = 0,
) -> list[TalkLine]:
    """Talks to come, the soonest first, or past ones, the latest first."""
    order = Appointment.starts_at if which is Which.COMING else Appointment.starts_at.desc()
    query = (
        _talks()
        .where(*_shown(which, person, now, topic_id))
        .order_by(order, Talk.id)
        .limit(limit)
        .offset(offset)
    )
    found = list(db.session.scalars(query))
    taken = seats_taken([one.id for one in found])
    return [TalkLine(one, taken.get(one.id, 0)) for one in found]


def talk_count(which: Which, person: Person, now: datetime, topic_id: int | None = None) -> int:
    query = (
        select(func.count(Talk.id))
        .join(Talk.appointment)
        .where(*_shown(which, person, now, topic_id))
    )
    return db.session.scalar(query) or 0


def series_of(found: Talk, now: datetime) -> list[Talk]:
    """The other dates of the same series still to come."""
    if found.series_id is None:
        return []
    query = _talks().where(
        Talk.series_id == found.series_id,
        Talk.id != found.id,
        Talk.cancelled_at.is_(None),
        Appointment.starts_at > now,
    )
    return list(db.session.scalars(query.order_by(Appointment.starts_at)))


def following(found: Talk) -> list[Talk]:
    """This date of a series and those after it that are not called off."""
    if found.series_id is None:
        return [found]
    query = _talks().where(
        Talk.series_id == found.series_id,
        Talk.cancelled_at.is_(None),
        Appointment.starts_at >= found.starts_at,
    )
    return list(db.session.scalars(query.order_by(Appointment.starts_at)))


def seats_taken(ids: Collection[int]) -> dict[int, int]:
    """By talk, how many have signed up."""
    query = (
        select(TalkSeat.talk_id, func.count(TalkSeat.id))
        .where(TalkSeat.talk_id.in_(ids), TalkSeat.left_at.is_(None))
        .group_by(TalkSeat.talk_id)
    )
    return dict(db.session.execute(query).all()) if ids else {}


def seat_of(found: Talk, person: Person) -> TalkSeat | None:
    """The person's seat, also one given up."""
    query = select(TalkSeat).where(TalkSeat.talk_id == found.id, TalkSeat.person_id == person.id)
    return db.session.scalar(query)


def guests_of(found: Talk) -> list[TalkSeat]:
    """Who has signed up, by name."""
    query = (
        select(TalkSeat)
        .join(TalkSeat.person)
        .where(TalkSeat.talk_id == found.id, TalkSeat.left_at.is_(None))
        .options(contains_eager(TalkSeat.person).options(lazyload(Person.grants)))
        .order_by(Person.name_key, Person.id)
    )
    return list(db.session.scalars(query))


def seats_of_leavers(now: datetime) -> list[TalkSeat]:
    """Seats, in talks still to come, of people who no longer work here."""
    query = (
        select(TalkSeat)
        .join(TalkSeat.person)
        .join(TalkSeat.talk)
        .join(Talk.appointment)
        .where(
            TalkSeat.left_at.is_(None),
            Person.deactivated_at.is_not(None),
            Talk.cancelled_at.is_(None),
            Appointment.starts_at > now,
        )
        .options(contains_eager(TalkSeat.talk), contains_eager(TalkSeat.person))
        .order_by(TalkSeat.talk_id, TalkSeat.id)
    )
    return list(db.session.scalars(query))


def talks_without_host(now: datetime) -> list[Talk]:
    """Talks still to come whose host no longer works here."""
    query = (
        _talks()
        .where(
            Talk.host_id.in_(select(Person.id).where(Person.deactivated_at.is_not(None))),
            Talk.cancelled_at.is_(None),
            Appointment.starts_at > now,
        )
        .options(joinedload(Talk.topic).options(*topic_line()))
        .order_by(Talk.id)
    )
    return list(db.session.scalars(query))


def has_free_seat(found: Talk, person: Person, now: datetime) -> bool:
    """Whether a seat is free, or kept for this person; seats offered to others are not."""
    if found.seats is None:
        return True
    kept = [one for one in open_offers(WAITING, found.id, now) if one.person_id != person.id]
    return seats_taken([found.id]).get(found.id, 0) + len(kept) < found.seats


def place_of(found: Talk, person: Person) -> Place | None:
    """The person's place on the waiting list, if they stand there."""
    offer = offer_to(WAITING, found.id, person)
    if offer is None or offer.answer is not None:
        return None
    waiting = [one.person_id for one in waiting_in(WAITING, found.id)]
    ahead = waiting.index(person.id) if person.id in waiting else 0
    return Place(ahead, offer.expires_at)


def waiting_list(found: Talk) -> list[Offer]:
    """Who waits, in the order in which seats are offered; those with an offer first."""
    query = (
        select(Offer)
        .join(Offer.person)
        .where(
            Offer.queue == WAITING,
            Offer.object_id == found.id,
            Offer.answer.is_(None),
            Person.deactivated_at.is_(None),
        )
        .options(contains_eager(Offer.person).options(lazyload(Person.grants)))
        .order_by(Offer.offered_at.is_(None), Offer.joined_at, Offer.id)
    )
    return list(db.session.scalars(query))


def details_of_talks(person: Person, appointment_ids: Sequence[int]) -> dict[int, Details]:
    """By appointment, what the talk is called, where it is and where its page is."""
    query = select(Talk.appointment_id, Talk.id, Talk.title, Talk.place).where(
        Talk.appointment_id.in_(appointment_ids)
    )
    return {
        appointment_id: Details(place, "academy.talk", {"talk_id": talk_id}, title)
        for appointment_id, talk_id, title, place in db.session.execute(query)
    }


def _talks() -> Select[Talk]:
    return (
        select(Talk)
        .join(Talk.appointment)
        .options(
            contains_eager(Talk.appointment),
            joinedload(Talk.host),
            joinedload(Talk.topic),
        )
    )


def _shown(
    which: Which, person: Person, now: datetime, topic_id: int | None
) -> list[ColumnElement[bool]]:
    joined = select(TalkSeat.talk_id).where(
        TalkSeat.person_id == person.id, TalkSeat.left_at.is_(None)
    )
    conditions: dict[Which, list[ColumnElement[bool]]] = {
        Which.COMING: [Talk.cancelled_at.is_(None), Appointment.ends_at > now],
        Which.PAST: [Talk.cancelled_at.is_(None), Appointment.ends_at <= now],
        Which.MINE: [or_(Talk.host_id == person.id, Talk.id.in_(joined))],
    }
    found = conditions[which]
    if topic_id is not None:
        found.append(Talk.topic_id.in_(in_branch(topic_id)))
    return found
