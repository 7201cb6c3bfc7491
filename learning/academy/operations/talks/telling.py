"""What people are told of a talk, and what their calendars get."""

from collections.abc import Callable
from datetime import datetime

from learning.academy.models import Talk
from learning.i18n import speaking
from learning.notifications.operations import notify, withdraw_notices
from learning.people.models import Person
from learning.scheduling.calendar import Meeting, cancellation, invitation
from learning.scheduling.models import Appointment
from learning.scheduling.queries import reminder_choice_of
from learning.scheduling.rules.reminders import OFFERED, reminders

CalendarFile = Callable[[Appointment, Meeting, datetime], str]

__all__ = [
    "calendar_file",
    "cancellation",
    "forget_reminders",
    "invitation",
    "key",
    "remind_later",
    "tell",
]


def tell(
    talk: Talk,
    to: Person,
    notice: str,
    now: datetime,
    *,
    calendar: CalendarFile | None = None,
    which: str = "",
    due_at: datetime | None = None,
    moot_at: datetime | None = None,
    **facts: object,
) -> None:
    """One notice about the talk; `which` tells apart several of one kind."""
    notify(
        to.id,
        f"academy.{notice}",
        {
            "title": talk.title,
            "host": talk.host.name,
            "starts_at": talk.starts_at.isoformat(),
            "minutes": talk.minutes,
            "place": talk.place,
            **facts,
        },
        link=("academy.talk", {"talk_id": talk.id}),
        dedupe_key=key(notice, talk, to, which),
        now=now,
        due_at=due_at,
        moot_at=moot_at,
        calendar=calendar_file(talk, to, now, calendar) if calendar else None,
    )


def remind_later(talk: Talk, person: Person, now: datetime) -> None:
    """Remind somebody of the talk as they wish to be reminded of meetings."""
    choice = reminder_choice_of(person.id)
    for one in reminders(choice, talk.starts_at, person.timezone, now):
        tell(
            talk,
            person,
            "talk_reminder",
            now,
            which=str(one.minutes_before),
            due_at=one.due_at,
            moot_at=one.moot_at,
        )


def forget_reminders(talk: Talk, person: Person, now: datetime) -> None:
    """Nobody is reminded of what they do not go to."""
    withdraw_notices([key("talk_reminder", talk, person, str(one)) for one in OFFERED], now)


def calendar_file(
    talk: Talk,
    reader: Person,
    now: datetime,
    write: CalendarFile = invitation,
    *,
    knows_place: bool = True,
) -> str:
    """The talk for the reader's calendar; guests see the host and themselves, nobody else."""
    place = talk.place if knows_place else ""
    guests = () if reader.id == talk.host_id else (reader,)
    with speaking(reader.language, reader.timezone or "UTC"):
        return write(talk.appointment, Meeting(talk.host, guests, talk.title, place), now)


def key(notice: str, talk: Talk, person: Person, which: str = "") -> str:
    """What a notice about this talk to this person is known by."""
    known = f"academy.{notice}:{talk.id}:{person.id}"
    return f"{known}:{which}" if which else known
