"""What the people of a circle are told, and what their calendars get."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from learning.extensions import db
from learning.i18n import _, speaking
from learning.mentoring import queries
from learning.mentoring.models import CircleSession
from learning.notifications.operations import notify, withdraw_notices
from learning.people.models import Person
from learning.programmes.models import Circle
from learning.scheduling.calendar import Meeting, cancellation, invitation
from learning.scheduling.models import Offer
from learning.scheduling.queries import reminder_choice_of
from learning.scheduling.rules.reminders import OFFERED, reminders

ASK_AFTER = timedelta(hours=1)
ASK_UNTIL = timedelta(days=3)


def tell_circle(
    circle: Circle, people: Iterable[int], notice: str, now: datetime, key: str, **facts: object
) -> None:
    """One notice about the circle to each of these people; `key` tells apart what recurs."""
    for person_id in people:
        notify(
            person_id,
            f"mentoring.{notice}",
            {"topic": circle.topic, "programme": circle.programme.name, **facts},
            link=("mentoring.circle", {"circle_id": circle.id}),
            dedupe_key=f"mentoring.{notice}:{circle.id}:{person_id}:{key}",
            now=now,
        )


def host_keys(circle: Circle, host_id: int) -> tuple[str, str]:
    """What tells apart the two notices that ask somebody to lead a planned circle."""
    key = f"mentoring.circle_suggested:{circle.id}:{host_id}"
    return key, f"{key}:again"


def offer_key(circle: Circle, offer: Offer) -> str:
    """What tells the notice of an offered seat from others."""
    since = offer.joined_at.isoformat()  # who comes back to the line is told anew
    return f"mentoring.circle_seat_offered:{circle.id}:{offer.person_id}:{since}"


def tell_planned(session: CircleSession, person: Person, by: int | None, now: datetime) -> None:
    """The session comes into the person's calendar, with what is to be said before and after."""
    facts = {"is_own": person.id == by, "agenda": session.agenda}
    _tell(session, person, "circle_session_planned", facts, now, write=invitation)
    tell_later(session, person, now)


def tell_changed(
    session: CircleSession, person: Person, by: int, was_at: datetime, now: datetime
) -> None:
    """The session has another time, place or agenda."""
    facts = {
        "is_own": person.id == by,
        "was_at": was_at.isoformat(),
        "is_moved": was_at != session.starts_at,
    }
    _tell(session, person, "circle_session_changed", facts, now, write=invitation)
    take_back(session, [person.id], now)
    tell_later(session, person, now)


def tell_off(
    session: CircleSession, person: Person, by: int | None, reason: str, now: datetime
) -> None:
    """The session takes place without the person, or not at all; the calendar forgets it."""
    take_back(session, [person.id], now)
    if person.is_active:
        facts = {
            "is_own": person.id == by,
            "reason": reason,
            "is_cancelled": session.cancelled_at is not None,
        }
        _tell(session, person, "circle_session_off", facts, now, write=cancellation)


def tell_later(session: CircleSession, person: Person, now: datetime) -> None:
    """Reminders, as the person likes them, and afterwards the question whether they were there."""
    choice = reminder_choice_of(person.id)
    for one in reminders(choice, session.starts_at, person.timezone, now):
        facts: dict[str, object] = {"agenda": session.agenda}
        _tell(
            session,
            person,
            "circle_reminder",
            facts,
            now,
            due_at=one.due_at,
            moot_at=one.moot_at,
            which=f":{one.minutes_before}",
        )
    _tell(
        session,
        person,
        "circle_were_you_there",
        {},
        now,
        due_at=session.ends_at + ASK_AFTER,
        moot_at=session.ends_at + ASK_UNTIL,
    )


def take_back(session: CircleSession, people: Iterable[int], now: datetime) -> None:
    """Nothing that was still to be said of the session is said to these people any more."""
    keys = [
        known
        for one in people
        for known in (
            _key(session, "circle_were_you_there", one),
            *(_key(session, "circle_reminder", one, f":{minutes}") for minutes in OFFERED),
        )
    ]
    withdraw_notices(keys, now)


def circle_calendar_file(session: CircleSession, reader: Person, now: datetime) -> str:
    """The session for the reader's calendar, in the reader's language."""
    return _calendar(session, reader, invitation, now)


def _tell(
    session: CircleSession,
    to: Person,
    notice: str,
    facts: dict[str, object],
    now: datetime,
    *,
    due_at: datetime | None = None,
    moot_at: datetime | None = None,
    which: str = "",
    write: Any = None,
) -> None:
    if write:  # the calendar takes each step of the appointment, so each is told
        db.session.refresh(session.appointment)
        which = f":{session.appointment.sequence}"
    notify(
        to.id,
        f"mentoring.{notice}",
        {
            "topic": session.circle.topic,
            "starts_at": session.starts_at.isoformat(),
            "minutes": session.minutes,
            "place": session.place,
            **facts,
        },
        link=("mentoring.circle_session", {"session_id": session.id}),
        dedupe_key=_key(session, notice, to.id, which),
        now=now,
        due_at=due_at,
        moot_at=moot_at,
        calendar=_calendar(session, to, write, now) if write else None,
    )


def _calendar(session: CircleSession, reader: Person, write: Any, now: datetime) -> str:
    """The file `write` makes of the session; its host is who leads the circle."""
    members = queries.members_of(session.circle)
    host = members[0].person if members else reader
    guests = () if host.id == reader.id else (reader,)
    with speaking(reader.language, reader.timezone or "UTC"):
        title = _("Circle: %(topic)s", topic=session.circle.topic)
    written: str = write(session.appointment, Meeting(host, guests, title, session.place), now)
    return written


def _key(session: CircleSession, notice: str, person_id: int, which: str = "") -> str:
    return f"mentoring.{notice}:{session.id}:{person_id}{which}"
