"""Places on the waiting lists of full times."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from learning.extensions import db
from learning.mentoring.models import Slot
from learning.mentoring.rules import WAITING
from learning.people.models import Person
from learning.scheduling.models import Offer
from learning.scheduling.queries import offer_to, waiting_in


@dataclass(frozen=True)
class Place:
    """Where somebody stands: before how many, or until when a place is kept for them."""

    slot: Slot
    ahead: int
    offered_until: datetime | None
    is_over: bool  # answered, or run out


def place_in_queue(slot: Slot, person: Person) -> Place | None:
    """The person's place on the list of this time; None where they never stood there."""
    offer = offer_to(WAITING, slot.id, person)
    if offer is None:
        return None
    waiting = [one.person_id for one in waiting_in(WAITING, slot.id)]
    ahead = waiting.index(person.id) if person.id in waiting else 0
    return Place(slot, ahead, offer.expires_at, offer.answer is not None)


def waiting_places(person: Person, now: datetime) -> list[Place]:
    """For which times still to come the person waits, or has an offer."""
    query = (
        select(Offer, Slot)
        .join(Slot, Slot.id == Offer.object_id)
        .join(Slot.mentor)
        .where(
            Offer.queue == WAITING,
            Offer.person_id == person.id,
            Offer.answer.is_(None),
            Slot.starts_at > now,
            Slot.withdrawn_at.is_(None),
        )
        .order_by(Slot.starts_at)
        .options(contains_eager(Slot.mentor))
    )
    rows = db.session.execute(query).unique()
    return [Place(slot, 0, offer.expires_at, is_over=False) for offer, slot in rows]
