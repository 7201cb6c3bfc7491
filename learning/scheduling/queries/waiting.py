"""Reading waiting lists."""

from collections.abc import Collection
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select

from learning.extensions import db
from learning.people.models import Person
from learning.scheduling.models import Offer


def offer_to(queue: str, object_id: int, person: Person) -> Offer | None:
    """The person's place in the queue, whatever became of it."""
    asked = {"queue": queue, "object": object_id, "person": person.id}
    return db.session.scalar(_offer_to(), asked)


@cache
def _offer_to() -> Select[Offer]:
    return select(Offer).where(
        Offer.queue == bindparam("queue"),
        Offer.object_id == bindparam("object"),
        Offer.person_id == bindparam("person"),
    )


def open_offers(queue: str, object_id: int, now: datetime) -> list[Offer]:
    """Offers that wait for an answer and still hold."""
    asked = {"queue": queue, "object": object_id, "now": now}
    return list(db.session.scalars(_open_offers(), asked))


@cache
def _open_offers() -> Select[Offer]:
    return select(Offer).where(
        Offer.queue == bindparam("queue"),
        Offer.object_id == bindparam("object"),
        Offer.answer.is_(None),
        Offer.expires_at > bindparam("now"),
    )


def waiting_in(queue: str, object_id: int) -> list[Offer]:
    """Who stands in the queue without an offer so far, the first come first."""
    return waiting_in_all(queue, [object_id])


def waiting_in_all(queue: str, object_ids: Collection[int]) -> list[Offer]:
    """As `waiting_in`, of many objects together."""
    query = (
        select(Offer)
        .join(Offer.person)
        .where(
            Offer.queue == queue,
            Offer.object_id.in_(object_ids),
            Offer.answer.is_(None),
            Offer.offered_at.is_(None),
            Person.deactivated_at.is_(None),
        )
        .order_by(Offer.joined_at, Offer.id)
    )
    return list(db.session.scalars(query))
