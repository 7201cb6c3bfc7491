"""Saying a kind no to those who asked for a seat."""

from datetime import datetime

from learning.extensions import db
from learning.mentoring import queries
from learning.mentoring.models import SeatAnswer, SeatRequest, Slot
from learning.notifications.operations import notify, withdraw_notice


def turn_down(request: SeatRequest, words: str, now: datetime) -> None:
    """No seat this time; the guest is told, with `words` or none. The first answer stays."""
    if request.answer is not None:
        return
    request.answer, request.answered_at, request.answer_words = SeatAnswer.DECLINED, now, words
    withdraw_notice(asked_key(request), now)
    slot = request.slot
    notify(
        request.person_id,
        "mentoring.seat_declined",
        {
            "other": slot.mentor.name,
            "starts_at": slot.starts_at.isoformat(),
            "words": words,
            "is_off": slot.withdrawn_at is not None,
        },
        link=("mentoring.office_hours", {}),
        dedupe_key=f"mentoring.seat_declined:{request.id}:{now.isoformat()}",
        now=now,
    )
    db.session.flush()
    forget_reminder(slot, now)


def turn_everybody_down(slot: Slot, now: datetime) -> None:
    """The time is not offered any more, so nobody waits for an answer."""
    for request in queries.open_seat_requests(slot):
        turn_down(request, "", now)


def forget_reminder(slot: Slot, now: datetime) -> None:
    """Nobody waits for the host's choice: nothing to remind of."""
    if not queries.open_seat_requests(slot):
        withdraw_notice(reminder_key(slot), now)


def asked_key(request: SeatRequest) -> str:
    return f"mentoring.seat_asked:{request.id}"


def reminder_key(slot: Slot) -> str:
    return f"mentoring.seats_to_choose:{slot.id}"
