"""Holidays of a single site, which everybody who works there keeps."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from learning.audit import operations as audit
from learning.extensions import db
from learning.people.models import Person
from learning.scheduling.models import SiteHoliday

ACTION = "site_holiday.edit"


def set_site_holidays(
    location: str, days: Iterable[date], name: str, by: Person, now: datetime
) -> None:
    """Nobody at the site can be booked on these days; what was said of one before is replaced.

    Meetings that are arranged stay.
    """
    wanted = sorted(set(days))
    query = select(SiteHoliday).where(SiteHoliday.location == location, SiteHoliday.on.in_(wanted))
    known = {row.on: row for row in db.session.scalars(query)}
    for day in wanted:
        row = known.get(day) or SiteHoliday(location=location, on=day)
        row.name, row.set_by, row.set_at = name, by.id, now
        db.session.add(row)
    db.session.flush()
    audit.record(
        by.id, ACTION, f"site:{location}", now, days=[day.isoformat() for day in wanted], name=name
    )


def drop_site_holiday(day: SiteHoliday, by: Person, now: datetime) -> None:
    """The site works on that day after all."""
    audit.record(by.id, ACTION, f"site:{day.location}", now, dropped=day.on.isoformat())
    db.session.delete(day)
    db.session.flush()
