"""Signing up for a talk, waiting for a seat, and being there."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from learning.academy.models import Talk, TalkDeadline, TalkSeat
from learning.academy.models.talks import WAITING
from learning.academy.operations.talks.telling import (
    cancellation,
    forget_reminders,
    invitation,
    key,
    remind_later,
    tell,
)
from learning.academy.queries.talks import guests_of, has_free_seat, seat_of, seats_taken
from learning.academy.rules.talks import is_code
from learning.activity.operations import record
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import withdraw_notice
from learning.people.models import Person
from learning.scheduling.models import Answer, Offer
from learning.scheduling.operations import (
    TimeTaken,
    answer_offer,
    join_queue,
    join_time,
    leave_time,
    make_offer,
)
from learning.scheduling.queries import offer_to, open_offers, waiting_in

KEPT_FOR = timedelta(hours=24)
DOORS_OPEN = timedelta(minutes=15)  # before the start, for the code
DOORS_CLOSE = timedelta(hours=1)  # after the end


class TalkOver(DomainError):
    """The talk has begun, or is called off."""


class TalkFull(DomainError):
    """Every seat is taken, or kept for somebody who waits."""


class NotFull(DomainError):
    """A seat is free: there is nothing to wait for."""


class WrongCode(DomainError):
    """The code is another, or it is not the time for it."""


def join_talk(talk: Talk, person: Person, now: datetime) -> TalkSeat:
    """Take a seat and the person's time. Twice is once.

    Rivals wait for each other at the talk's row. Raises TalkOver, TalkFull, TimeTaken, DayFull.
    """
    hold(talk)
    _check_open(talk, now)
    seat = seat_of(talk, person)
    if seat is not None and seat.left_at is None:
        return seat
    if not has_free_seat(talk, person, now):
        raise TalkFull(_("Every seat is taken. Join the waiting list: a seat often comes free."))
    try:
        join_time(talk.appointment, person)
    except TimeTaken as error:
        raise TimeTaken(
            _("You have another appointment at that time. Move that one first.")
        ) from error
    if seat is None:
        seat = TalkSeat(talk_id=talk.id, person_id=person.id, taken_at=now)
        db.session.add(seat)
    seat.taken_at, seat.left_at = now, None
    db.session.flush()
    offer = offer_to(WAITING, talk.id, person)
    if offer is not None:
        answer_offer(offer, Answer.YES, now)
        withdraw_notice(key("talk_seat_offered", talk, person), now)
    tell(talk, person, "talk_joined", now, calendar=invitation, which=now.isoformat())
    remind_later(talk, person, now)
    record(person.id, "talk_joined", "talk", talk.id, now, talk.topic.programme_id)
    return seat


def leave_talk(talk: Talk, person: Person, now: datetime) -> None:
    """Give the seat up; the next in line is offered it. Twice is once. Raises TalkOver."""
    hold(talk)
    _check_open(talk, now)
    seat = seat_of(talk, person)
    if seat is None or seat.left_at is not None:
        return
    give_up(talk, seat, now)
    tell(talk, person, "talk_left", now, calendar=cancellation, which=now.isoformat())
    offer_seats(talk, now)


def give_up(talk: Talk, seat: TalkSeat, now: datetime) -> None:
    """The seat is free and so is its owner's time."""
    seat.left_at = now
    leave_time(talk.appointment, seat.person, now)
    forget_reminders(talk, seat.person, now)
    db.session.flush()


def wait_for_seat(talk: Talk, person: Person, now: datetime) -> Offer:
    """Stand on the waiting list, at its end. Twice is once. Raises TalkOver, NotFull."""
    hold(talk)
    _check_open(talk, now)
    if has_free_seat(talk, person, now):
        raise NotFull(_("There is a seat for you: you can sign up at once."))
    return join_queue(WAITING, talk.id, person, now, may_return=True)


def stop_waiting(talk: Talk, person: Person, now: datetime) -> None:
    """Leave the list, or say no to the offer; the seat goes to the next. Twice is once."""
    hold(talk)
    offer = offer_to(WAITING, talk.id, person)
    if offer is None or offer.answer is not None:
        return
    answer_offer(offer, Answer.LEFT if offer.offered_at is None else Answer.NO, now)
    withdraw_notice(key("talk_seat_offered", talk, person), now)
    offer_seats(talk, now)


def expire_offer(offer: Offer, now: datetime) -> None:
    """Nobody took the seat in time: the next is asked. Twice is harmless."""
    talk = db.session.get_one(Talk, offer.object_id)
    hold(talk)
    db.session.refresh(offer)
    if offer.answer is None and offer.expires_at is not None and offer.expires_at <= now:
        answer_offer(offer, Answer.MISSED, now)
        withdraw_notice(key("talk_seat_offered", talk, offer.person), now)
        offer_seats(talk, now)


def offer_seats(talk: Talk, now: datetime) -> None:
    """Offer what is free to those who wait, the first come first, each seat to one of them."""
    if not talk.takes_guests(now):
        return
    waiting = waiting_in(WAITING, talk.id)
    free = len(waiting)
    if talk.seats is not None:
        kept = len(open_offers(WAITING, talk.id, now))
        free = talk.seats - seats_taken([talk.id]).get(talk.id, 0) - kept
    for offer in waiting[: max(0, free)]:
        until = make_offer(offer, talk.starts_at, now, KEPT_FOR)
        db.session.flush()
        db.session.add(TalkDeadline(kind="offer", object_id=offer.id, due_at=until))
        tell(
            talk,
            offer.person,
            "talk_seat_offered",
            now,
            moot_at=until,
            until=until.isoformat(),
        )


def mark_attendance(talk: Talk, present: Collection[int], now: datetime) -> None:
    """Note who of those who signed up was there, by their numbers. Twice is harmless."""
    for seat in guests_of(talk):
        if seat.person_id in present:
            seat.attended_at = seat.attended_at or now
        else:
            seat.attended_at = None
    db.session.flush()


def check_in(talk: Talk, person: Person, typed: str, now: datetime) -> None:
    """Say that one is there, with the code told in the room; also without a seat.

    Raises WrongCode. Twice is harmless.
    """
    if not is_code_time(talk, now):
        raise WrongCode(_("The code is for those who are there, while the talk is on."))
    if not is_code(typed, talk.code):
        raise WrongCode(_("This is not the code of this talk. Look at it once more."))
    seat = seat_of(talk, person)
    if seat is None:
        seat = TalkSeat(talk_id=talk.id, person_id=person.id, taken_at=now)
        try:
            with db.session.begin_nested():
                db.session.add(seat)
        except IntegrityError:  # the same person at the same moment
            return
    seat.left_at, seat.attended_at = None, seat.attended_at or now


def is_code_time(talk: Talk, now: datetime) -> bool:
    """Whether the code is taken: from shortly before the talk until a while after it."""
    opens, closes = talk.starts_at - DOORS_OPEN, talk.ends_at + DOORS_CLOSE
    return talk.cancelled_at is None and opens <= now <= closes


def hold(talk: Talk) -> None:
    """What changes a talk's seats or time comes one at a time."""
    db.session.flush()
    db.session.refresh(talk, with_for_update={"of": Talk})
    db.session.refresh(talk.appointment)


def _check_open(talk: Talk, now: datetime) -> None:
    if talk.cancelled_at is not None:
        raise TalkOver(_("This talk is cancelled."))
    if not talk.takes_guests(now):
        raise TalkOver(_("This talk has begun already."))
