"""Standing in a queue, and answering what is offered."""

from datetime import datetime, timedelta

from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.people.models import Person
from learning.scheduling.models import Answer, Offer
from learning.scheduling.queries import offer_to

KEPT_FOR = timedelta(hours=12)


class OfferRefused(DomainError):
    """The person was offered this before and did not take it."""


def join_queue(
    queue: str, object_id: int, person: Person, now: datetime, *, may_return: bool = False
) -> Offer:
    """Stand in this queue; somebody who stands there already keeps the place.

    Whoever left before an offer came may come back, to the end; where one `may_return`, also after
    an offer. Raises OfferRefused after a no.
    """
    known = offer_to(queue, object_id, person)
    if known is None:
        known = Offer(queue=queue, object_id=object_id, person_id=person.id, joined_at=now)
        db.session.add(known)
    elif known.answer == Answer.LEFT or (may_return and known.answer is not None):
        known.joined_at, known.answer, known.answered_at = now, None, None
        known.offered_at = known.expires_at = None
    elif known.answer is not None:
        raise OfferRefused(
            _("This time was offered to you already, and the offer is over. Choose another time.")
        )
    db.session.flush()
    return known


def make_offer(
    offer: Offer, starts_at: datetime, now: datetime, kept_for: timedelta = KEPT_FOR
) -> datetime:
    """Offer what is free to the next in the queue; answers until when it is kept.

    That is `kept_for`, or half the time that is left before `starts_at` where this is less.
    """
    offer.offered_at = now
    offer.expires_at = now + min(kept_for, (starts_at - now) / 2)
    return offer.expires_at


def answer_offer(offer: Offer, answer: Answer, now: datetime) -> None:
    """Note what became of the place; the first answer stays."""
    if offer.answer is None:
        offer.answer, offer.answered_at = answer, now
