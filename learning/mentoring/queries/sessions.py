"""Times on offer and the sessions booked from them. A booking is shown to its two people only.

What every booking asks is put together once, with parameters: that takes longer than the answer.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.orm import contains_eager, joinedload, lazyload, selectinload

from learning.extensions import db
from learning.mentoring.models import Booking, Feedback, Handover, NoShow, Pairing, Slot
from learning.mentoring.queries.pool import is_available, partners_of
from learning.mentoring.rules import WAITING
from learning.people.models import Avoidance, Person
from learning.scheduling.models import Offer
from learning.scheduling.queries import is_busy, open_offers


def open_slots(
    person: Person,
    now: datetime,
    mentor_ids: Collection[int] | None = None,
    limit: int = 200,
) -> list[Slot]:
    """Times this person can book just now, the soonest first, each with its mentor."""
    asked = {"reader": person.id, "now": now, "today": now.date(), "most": limit}
    if mentor_ids is not None:
        asked["mentors"] = list(mentor_ids)
    return list(db.session.scalars(_open_slots(of_some=mentor_ids is not None), asked))


def slot_for(person: Person, slot_id: int) -> Slot | None:
    """A time on offer, taken or not; None if it is withdrawn or not meant for this person."""
    return db.session.scalar(_slot_for(), {"reader": person.id, "slot": slot_id})


def slots_of(person: Person, now: datetime) -> list[Slot]:
    """The person's own times still to come, each with who has it."""
    query = (
        select(Slot)
        .where(Slot.mentor_id == person.id, Slot.withdrawn_at.is_(None), Slot.ends_at > now)
        .options(selectinload(Slot.bookings).joinedload(Booking.mentee))
        .order_by(Slot.starts_at)
    )
    return list(db.session.scalars(query))


def own_slot(person: Person, slot_id: int) -> Slot | None:
    """The slot if this person offers it; None to anybody else."""
    query = select(Slot).where(
        Slot.id == slot_id, Slot.mentor_id == person.id, Slot.withdrawn_at.is_(None)
    )
    return db.session.scalar(query)


def overlapping_slots(person: Person, start: datetime, end: datetime) -> list[Slot]:
    """The person's own times on offer that touch the window."""
    query = select(Slot).where(
        Slot.mentor_id == person.id,
        Slot.withdrawn_at.is_(None),
        Slot.starts_at < end,
        Slot.ends_at > start,
    )
    return list(db.session.scalars(query))


def live_bookings(slot: Slot) -> list[Booking]:
    """Who has the slot now, asked of the database again, by their seats."""
    return list(db.session.scalars(_live_bookings(), {"slot": slot.id}))


def seats_kept_for_others(slot: Slot, person: Person, now: datetime) -> int:
    """How many seats are offered just now to somebody else who waits."""
    offers = open_offers(WAITING, slot.id, now)
    return sum(offer.person_id != person.id for offer in offers)


def has_free_seat(slot: Slot, person: Person, now: datetime) -> bool:
    """Whether this person could have a seat, asked of the database again."""
    kept = seats_kept_for_others(slot, person, now)
    return len(live_bookings(slot)) + kept < slot.seats


def booking_submitted(person: Person, submission: str) -> Booking | None:
    """What the form with this number has booked for the person."""
    query = select(Booking).where(Booking.mentee_id == person.id, Booking.submission == submission)
    return db.session.scalar(query)


def booking_at(mentee: Person, host: Person, starts_at: datetime) -> Booking | None:
    """What the two have with each other at exactly this time."""
    query = (
        select(Booking)
        .join(Booking.slot)
        .where(
            Booking.mentee_id == mentee.id,
            Booking.cancelled_at.is_(None),
            Slot.mentor_id == host.id,
            Slot.starts_at == starts_at,
        )
    )
    return db.session.scalar(query)


def overdue_requests(person_ids: Iterable[int], now: datetime) -> list[Booking]:
    """Requests that still hold these people's time though the answer's time is over."""
    return list(db.session.scalars(_overdue_requests(), {"people": list(person_ids), "now": now}))


def handovers_of(booking: Booking) -> list[Handover]:
    """Through whose hands the booking went, the latest first."""
    query = (
        select(Handover)
        .where(Handover.booking_id == booking.id)
        .options(joinedload(Handover.giver), joinedload(Handover.taker))
        .order_by(Handover.handed_at.desc())
    )
    return list(db.session.scalars(query))


