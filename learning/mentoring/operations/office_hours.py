"""Office hours, and seats that a host gives to some of those who ask."""

from datetime import date, datetime, time, timedelta

from learning.activity.operations import record
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import queries
from learning.mentoring.models import (
    Audience,
    OfficeHour,
    SeatAnswer,
    SeatRequest,
    Slot,
)
from learning.mentoring.operations.bookings import book_slot
from learning.mentoring.operations.refusals import (
    NotFull,
    OwnTimeTaken,
    RequestOver,
    SlotGone,
    SomeCannotCome,
)
from learning.mentoring.operations.slots import offer_slots
from learning.mentoring.operations.turning_down import (
    asked_key,
    forget_reminder,
    reminder_key,
    turn_down,
)
from learning.notifications.operations import Notice, notify, notify_many, withdraw_notice
from learning.people.models import Person
from learning.scheduling.operations import lock_people

REMIND_BEFORE = timedelta(hours=12)


def open_office_hour(
    host: Person,
    *,
    topic: str,
    why: str,
    at: tuple[date, time],
    weeks: int,
    minutes: int,
    place: str,
    seats: int,
    least: int,
    notice_minutes: int,
    choose_hours: int,
    audience: Audience,
    programme_id: int | None,
    skill_id: int | None,
    now: datetime,
) -> list[OfficeHour]:
    """Open an hour with seats, once or weekly; the audience is told of the first, and only once.

    Raises as `offer_slots`.
    """
    slots = offer_slots(
        host,
        [at],
        weeks=weeks,
        minutes=minutes,
        place=place,
        is_open_to_all=True,
        seats=seats,
        least=least,
        notice_minutes=notice_minutes,
        choose_hours=choose_hours,
        now=now,
    )
    hours = [
        OfficeHour(
            slot_id=slot.id,
            topic=topic,
            why=why,
            audience=audience,
            programme_id=programme_id,
            skill_id=skill_id,
        )
        for slot in slots
    ]
    db.session.add_all(hours)
    db.session.flush()
    first = hours[0]
    record(host.id, "office_hour_opened", "slot", first.slot_id, now, programme_id)
    notify_many(
        [_news(first, slots[0], host, one) for one in queries.audience_of(first, host)], now
    )
    return hours


def ask_for_seat(slot: Slot, person: Person, words: str, now: datetime) -> SeatRequest:
    """Ask the host for a seat. Raises SlotGone, RequestOver and NotFull; twice is once.

    Nobody's time is taken before the host has chosen.
    """
    lock_people([slot.mentor_id])
    db.session.expire(slot)
    if slot.withdrawn_at is not None:
        raise SlotGone(_("This time is no longer offered. Choose another time."))
    choose_by = slot.choose_by
    if choose_by is None or choose_by <= now:
        raise NotFull(_("The host has chosen. What is left can be booked at once."))
    request = queries.seat_request_of(person, slot)
    if request is None:
        request = SeatRequest(slot_id=slot.id, person_id=person.id, words=words, asked_at=now)
        db.session.add(request)
    elif request.answer is SeatAnswer.WITHDRAWN:
        request.words, request.asked_at = words, now
        request.answer = request.answered_at = None
    elif request.answer is not None:
        raise RequestOver(_("The host has answered you already."))
    else:
        request.words = words
    db.session.flush()
    facts = {"starts_at": slot.starts_at.isoformat(), "until": choose_by.isoformat()}
    link: tuple[str, dict[str, object]] = ("mentoring.seat_requests", {"slot_id": slot.id})
    notify(
        slot.mentor_id,
        "mentoring.seat_asked",
        facts | {"other": person.name, "words": words},
        link=link,
        dedupe_key=asked_key(request),
        now=now,
    )
    remind_at = choose_by - REMIND_BEFORE
    if remind_at > now:
        notify(
            slot.mentor_id,
            "mentoring.seats_to_choose",
            facts,
            link=link,
            dedupe_key=reminder_key(slot),
            now=now,
            due_at=remind_at,
            moot_at=choose_by,
        )
    return request


def withdraw_seat_request(slot: Slot, person: Person, now: datetime) -> None:
    """One does not want the seat any more; harmless once it is answered."""
    lock_people([slot.mentor_id])
    request = queries.seat_request_of(person, slot)
    if request is None or request.answer is not None:
        return
    request.answer, request.answered_at = SeatAnswer.WITHDRAWN, now
    withdraw_notice(asked_key(request), now)
    db.session.flush()
    forget_reminder(slot, now)


def choose_guest(request: SeatRequest, now: datetime) -> None:
    """Give this person a seat, booked at once for both. Twice is once.

    Raises SlotTaken where no seat is left, SomeCannotCome where the guest has something else by
    now, RequestOver after another answer.
    """
    slot = request.slot
    lock_people([slot.mentor_id, request.person_id])
    db.session.refresh(request)
    if request.answer is SeatAnswer.CHOSEN:
        return
    if request.answer is not None:
        raise RequestOver(_("This request is no longer open: it was taken back or answered."))
    request.answer, request.answered_at = SeatAnswer.CHOSEN, now
    db.session.flush()
    withdraw_notice(asked_key(request), now)
    try:
        book_slot(slot, request.person, request.words, now)
    except OwnTimeTaken as error:
        raise SomeCannotCome(
            _("%(name)s has another appointment at that time by now.", name=request.person.name)
        ) from error
    forget_reminder(slot, now)


def decline_guest(request: SeatRequest, words: str, now: datetime) -> None:
    """No seat for this person, with a kind word. Raises RequestOver; twice is once."""
    lock_people([request.slot.mentor_id])
    db.session.refresh(request)
    if request.answer is SeatAnswer.DECLINED:
        return
    if request.answer is not None:
        raise RequestOver(_("This request is no longer open: it was taken back or answered."))
    turn_down(request, words, now)


def settle_choice(slot: Slot, now: datetime) -> None:
    """The time to choose is over: free seats go to those still waiting, the first come first.

    Everybody else is told that it is a no this time. Twice is harmless.
    """
    lock_people([slot.mentor_id])
    db.session.expire(slot)
    if slot.is_chosen_for(now):
        return
    for request in queries.open_seat_requests(slot):
        if slot.withdrawn_at is None and queries.has_free_seat(slot, request.person, now):
            try:
                with db.session.begin_nested():
                    choose_guest(request, now)
            except DomainError:
                db.session.refresh(request)
        turn_down(request, "", now)


def _news(hour: OfficeHour, slot: Slot, host: Person, person_id: int) -> Notice:
    return Notice(
        person_id,
        "mentoring.office_hour_opened",
        {
            "topic": hour.topic,
            "other": host.name,
            "starts_at": slot.starts_at.isoformat(),
            "why": hour.why,
        },
        ("mentoring.book_slot", {"slot_id": slot.id}),
        f"mentoring.office_hour_opened:{hour.id}:{person_id}",
    )
