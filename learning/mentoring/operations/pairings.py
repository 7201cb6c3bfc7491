"""Starting and ending a pairing, and what the two write down."""

from datetime import date, datetime

from learning.activity.operations import record
from learning.audit import operations as audit
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import queries
from learning.mentoring.models import EndReason, Goal, Match, Note, Pairing
from learning.mentoring.operations.bookings import cancel_booking
from learning.mentoring.operations.refusals import PairingOver
from learning.notifications.operations import notify
from learning.people.models import Person
from learning.people.operations import tie, untie
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
    db.session.add(pairing)
    db.session.flush()
    tie(match.mentee_id, match.mentor_id, TIE, pairing.id, now)
    for person_id in match.pair:
        record(person_id, "pairing_started", "pairing", pairing.id, now, pairing.programme_id)
    for person in (match.mentee, match.mentor):
        notify(
            person.id,
            "mentoring.pairing_started",
            {
                "other": match.other(person).name,
                "is_mentor": person.id == match.mentor_id,
                "programme": match.programme.name,
            },
            link=("mentoring.pairing", {"pairing_id": pairing.id}),
            dedupe_key=f"mentoring.pairing_started:{pairing.id}:{person.id}",
            now=now,
        )
    return pairing


def end_pairing(pairing: Pairing, by: Person | None, reason: EndReason, now: datetime) -> None:
    """End the pairing and cancel its sessions; whoever did not do it is told, not the reason.

    `by` is one of the two, a lead of the programme, or None where it follows from something
    else. Ending twice is ending once.
    """
    lock_people([pairing.mentee_id, pairing.mentor_id])
    db.session.refresh(pairing)
    if not pairing.is_running:
        return
    pairing.ended_at, pairing.end_reason = now, reason
    pairing.ended_by = by.id if by else None
    untie(TIE, pairing.id, now)
    for booking in queries.sessions_of_pairing(pairing):
        if booking.cancelled_at is None and booking.slot.starts_at > now:
            cancel_booking(booking, by, _("The pairing has ended."), now)
    for person in (pairing.mentee, pairing.mentor):
        record(person.id, "pairing_ended", "pairing", pairing.id, now, pairing.programme_id)
        if person is not by and person.is_active:
            notify(
                person.id,
                "mentoring.pairing_ended",
                {"other": pairing.other(person).name, "programme": pairing.programme.name},
                link=("mentoring.pairing", {"pairing_id": pairing.id}),
                dedupe_key=f"mentoring.pairing_ended:{pairing.id}:{person.id}",
                now=now,
            )
    if by is not None and not pairing.has(by):
        audit.record(by.id, "pair.end", f"pairing:{pairing.id}", now, reason=reason.value)


def add_goal(
    pairing: Pairing, person: Person, words: str, due_on: date | None, now: datetime
) -> Goal:
    """Write down what the two work toward. Raises PairingOver."""
    _check_running(pairing)
    goal = Goal(
        pairing_id=pairing.id, words=words, due_on=due_on, written_by=person.id, written_at=now
    )
    db.session.add(goal)
    db.session.flush()
    return goal


def mark_goal(goal: Goal, pairing: Pairing, *, is_reached: bool, now: datetime) -> None:
    """Say that the goal is reached, or that it is not after all. Raises PairingOver."""
    _check_running(pairing)
    goal.reached_at = (goal.reached_at or now) if is_reached else None


def write_note(
    pairing: Pairing, person: Person, words: str, *, is_shared: bool, now: datetime
) -> Note:
    """Keep a note, for the two or for oneself alone. Raises PairingOver."""
    _check_running(pairing)
    note = Note(
        pairing_id=pairing.id,
        author_id=person.id,
        words=words,
        is_shared=is_shared,
        written_at=now,
    )
    db.session.add(note)
    db.session.flush()
    return note


def _check_running(pairing: Pairing) -> None:
    if not pairing.is_running:
        raise PairingOver(_("This pairing has ended; what you wrote stays readable."))
