"""Reading waiting lists."""

from datetime import datetime

from sqlalchemy import select

from learning.extensions import db
from learning.people.models import Person
from learning.scheduling.models import Offer


def offer_to(queue: str, object_id: int, person: Person) -> Offer | None:
    """The person's place in the queue, whatever became of it."""
    query = select(Offer).where(
        Offer.queue == queue, Offer.object_id == object_id, Offer.person_id == person.id
    )
    return db.session.scalar(query)


def open_offers(queue: str, object_id: int, now: datetime) -> list[Offer]:
    """Offers that wait for an answer and still hold."""
    query = select(Offer).where(
        Offer.queue == queue,
        Offer.object_id == object_id,
        Offer.answer.is_(None),
        Offer.expires_at > now,
    )
    return list(db.session.scalars(query))


def waiting_in(queue: str, object_id: int) -> list[Offer]:
    """Who stands in the queue without an offer so far, the first come first."""
    query = (
        select(Offer)
        .join(Offer.person)
        .where(
            Offer.queue == queue,
            Offer.object_id == object_id,
            Offer.answer.is_(None),
            Offer.offered_at.is_(None),
            Person.deactivated_at.is_(None),
        )
        .order_by(Offer.joined_at, Offer.id)
    )
    return list(db.session.scalars(query))