def earlier_times(booking: Booking) -> list[Booking]:
    """The bookings this one took the place of, the latest first; two at most."""
    found = list[Booking]()
    while booking.moved_from is not None:
        booking = booking.moved_from
        found.append(booking)
    return found


def booking_of(person: Person, booking_id: int) -> Booking | None:
    """The booking, if this person is its mentee or its mentor; None to anybody else."""
    return db.session.scalar(_booking_of(), {"reader": person.id, "booking": booking_id})


def booking_by_id(booking_id: int) -> Booking | None:
    """Any booking, for a page whose policy decides who may see it."""
    return db.session.scalar(some_bookings().where(Booking.id == booking_id))


def next_session(person: Person, now: datetime) -> Booking | None:
    """The person's next session, or the one that runs just now."""
    query = some_bookings().where(_is_party(person), _is_ahead(now)).order_by(Slot.starts_at)
    return db.session.scalar(query.limit(1))


def sessions_ahead(person: Person, now: datetime, limit: int = 50) -> list[Booking]:
    """Booked and not over yet, the next first."""
    query = some_bookings().where(_is_party(person), _is_ahead(now)).order_by(Slot.starts_at)
    return list(db.session.scalars(query.limit(limit)))


def sessions_behind(person: Person, now: datetime, limit: int, offset: int = 0) -> list[Booking]:
    """Over or cancelled, the latest first."""
    query = (
        some_bookings()
        .where(_is_party(person), ~_is_ahead(now))
        .order_by(Slot.starts_at.desc(), Booking.id.desc())
    )
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def sessions_behind_count(person: Person, now: datetime) -> int:
    query = (
        select(func.count(Booking.id)).join(Booking.slot).where(_is_party(person), ~_is_ahead(now))
    )
    return db.session.scalar(query) or 0


def sessions_of_pairing(pairing: Pairing) -> list[Booking]:
    """All sessions of the two within this pairing, the latest first."""
    query = (
        some_bookings()
        .where(Booking.pairing_id == pairing.id)
        .order_by(Slot.starts_at.desc())
        .options(joinedload(Booking.taught_time))
    )
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class AtHand:
    """The sessions in which it is somebody's turn, and those to come."""

    requests: list[Booking]
    to_confirm: list[Booking]
    to_rate: list[Booking]
    ahead: list[Booking]


def sessions_at_hand(person: Person, now: datetime) -> AtHand:
    """One query for all of these.

    Requests wait for this host, the first to run out first. To be confirmed are the host's sessions
    that are over and of which nobody has said whether they took place; to be rated those that took
    place and on which this person has not said a word. What is ahead is booked and not over.
    """
    own = select(Feedback.booking_id).where(Feedback.author_id == person.id)
    is_host, stands = Slot.mentor_id == person.id, Booking.cancelled_at.is_(None)
    turns = (
        and_(is_host, stands, Booking.accepted_at.is_(None), Booking.answer_by > now),
        and_(
            is_host,
            stands,
            Slot.ends_at <= now,
            Booking.held_at.is_(None),
            ~_is_request(),
            ~_was_missed(),
        ),
        and_(
            _is_party(person),
            Slot.ends_at <= now,
            Booking.held_at.is_not(None),
            Booking.id.not_in(own),
        ),
        and_(_is_party(person), _is_ahead(now)),
    )
    query = some_bookings().add_columns(*turns).where(or_(*turns)).order_by(Slot.starts_at)
    found: tuple[list[Booking], ...] = ([], [], [], [])
    for booking, *is_turn in db.session.execute(query):
        for some, is_one in zip(found, is_turn, strict=True):
            if is_one:
                some.append(booking)
    requests, to_confirm, to_rate, ahead = found
    requests.sort(key=lambda one: one.answer_by or now)
    return AtHand(requests, to_confirm, to_rate, ahead)


def has_rated(person: Person, booking: Booking) -> bool:
    query = select(Feedback.id).where(
        Feedback.booking_id == booking.id, Feedback.author_id == person.id
    )
    return db.session.scalar(query) is not None


def people_to_release(now: datetime) -> list[Person]:
    """Who has left the company and still has sessions or offered times ahead."""
    offering = select(Slot.mentor_id).where(Slot.withdrawn_at.is_(None), Slot.starts_at > now)
    meeting = (
        select(Booking.mentee_id)
        .join(Booking.slot)
        .where(Booking.cancelled_at.is_(None), Slot.starts_at > now)
    )
    query = select(Person).where(
        Person.deactivated_at.is_not(None), Person.id.in_(union(offering, meeting))
    )
    return list(db.session.scalars(query))


