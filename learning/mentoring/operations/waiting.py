"""Waiting for a seat of a full time, and the offers made when one comes free."""

from collections.abc import Sequence
from datetime import datetime

from learning.extensions import db
from learning.i18n import _
from learning.mentoring import queries
from learning.mentoring.models import Deadline, Slot
from learning.mentoring.operations.refusals import NotFull, SlotGone
from learning.mentoring.rules import WAITING
from learning.notifications.operations import notify, withdraw_notice
from learning.people.models import Person
from learning.scheduling.models import Answer, Offer
from learning.scheduling.operations import answer_offer, join_queue, lock_people, make_offer
from learning.scheduling.queries import offer_to, open_offers, waiting_in, waiting_in_all


def wait_for_slot(slot: Slot, person: Person, now: datetime) -> Offer:
    """Stand in the queue of a full time. Raises NotFull, SlotGone, OfferRefused; twice is once."""
    lock_people([slot.mentor_id])
    db.session.expire(slot)
    if slot.withdrawn_at is not None or slot.closes_at <= now:
        raise SlotGone(_("This time is no longer offered. Choose another time."))
    if queries.has_free_seat(slot, person, now):
        raise NotFull(_("This time is free: you can book it at once."))
    return join_queue(WAITING, slot.id, person, now)


def stop_waiting(slot: Slot, person: Person, now: datetime) -> None:
    """Leave the queue, or say no to the offer; what comes free goes to the next."""
    lock_people([slot.mentor_id])
    offer = offer_to(WAITING, slot.id, person)
    if offer is None or offer.answer is not None:
        return
    was_offered = offer.offered_at is not None
    answer_offer(offer, Answer.NO if was_offered else Answer.LEFT, now)
    withdraw_notice(_key(offer), now)
    offer_seats(slot, now)


def take_offer(slot: Slot, person: Person, now: datetime) -> None:
    """The person has booked, so the place in the queue has done its work."""
    offer = offer_to(WAITING, slot.id, person)
    if offer is not None:
        answer_offer(offer, Answer.YES, now)
        withdraw_notice(_key(offer), now)


def expire_offer(offer: Offer, now: datetime) -> None:
    """Nobody answered the offer in time: the next is asked. Twice is harmless."""
    slot = db.session.get_one(Slot, offer.object_id)
    lock_people([slot.mentor_id])
    db.session.refresh(offer)
    if offer.answer is None and offer.expires_at is not None and offer.expires_at <= now:
        answer_offer(offer, Answer.MISSED, now)
        offer_seats(slot, now)


def offer_seats(slot: Slot, now: datetime) -> None:
    """Offer what is free to those who wait, the first come first, each seat to one of them."""
    if slot.closes_at <= now:
        return
    waiting = waiting_in(WAITING, slot.id)
    if not waiting or (slot.withdrawn_at is not None and not slot.is_from_hours):
        return
    slot.withdrawn_at = None  # a time made of hours stays while somebody waits for it
    db.session.flush()
    free = slot.seats - len(queries.live_bookings(slot)) - len(open_offers(WAITING, slot.id, now))
    for offer in waiting[: max(0, free)]:
        until = make_offer(offer, slot.starts_at, now)
        db.session.flush()
        db.session.add(Deadline(kind="offer", object_id=offer.id, due_at=until))
        notify(
            offer.person_id,
            "mentoring.seat_offered",
            {
                "other": slot.mentor.name,
                "starts_at": slot.starts_at.isoformat(),
                "until": until.isoformat(),
            },
            link=("mentoring.book_slot", {"slot_id": slot.id}),
            dedupe_key=_key(offer),
            now=now,
        )


def offer_each(slots: Sequence[Slot], now: datetime) -> None:
    """As `offer_seats` of each; what nobody waits for costs nothing more."""
    waited_for = {one.object_id for one in waiting_in_all(WAITING, [slot.id for slot in slots])}
    for slot in slots:
        if slot.id in waited_for:
            offer_seats(slot, now)


def _key(offer: Offer) -> str:
    return f"mentoring.seat_offered:{offer.object_id}:{offer.person_id}"
