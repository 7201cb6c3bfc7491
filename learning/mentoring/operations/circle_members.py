"""Who is in a circle: joining, waiting for a seat, leading it together, leaving."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from learning.activity.operations import record
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import queries
from learning.mentoring.models import CircleSession, Deadline
from learning.mentoring.operations.circle_telling import offer_key, tell_circle, tell_off
from learning.mentoring.operations.circles import (
    check_circle_open,
    close_circle,
    lock_circle,
    take_lead_seat,
)
from learning.mentoring.operations.coming import bring_in
from learning.mentoring.operations.refusals import CircleFull, NotFull
from learning.mentoring.rules import CIRCLE_SEAT, CIRCLE_WAITING, OFFER_WITHOUT_DATE
from learning.notifications.operations import notify, withdraw_notice
from learning.people.models import Person
from learning.programmes.models import Circle, CircleMember, Part
from learning.programmes.operations import give_back_seat, take_seat
from learning.scheduling.models import Answer, Offer
from learning.scheduling.operations import answer_offer, join_queue, leave_time, make_offer
from learning.scheduling.queries import offer_to, waiting_in


def join_circle(circle: Circle, person: Person, now: datetime) -> CircleMember:
    """Take a seat; the sessions ahead come into the person's calendar where they are free.

    Rivals wait for each other at the circle's row; the unique index on seats stands behind it.
    Raises CircleFull and CircleClosed; twice is once.
    """
    lock_circle(circle)
    known = queries.membership(circle, person)
    if known is not None:
        return known
    check_circle_open(circle)
    if queries.is_barred_from(circle, person) or not queries.circle_seats_left(circle, now, person):
        raise _full()
    taken = {one.seat for one in queries.members_of(circle)}
    member = CircleMember(
        circle_id=circle.id,
        person_id=person.id,
        part=Part.MEMBER,
        seat=min(set(range(1, circle.seats + 1)) - taken),
        joined_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(member)
    except IntegrityError as error:
        raise _full() from error
    _settle_offer(circle, person, Answer.YES, now)
    record(person.id, "circle_joined", "circle", circle.id, now, circle.programme_id)
    for session in _to_come(circle, now):
        bring_in(session, person, None, now)
    leads = [one.person_id for one in queries.members_of(circle) if one.part is Part.FACILITATOR]
    tell_circle(circle, leads, "circle_joined", now, str(member.id), name=person.name)
    return member


def wait_for_circle(circle: Circle, person: Person, now: datetime) -> Offer:
    """Stand in line for a seat of a full circle. Raises NotFull and CircleClosed; twice is once."""
    lock_circle(circle)
    check_circle_open(circle)
    if queries.circle_seats_left(circle, now, person):
        raise NotFull(_("A seat is free: you can join at once."))
    known = offer_to(CIRCLE_WAITING, circle.id, person)
    if known is not None and known.expires_at is not None and known.expires_at <= now:
        answer_offer(known, Answer.MISSED, now)  # before the sweep comes to it
    return join_queue(CIRCLE_WAITING, circle.id, person, now, may_return=True)


def stop_waiting_for_circle(circle: Circle, person: Person, now: datetime) -> None:
    """Leave the line, or let an offered seat go to the next. Twice is harmless."""
    lock_circle(circle)
    offer = offer_to(CIRCLE_WAITING, circle.id, person)
    if offer is not None and offer.answer is None:
        was_offered = offer.offered_at is not None
        _settle_offer(circle, person, Answer.NO if was_offered else Answer.LEFT, now)
        offer_circle_seats(circle, now)


def expire_circle_offer(offer: Offer, now: datetime) -> None:
    """Nobody answered in time: the next in line is asked. Twice is harmless."""
    circle = db.session.get_one(Circle, offer.object_id)
    lock_circle(circle)
    db.session.refresh(offer)
    if offer.answer is None and offer.expires_at is not None and offer.expires_at <= now:
        answer_offer(offer, Answer.MISSED, now)
        db.session.flush()
        offer_circle_seats(circle, now)


def offer_circle_seats(circle: Circle, now: datetime) -> None:
    """Offer what is free to those who wait, the first come first, each seat to one of them.

    Who would not meet somebody inside is passed over, and hears nothing.
    """
    db.session.flush()
    if not circle.is_open or not circle.programme.is_joinable:
        return
    free = queries.circle_seats_left(circle, now)
    ahead = _to_come(circle, now)
    by = ahead[0].starts_at if ahead else now + OFFER_WITHOUT_DATE
    waiting = waiting_in(CIRCLE_WAITING, circle.id)
    able = queries.may_meet_in(circle, [one.person_id for one in waiting])
    for offer in [one for one in waiting if one.person_id in able][:free]:
        until = make_offer(offer, by, now)
        db.session.flush()
        db.session.add(Deadline(kind="circle_offer", object_id=offer.id, due_at=until))
        notify(
            offer.person_id,
            "mentoring.circle_seat_offered",
            {"topic": circle.topic, "until": until.isoformat()},
            link=("mentoring.circle", {"circle_id": circle.id}),
            dedupe_key=offer_key(circle, offer),
            now=now,
        )


def name_co_facilitator(member: CircleMember, now: datetime) -> None:
    """Let a member lead the circle too; it is a seat in their total. Raises MentorFull."""
    lock_circle(member.circle)
    check_circle_open(member.circle)
    if member.left_at is not None or member.part is not Part.MEMBER:
        return
    take_lead_seat(member.circle, member.person, now)
    member.part = Part.CO_FACILITATOR
    key = now.isoformat()
    tell_circle(member.circle, [member.person_id], "circle_co_facilitator", now, key)


def drop_co_facilitator(member: CircleMember, now: datetime) -> None:
    """The member stays and leads no more. Twice is harmless."""
    lock_circle(member.circle)
    if member.part is Part.CO_FACILITATOR:
        member.part = Part.MEMBER
        give_back_seat(CIRCLE_SEAT, member.circle_id, now, person_id=member.person_id)


def leave_circle(circle: Circle, person: Person, now: datetime) -> None:
    """Leave in one step: the sessions leave the calendar and the seat goes to the next in line.

    Where it was who leads it, a co-facilitator goes on, else a lead of the programme. Twice is
    harmless.
    """
    lock_circle(circle)
    member = queries.membership(circle, person)
    if member is None:
        return
    for session in _to_come(circle, now):
        if any(one.id == person.id for one in queries.comers([session])[session.appointment_id]):
            leave_time(session.appointment, person, now)
            db.session.flush()
            tell_off(session, person, person.id, "", now)
    member.left_at = now
    give_back_seat(CIRCLE_SEAT, circle.id, now, person_id=person.id)
    db.session.flush()
    if not circle.is_open:
        return
    if member.part is Part.FACILITATOR:
        _hand_on(circle, person, now)
    offer_circle_seats(circle, now)


def look_after_circles(now: datetime) -> None:
    """Close what has lost its programme, and let go who has left. Running it twice is harmless."""
    for circle in queries.circles_to_close():
        close_circle(circle, None, _("The programme has come to its end."), now)
    for member in queries.members_who_left_the_company():
        leave_circle(member.circle, member.person, now)


def _hand_on(circle: Circle, leaving: Person, now: datetime) -> None:
    """Somebody else answers for the circle from now on; where nobody can, it ends."""
    others = [one for one in queries.members_of(circle) if one.person.is_active]
    following = next((one for one in others if one.part is Part.CO_FACILITATOR), None)
    if following is None and others:
        following = _call_in_lead(circle, leaving, now)
    if following is None:
        close_circle(circle, None, _("Nobody leads it any more."), now)
        return
    following.part = Part.FACILITATOR
    db.session.flush()
    tell_circle(
        circle,
        [following.person_id],
        "circle_handed_on",
        now,
        now.isoformat(),
        name=leaving.name,
    )


def _call_in_lead(circle: Circle, leaving: Person, now: datetime) -> CircleMember | None:
    """A lead of the programme comes in, beyond the seats and their own number."""
    leads = [
        one.person for one in circle.programme.leads if one.is_able and one.person_id != leaving.id
    ]
    if not leads:
        return None
    person = leads[0]
    member = queries.membership(circle, person)
    if member is None:
        member = CircleMember(
            circle_id=circle.id, person_id=person.id, part=Part.FACILITATOR, joined_at=now
        )
        db.session.add(member)
        db.session.flush()
        for session in _to_come(circle, now):
            bring_in(session, person, None, now)
    take_seat(person.id, CIRCLE_SEAT, circle.id, now)
    return member


def _to_come(circle: Circle, now: datetime) -> list[CircleSession]:
    return [one for one in queries.circle_sessions_ahead(circle, now) if one.starts_at > now]


def _settle_offer(circle: Circle, person: Person, answer: Answer, now: datetime) -> None:
    offer = offer_to(CIRCLE_WAITING, circle.id, person)
    if offer is not None and offer.answer is None:
        answer_offer(offer, answer, now)
        withdraw_notice(offer_key(circle, offer), now)
        db.session.flush()


def _full() -> CircleFull:
    return CircleFull(
        _("Somebody was quicker: every seat is taken. You can wait for one that comes free.")
    )
