"""Reading all meetings of a person, of whatever kind."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from learning.extensions import db
from learning.people.models import Person
from learning.scheduling.models import Appointment, Attendance

MOST = 500
HIDES_GUESTS = {"academy.talk"}  # kinds whose guests are not told of one another


@dataclass(frozen=True)
class Meeting:
    """A meeting as one of its people sees it."""

    appointment: Appointment
    others: tuple[Person, ...]  # by name

    @property
    def starts_at(self) -> datetime:
        return self.appointment.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.appointment.ends_at


@dataclass(frozen=True)
class Details:
    """What the feature that arranged a meeting says of it."""

    place: str
    endpoint: str  # where its page is
    values: dict[str, Any]
    title: str = ""  # where it has one of its own


def meetings_of(person: Person, start: datetime, end: datetime, limit: int = MOST) -> list[Meeting]:
    """The meetings of the person within the window, the soonest first, in three queries."""
    query = (
        select(Appointment)
        .join(Attendance)
        .where(
            Attendance.person_id == person.id,
            Attendance.released_at.is_(None),
            Attendance.starts_at < end,
            Attendance.ends_at > start,
        )
        .order_by(Appointment.starts_at)
        .limit(limit)
    )
    found = list(db.session.scalars(query))
    ids = [one.id for one in found]
    others: defaultdict[int, list[Person]] = defaultdict(list)
    people = (
        select(Attendance.appointment_id, Person)
        .join(Attendance.person)
        .where(
            Attendance.appointment_id.in_(one.id for one in found if one.kind not in HIDES_GUESTS),
            Attendance.person_id != person.id,
            Attendance.released_at.is_(None),
        )
        .order_by(Person.name)
    )
    if ids:
        for appointment_id, other in db.session.execute(people):
            others[appointment_id].append(other)
    return [Meeting(one, tuple(others[one.id])) for one in found]


def next_meeting_after(person: Person, moment: datetime) -> datetime | None:
    """When the next meeting of the person begins."""
    query = (
        select(Attendance.starts_at)
        .where(
            Attendance.person_id == person.id,
            Attendance.released_at.is_(None),
            Attendance.starts_at >= moment,
        )
        .order_by(Attendance.starts_at)
        .limit(1)
    )
    return db.session.scalar(query)
