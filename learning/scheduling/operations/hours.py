"""Keeping one's hours: the usual weeks, their limits, and special days."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import delete, select

from learning.extensions import db
from learning.people.models import Person
from learning.scheduling.models import Availability, ReminderChoice, SpecialDay
from learning.scheduling.queries.hours import availability_of
from learning.scheduling.rules.hours import Limits


def keep_hours(
    person: Person,
    kind: str,
    week: Mapping[str, list[list[str]]],
    limits: Limits,
    now: datetime,
) -> Availability:
    """Set when and how the person can be met for this kind of meeting; "" is every other kind.

    Meetings that are arranged stay as they are.
    """
    row = availability_of(person, kind)
    if row is None:
        row = Availability(person_id=person.id, kind=kind)
        db.session.add(row)
    row.week = {day: list(spans) for day, spans in week.items() if spans}
    row.lengths = list(limits.lengths)
    row.step_minutes = limits.step_minutes
    row.notice_hours, row.horizon_days = limits.notice_hours, limits.horizon_days
    row.before_minutes, row.after_minutes = limits.before_minutes, limits.after_minutes
    row.most_per_day, row.most_per_week = limits.most_per_day, limits.most_per_week
    row.place, row.holidays_of = limits.place, limits.holidays_of
    row.updated_at = now
    db.session.flush()
    return row


def drop_hours(person: Person, kind: str) -> None:
    """Keep no hours of its own for this kind any more; dropping them twice is harmless."""
    db.session.execute(
        delete(Availability).where(Availability.person_id == person.id, Availability.kind == kind)
    )


def set_special_days(
    person: Person, days: Iterable[date], *, is_off: bool, extra: list[list[str]], why: str
) -> None:
    """Say for each of these dates that the usual hours fall away, or which ones are added.

    What was said of a date before is replaced.
    """
    wanted = sorted(set(days))
    query = select(SpecialDay).where(SpecialDay.person_id == person.id, SpecialDay.on.in_(wanted))
    known = {row.on: row for row in db.session.scalars(query)}
    for day in wanted:
        row = known.get(day)
        if row is None:
            row = SpecialDay(person_id=person.id, on=day)
            db.session.add(row)
        row.is_off, row.extra, row.why = is_off, extra, why
    db.session.flush()


def drop_special_day(day: SpecialDay) -> None:
    """Let the usual hours hold on that date again."""
    db.session.delete(day)
    db.session.flush()


def choose_reminders(
    person: Person, minutes_before: Iterable[int], quiet_from: str, quiet_to: str
) -> None:
    """Set how long before a meeting the person is reminded, and when nothing is to arrive.

    Reminders that are owed already keep their time.
    """
    query = select(ReminderChoice).where(ReminderChoice.person_id == person.id)
    row = db.session.scalar(query)
    if row is None:
        row = ReminderChoice(person_id=person.id)
        db.session.add(row)
    row.minutes_before = sorted(set(minutes_before), reverse=True)
    row.quiet_from, row.quiet_to = quiet_from, quiet_to
    db.session.flush()
