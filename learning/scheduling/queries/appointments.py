"""Reading people's time."""

from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from learning.extensions import db
from learning.people.models import Person
from learning.scheduling.models import Appointment, Attendance

Number = int | InstrumentedAttribute[int] | BindParameter[int]
Moment = datetime | InstrumentedAttribute[datetime]


def appointments_of(person: Person, start: datetime, end: datetime) -> list[Appointment]:
    """What takes the person's time within the window, the soonest first."""
    query = (
        select(Appointment)
        .join(Attendance)
        .where(_holds(Attendance, person.id, start, end))
        .order_by(Appointment.starts_at)
    )
    return list(db.session.scalars(query))


def is_busy(person_id: Number, start: Moment, end: Moment) -> ColumnElement[bool]:
    """For a WHERE: whether something takes this person's time within the window."""
    held = aliased(Attendance)
    return exists().where(_holds(held, person_id, start, end))


def _holds(
    held: type[Attendance],
    person_id: Number,
    start: Moment,
    end: Moment,
) -> ColumnElement[bool]:
    return (
        (held.person_id == person_id)
        & held.released_at.is_(None)
        & (held.starts_at < end)
        & (held.ends_at > start)
    )