@cache
def _slot_for() -> Select[Slot]:
    return (
        select(Slot)
        .join(Slot.mentor)
        .where(
            Slot.id == bindparam("slot"),
            Slot.withdrawn_at.is_(None),
            Person.deactivated_at.is_(None),
            *_not_barred(),
        )
        .options(contains_eager(Slot.mentor), joinedload(Slot.office_hour))
    )


@cache
def _live_bookings() -> Select[Booking]:
    return (
        select(Booking)
        .where(Booking.slot_id == bindparam("slot"), Booking.cancelled_at.is_(None))
        .order_by(Booking.seat)
        .options(lazyload(Booking.no_show))
    )


@cache
def _overdue_requests() -> Select[Booking]:
    people: BindParameter[int] = bindparam("people", expanding=True)
    return (
        select(Booking)
        .join(Booking.slot)
        .where(
            Booking.cancelled_at.is_(None),
            Booking.accepted_at.is_(None),
            Booking.answer_by <= bindparam("now"),
            or_(Booking.mentee_id.in_(people), Slot.mentor_id.in_(people)),
        )
        .options(lazyload(Booking.no_show))
    )


@cache
def _booking_of() -> Select[Booking]:
    reader: BindParameter[int] = bindparam("reader")
    is_party = or_(Booking.mentee_id == reader, Slot.mentor_id == reader)
    return some_bookings().where(Booking.id == bindparam("booking"), is_party)


@cache
def _open_slots(*, of_some: bool) -> Select[Slot]:
    reader = bindparam("reader", type_=Integer)
    now: BindParameter[datetime] = bindparam("now")
    paired = partners_of(reader)
    booked = Booking.slot_id == Slot.id, Booking.cancelled_at.is_(None)
    taken = select(func.count(Booking.id)).where(*booked).correlate(Slot).scalar_subquery()
    kept = (
        select(func.count(Offer.id))
        .where(
            Offer.queue == WAITING,
            Offer.object_id == Slot.id,
            Offer.answer.is_(None),
            Offer.expires_at > now,
            Offer.person_id != reader,
        )
        .correlate(Slot)
        .scalar_subquery()
    )
    own = select(Booking.slot_id).where(Booking.mentee_id == reader, Booking.cancelled_at.is_(None))
    some = [Slot.mentor_id.in_(bindparam("mentors", expanding=True))] if of_some else []
    return (
        select(Slot)
        .join(Slot.mentor)
        .where(
            *some,
            Slot.starts_at > now,
            Slot.withdrawn_at.is_(None),
            Slot.mentor_id != reader,
            Slot.id.not_in(own),
            taken + kept < Slot.seats,
            or_(Slot.is_open_to_all, Slot.mentor_id.in_(paired)),
            is_available(bindparam("today")),
            *_not_barred(),
            # a group that has begun to fill takes its host's time itself
            or_(taken > 0, ~is_busy(Slot.mentor_id, Slot.starts_at, Slot.ends_at)),
            ~is_busy(reader, Slot.starts_at, Slot.ends_at),
        )
        .options(contains_eager(Slot.mentor))
        .order_by(Slot.starts_at, Slot.id)
        .limit(bindparam("most"))
    )


def _not_barred() -> tuple[ColumnElement[bool], ...]:
    """Who does not want to meet the `reader` is as if they offered nothing, and the reverse."""
    avoided = select(Avoidance.other_id).where(Avoidance.person_id == bindparam("reader"))
    avoiding = select(Avoidance.person_id).where(Avoidance.other_id == bindparam("reader"))
    return Slot.mentor_id.not_in(avoided), Slot.mentor_id.not_in(avoiding)


def some_bookings() -> Select[Booking]:
    """Bookings with all that lists show of them, to be narrowed; joined with their slots."""
    return (
        select(Booking)
        .join(Booking.slot)
        .options(
            contains_eager(Booking.slot).joinedload(Slot.mentor),
            joinedload(Booking.mentee),
            joinedload(Booking.pairing),
        )
    )


def _is_party(person: Person) -> ColumnElement[bool]:
    return or_(Booking.mentee_id == person.id, Slot.mentor_id == person.id)


def _is_ahead(now: datetime) -> ColumnElement[bool]:
    return Booking.cancelled_at.is_(None) & (Slot.ends_at > now)


def _is_request() -> ColumnElement[bool]:
    return Booking.answer_by.is_not(None) & Booking.accepted_at.is_(None)


def _was_missed() -> ColumnElement[Any]:
    return select(NoShow.id).where(NoShow.booking_id == Booking.id).exists()
