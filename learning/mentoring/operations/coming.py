"""Coming to a session of a circle, or not."""

from datetime import datetime

from learning.extensions import db
from learning.i18n import _
from learning.mentoring import queries
from learning.mentoring.models import CircleSession
from learning.mentoring.operations.circle_telling import tell_off, tell_planned
from learning.mentoring.operations.refusals import OwnTimeTaken, SessionClosed
from learning.people.models import Person
from learning.programmes.models import Circle
from learning.scheduling.operations import DayFull, TimeTaken, join_time, leave_time


def skip_circle_session(session: CircleSession, person: Person, now: datetime) -> None:
    """Say that one cannot come: the time is one's own again. Twice is once."""
    lock_circle_session(session)
    check_ahead(session, now)
    if person.id not in {one.id for one in queries.comers([session])[session.appointment_id]}:
        return
    leave_time(session.appointment, person, now)
    db.session.flush()
    tell_off(session, person, person.id, "", now)


def attend_circle_session(session: CircleSession, person: Person, now: datetime) -> None:
    """Say that one comes after all. Raises OwnTimeTaken and SessionClosed; twice is once."""
    lock_circle_session(session)
    check_ahead(session, now)
    if person.id in {one.id for one in queries.comers([session])[session.appointment_id]}:
        return
    if not bring_in(session, person, person.id, now):
        raise OwnTimeTaken(_("You have another appointment at that time."))


def bring_in(session: CircleSession, person: Person, by: int | None, now: datetime) -> bool:
    """The person comes to the session too, unless something else takes that time; whether so."""
    try:
        join_time(session.appointment, person)
    except (TimeTaken, DayFull):
        return False
    db.session.flush()
    tell_planned(session, person, by, now)
    return True


# Steps that the other operations on sessions share


def lock_circle_session(session: CircleSession) -> None:
    """Wait for a turn at the circle, and see the session as it is now."""
    db.session.refresh(session.circle, with_for_update={"of": Circle})
    db.session.refresh(session)
    db.session.refresh(session.appointment)


def check_ahead(session: CircleSession, now: datetime) -> None:
    if session.cancelled_at is not None:
        raise SessionClosed(_("This session was cancelled."))
    if session.starts_at <= now:
        raise SessionClosed(_("This session has begun, so it cannot be changed any more."))
