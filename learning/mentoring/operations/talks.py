"""Agendas, messages, and talks that were held elsewhere."""

from datetime import datetime

from learning.activity.operations import record
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import queries
from learning.mentoring.models import AgendaPoint, LoggedTalk, Message, Note, Pairing
from learning.mentoring.operations.contact import check_running, tell_other, touch
from learning.mentoring.operations.refusals import NothingToConfirm, TooEarly
from learning.notifications.operations import withdraw_notice
from learning.people.models import Person
from learning.scheduling.operations import lock_people


def add_point(pairing: Pairing, by: Person, words: str, now: datetime) -> AgendaPoint:
    """Put a point on the next agenda. Raises PairingOver, PairingPaused."""
    check_running(pairing)
    point = AgendaPoint(pairing_id=pairing.id, words=words, added_by=by.id, added_at=now)
    db.session.add(point)
    touch(pairing, now)
    db.session.flush()
    return point


def cover_point(point: AgendaPoint, pairing: Pairing, *, is_covered: bool, now: datetime) -> None:
    """Say that the two have talked about it, or not after all; twice is once.

    Raises PairingOver, PairingPaused.
    """
    check_running(pairing)
    point.covered_at = (point.covered_at or now) if is_covered else None
    touch(pairing, now)


def plan_agenda(pairing: Pairing, number: int, now: datetime) -> list[AgendaPoint]:
    """Put what the programme suggests for the n-th session on the agenda; once for each.

    What the two added themselves moves on from session to session; suggestions for an earlier
    one that nobody came to give way. Raises PairingOver, PairingPaused.
    """
    check_running(pairing)
    if queries.has_agenda(pairing, number):
        return []
    for point in queries.points_of(pairing):
        if point.added_by is None and (point.session_number or 0) < number:
            db.session.delete(point)
    points = [
        AgendaPoint(pairing_id=pairing.id, session_number=number, words=words, added_at=now)
        for words in queries.suggested_points(pairing, number)
    ]
    db.session.add_all(points)
    db.session.flush()
    return points


def write_note(
    pairing: Pairing, person: Person, words: str, *, is_shared: bool, now: datetime
) -> Note:
    """Keep a note, for the two or for oneself alone. Raises PairingOver, PairingPaused."""
    check_running(pairing)
    note = Note(
        pairing_id=pairing.id,
        author_id=person.id,
        words=words,
        is_shared=is_shared,
        written_at=now,
    )
    db.session.add(note)
    if is_shared:
        touch(pairing, now)
    db.session.flush()
    return note


def write_message(pairing: Pairing, by: Person, words: str, now: datetime) -> Message:
    """Write to the other, who is told with the first line they have not read.

    Answering puts aside what the other wrote. Raises PairingOver, PairingPaused.
    """
    check_running(pairing)
    put_messages_aside(pairing, by, now)
    message = Message(pairing_id=pairing.id, author_id=by.id, words=words, written_at=now)
    db.session.add(message)
    touch(pairing, now)
    db.session.flush()
    first = queries.unread_messages(pairing, pairing.other(by))[0]
    tell_other(pairing, by, "message_written", "mentoring.messages", now, key=f"{first.id}")
    return message


def put_messages_aside(pairing: Pairing, by: Person, now: datetime) -> None:
    """The person has read what the other wrote; twice is once."""
    for message in queries.unread_messages(pairing, by):
        message.read_at = now
        withdraw_notice(f"mentoring.message_written:{message.id}", now)


def log_talk(
    pairing: Pairing, by: Person, held_at: datetime, minutes: int, words: str, now: datetime
) -> LoggedTalk:
    """Tell of a talk held elsewhere; it counts once the other confirms it.

    Raises TooEarly for a talk still to come or from before the two were a pair, PairingOver.
    """
    check_running(pairing)
    _check_past(pairing, held_at, now)
    talk = LoggedTalk(
        pairing_id=pairing.id,
        held_at=held_at,
        minutes=minutes,
        words=words,
        written_by=by.id,
        written_at=now,
    )
    db.session.add(talk)
    touch(pairing, now)
    db.session.flush()
    _ask_to_confirm(talk, pairing, by, now)
    return talk


def confirm_talk(talk: LoggedTalk, pairing: Pairing, by: Person, now: datetime) -> None:
    """The other says that it was so: the talk counts. Raises NothingToConfirm; twice is once."""
    lock_people([pairing.mentee_id, pairing.mentor_id])
    db.session.refresh(talk)
    check_running(pairing)
    if talk.written_by == by.id:
        raise NothingToConfirm(_("%(name)s confirms this talk.", name=pairing.other(by).name))
    if talk.confirmed_at is not None:
        return
    talk.confirmed_at, talk.confirmed_by = now, by.id
    touch(pairing, now)
    withdraw_notice(_key(talk, by), now)
    for person in (pairing.mentee, pairing.mentor):
        record(person.id, "session_held", "logged_talk", talk.id, now, pairing.programme_id)


def correct_talk(
    talk: LoggedTalk,
    pairing: Pairing,
    by: Person,
    held_at: datetime,
    minutes: int,
    words: str,
    now: datetime,
) -> None:
    """Say how it was instead; the other is asked to confirm. Raises NothingToConfirm, TooEarly."""
    lock_people([pairing.mentee_id, pairing.mentor_id])
    db.session.refresh(talk)
    check_running(pairing)
    if talk.confirmed_at is not None:
        raise NothingToConfirm(_("Both of you have confirmed this talk already."))
    _check_past(pairing, held_at, now)
    talk.held_at, talk.minutes, talk.words = held_at, minutes, words
    talk.written_by, talk.written_at = by.id, now
    touch(pairing, now)
    withdraw_notice(_key(talk, by), now)
    _ask_to_confirm(talk, pairing, by, now)


def drop_talk(talk: LoggedTalk, pairing: Pairing, now: datetime) -> None:
    """It did not take place: the entry goes, while nobody has confirmed it.

    Raises NothingToConfirm.
    """
    lock_people([pairing.mentee_id, pairing.mentor_id])
    db.session.refresh(talk)
    check_running(pairing)
    if talk.confirmed_at is not None:
        raise NothingToConfirm(_("Both of you have confirmed this talk already."))
    for person in (pairing.mentee, pairing.mentor):
        withdraw_notice(_key(talk, person), now)
    db.session.delete(talk)
    db.session.flush()


def _check_past(pairing: Pairing, held_at: datetime, now: datetime) -> None:
    if held_at > now:
        raise TooEarly(_("This talk is still to come. Note it once it was held."))
    if held_at.date() < pairing.started_at.date():
        raise TooEarly(_("That was before you were a pair. Choose a later day."))


def _ask_to_confirm(talk: LoggedTalk, pairing: Pairing, by: Person, now: datetime) -> None:
    tell_other(
        pairing,
        by,
        "talk_logged",
        "mentoring.pairing",
        now,
        key=_key(talk, pairing.other(by)),
        held_at=talk.held_at.isoformat(),
    )


def _key(talk: LoggedTalk, to: Person) -> str:
    return f"mentoring.talk_logged:{talk.id}:{to.id}"
