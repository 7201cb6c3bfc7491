"""Starting and ending a pairing."""

from datetime import datetime

from learning.activity.operations import record
from learning.audit import operations as audit
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import queries
from learning.mentoring.models import (
    EndReason,
    ExitAnswer,
    Match,
    Message,
    Pairing,
)
from learning.mentoring.operations.bookings import cancel_booking
from learning.mentoring.operations.places import owe_offers
from learning.mentoring.operations.plans import copy_milestone
from learning.mentoring.operations.refusals import TooEarly
from learning.notifications.operations import notify
from learning.people.models import Person
from learning.people.operations import tie, untie
from learning.programmes.operations import give_back_seat, take_seat
from learning.scheduling.operations import lock_people

TIE = "mentoring"


def start_pairing(match: Match, now: datetime) -> Pairing:
    """The two work together from now on: they are tied to each other, and told."""
    pairing = Pairing(
        programme_id=match.programme_id,
        match_id=match.id,
        mentee_id=match.mentee_id,
        mentor_id=match.mentor_id,
        started_at=now,
    )
    begin(pairing, now)
    take_seat(match.mentor_id, TIE, pairing.id, now)
    return pairing


def begin(pairing: Pairing, now: datetime) -> None:
    """Write the pairing down with the programme's milestones, tie the two and tell them."""
    db.session.add(pairing)
    db.session.flush()
    db.session.add_all(
        copy_milestone(template, pairing)
        for template in queries.milestone_templates(pairing.programme_id)
    )
    tie(pairing.mentee_id, pairing.mentor_id, TIE, pairing.id, now)
    for person in (pairing.mentee, pairing.mentor):
        record(person.id, "pairing_started", "pairing", pairing.id, now, pairing.programme_id)
        notify(
            person.id,
            "mentoring.pairing_started",
            {
                "other": pairing.other(person).name,
                "is_mentor": person.id == pairing.mentor_id,
                "is_tandem": pairing.is_tandem,
                "programme": pairing.programme.name,
            },
            link=("mentoring.pairing", {"pairing_id": pairing.id}),
            dedupe_key=f"mentoring.pairing_started:{pairing.id}:{person.id}",
            now=now,
        )


def end_pairing(
    pairing: Pairing, by: Person | None, reason: EndReason, now: datetime, thanks: str = ""
) -> None:
    """End the pairing and cancel its sessions; whoever did not do it is told, not the reason.

    `by` is one of the two, a lead of the programme, or None where it follows from something
    else; `thanks` are words of one to the other, kept among their messages. Ending twice is
    ending once.
    """
    lock_people([pairing.mentee_id, pairing.mentor_id])
    db.session.refresh(pairing)
    if not pairing.is_running:
        return
    if thanks and by is not None and pairing.has(by):
        db.session.add(
            Message(pairing_id=pairing.id, author_id=by.id, words=thanks, written_at=now)
        )
    pairing.ended_at, pairing.end_reason, pairing.paused_at = now, reason, None
    pairing.ended_by = by.id if by else None
    untie(TIE, pairing.id, now)
    give_back_seat(TIE, pairing.id, now)
    owe_offers(pairing.mentor_id, pairing.programme_id, now)
    for booking in queries.sessions_of_pairing(pairing):
        if booking.cancelled_at is None and booking.slot.starts_at > now:
            cancel_booking(booking, by, _("The pairing has ended."), now)
    for person in (pairing.mentee, pairing.mentor):
        record(person.id, "pairing_ended", "pairing", pairing.id, now, pairing.programme_id)
        if person is not by and person.is_active:
            notify(
                person.id,
                "mentoring.pairing_ended",
                {
                    "other": pairing.other(person).name,
                    "programme": pairing.programme.name,
                    "thanks": thanks,
                    "is_silent": reason is EndReason.SILENT,
                },
                link=("mentoring.pairing", {"pairing_id": pairing.id}),
                dedupe_key=f"mentoring.pairing_ended:{pairing.id}:{person.id}:{now.isoformat()}",
                now=now,
            )
    if by is not None and not pairing.has(by):
        audit.record(by.id, "pair.end", f"pairing:{pairing.id}", now, reason=reason.value)


def answer_exit(
    pairing: Pairing, by: Person, *, usefulness: int, recommend: int, now: datetime
) -> None:
    """Keep what this side says of the pairing that ended; it cannot be changed later.

    Raises TooEarly while it runs; a second answer is left aside.
    """
    if pairing.is_running:
        raise TooEarly(_("You are asked once the pairing has ended."))
    lock_people([by.id])
    if queries.exit_answer(pairing, by) is None:
        db.session.add(
            ExitAnswer(
                pairing_id=pairing.id,
                person_id=by.id,
                usefulness=usefulness,
                recommend=recommend,
                written_at=now,
            )
        )
        record(by.id, "pairing_rated", "pairing", pairing.id, now, pairing.programme_id)


def pause_pairing(pairing: Pairing, now: datetime) -> None:
    """Stop at once what the two do together: their sessions leave the calendars without a reason.

    Both hear only that it is paused. Twice is once.
    """
    lock_people([pairing.mentee_id, pairing.mentor_id])
    db.session.refresh(pairing)
    if not pairing.is_running or pairing.is_paused:
        return
    pairing.paused_at = now
    for booking in queries.sessions_of_pairing(pairing):
        if booking.cancelled_at is None and booking.slot.starts_at > now:
            cancel_booking(booking, None, "", now)


def resume_pairing(pairing: Pairing, now: datetime) -> None:
    """Let the two go on, and tell both. Twice is once."""
    lock_people([pairing.mentee_id, pairing.mentor_id])
    db.session.refresh(pairing)
    if not pairing.is_paused:
        return
    pairing.paused_at, pairing.contact_at, pairing.warned_at = None, now, None
    for person in (pairing.mentee, pairing.mentor):
        notify(
            person.id,
            "mentoring.pairing_resumed",
            {"other": pairing.other(person).name},
            link=("mentoring.pairing", {"pairing_id": pairing.id}),
            dedupe_key=f"mentoring.pairing_resumed:{pairing.id}:{person.id}:{now.isoformat()}",
            now=now,
        )
