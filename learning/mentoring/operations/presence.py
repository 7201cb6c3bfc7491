"""Who was there when a group met: by code, by the host's list, by a tick of one's own."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from learning.activity.operations import record
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import queries
from learning.mentoring.models import Booking, NoShow, Presence, Proof, SessionCode
from learning.mentoring.operations.outcomes import PATIENCE, report_no_show
from learning.mentoring.operations.refusals import SessionClosed, TooEarly, TooLate, WrongCode
from learning.mentoring.operations.telling import key
from learning.mentoring.queries import Gathering
from learning.mentoring.rules import (
    CODE_AFTER,
    CODE_BEFORE,
    OWN_TICK_WITHIN,
    as_code,
    fresh_code,
)
from learning.notifications.operations import withdraw_notice
from learning.people.models import Person
from learning.scheduling.models import Appointment
from learning.scheduling.operations import lock_people


def show_code(gathering: Gathering, host: Person, now: datetime) -> SessionCode:
    """The code for those in the room, from shortly before the start on; the same one each time.

    Whoever shows it is there. Raises TooEarly and TooLate.
    """
    appointment = gathering.appointment
    lock_people([host.id])
    if now < appointment.starts_at - CODE_BEFORE:
        raise TooEarly(_("The code can be shown from 15 minutes before the start on."))
    if appointment.ends_at + CODE_AFTER <= now:
        raise TooLate(_("The session is over. Tick on the list who was there."))
    known = queries.code_of(appointment)
    if known is None:
        known = SessionCode(appointment_id=appointment.id, code=fresh_code(), shown_at=now)
        db.session.add(known)
        db.session.flush()
    if any(one.person.id == host.id for one in queries.expected_at(appointment)):
        _note(gathering, host, Proof.CODE, host, now, is_present=True)
    return known


def enter_code(gathering: Gathering, person: Person, typed: str, now: datetime) -> None:
    """Say that one is there, with the code that the host shows. Raises WrongCode and SessionClosed.

    Twice is once; it cannot be done from afar, for the code is shown in the room only.
    """
    appointment = gathering.appointment
    _check_expected(appointment, person)
    known = queries.code_of(appointment)
    is_time = appointment.starts_at - CODE_BEFORE <= now < appointment.ends_at + CODE_AFTER
    if known is None or not is_time:
        raise WrongCode(_("No code is shown just now. Your host shows it during the session."))
    if as_code(typed) != known.code:
        raise WrongCode(_("That is not the code. Look at it once more, letter by letter."))
    _note(gathering, person, Proof.CODE, person, now, is_present=True)


def tick_presence(gathering: Gathering, person: Person, now: datetime) -> None:
    """Say afterwards that one was there; what the host has noted stands. Twice is once.

    Raises TooEarly, TooLate and SessionClosed.
    """
    appointment = gathering.appointment
    _check_expected(appointment, person)
    if not gathering.is_over(now):
        raise TooEarly(_("You can say that once the session is over."))
    if appointment.ends_at + OWN_TICK_WITHIN <= now:
        raise TooLate(_("That can be said within seven days of the session. Ask your host."))
    known = queries.presence_of(appointment, person)
    if known is not None and not known.is_present:
        raise SessionClosed(_("Your host noted that you were not there. Ask them to correct it."))
    if known is None:
        _note(gathering, person, Proof.OWN, person, now, is_present=True)


def keep_presence_list(
    gathering: Gathering, host: Person, present: Collection[int], now: datetime
) -> None:
    """The host's list: who is ticked was there, the others were not. May be corrected later.

    Raises TooEarly as long as somebody may only be a little late.
    """
    if not gathering.has_begun(now - PATIENCE):
        raise TooEarly(_("You can tick who is there from ten minutes after the start on."))
    for one in queries.expected_at(gathering.appointment):
        is_present = one.person.id in present
        if one.presence is None or one.presence.is_present != is_present:
            _note(gathering, one.person, Proof.LIST, host, now, is_present=is_present)


def _note(
    gathering: Gathering,
    person: Person,
    proof: Proof,
    by: Person,
    now: datetime,
    *,
    is_present: bool,
) -> None:
    appointment = gathering.appointment
    lock_people([person.id])
    known = queries.presence_of(appointment, person)
    was_present = known is not None and known.is_present
    if known is None:
        known = Presence(appointment_id=appointment.id, person_id=person.id)
        db.session.add(known)
    elif was_present == is_present:
        return
    known.is_present, known.proof, known.noted_by, known.noted_at = is_present, proof, by.id, now
    db.session.flush()
    for booking in queries.group_bookings(appointment, person):
        _settle(booking, by, now, is_present=is_present)
    endpoint, values = gathering.page
    if endpoint == "mentoring.circle_session":
        session_id = values["session_id"]
        asked = f"mentoring.circle_were_you_there:{session_id}:{person.id}"
        withdraw_notice(asked, now)
        if is_present:
            record(
                person.id,
                "session_held",
                "circle_session",
                session_id,
                now,
                gathering.programme_id,
            )


def _settle(booking: Booking, by: Person, now: datetime, *, is_present: bool) -> None:
    """The seat was used, or kept from somebody else; its guest may dispute the latter."""
    host_id = booking.slot.mentor_id
    reported = db.session.scalar(select(NoShow).where(NoShow.booking_id == booking.id))
    if reported is not None and reported.reported_by != host_id:
        return  # the guest waited in vain: that is for the two to settle
    if is_present:
        if reported is not None:
            db.session.delete(reported)
            db.session.flush()
            db.session.expire(booking, ["no_show"])
            withdraw_notice(key("no_show_reported", booking, booking.mentee), now)
        if booking.held_at is None:
            booking.held_at = now
            for person in (booking.slot.mentor, booking.mentee):
                record(person.id, "session_held", "booking", booking.id, now, booking.programme_id)
    elif by.id == host_id and reported is None:
        booking.held_at = None
        db.session.flush()
        report_no_show(booking, by, now)
    db.session.flush()


def _check_expected(appointment: Appointment, person: Person) -> None:
    if all(one.person.id != person.id for one in queries.expected_at(appointment)):
        raise SessionClosed(_("You said that you cannot come, so nobody waits for you there."))
