"""Reading holidays: those of a country that somebody keeps, and those of the site they work at."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import Date, literal, null, select

from learning.extensions import db
from learning.people.models import Person
from learning.scheduling.models import Availability, SiteHoliday
from learning.scheduling.rules.holidays import holidays_of
from learning.scheduling.rules.hours import ANY
from learning.scheduling.rules.walls import day_number


def holidays_kept(ids: Iterable[int], first: date, last: date) -> dict[int, Collection[int]]:
    """By person, the days off from the first to the last day, as days since the epoch.

    Those of the country that they chose and those of their site. One query.
    """
    wanted = set(ids)
    chosen = select(
        Availability.person_id, Availability.holidays_of, null().cast(Date).label("on")
    ).where(
        Availability.person_id.in_(wanted), Availability.kind == ANY, Availability.holidays_of != ""
    )
    at_site = (
        select(Person.id, literal(""), SiteHoliday.on)
        .join(SiteHoliday, SiteHoliday.location == Person.location)
        .where(Person.id.in_(wanted), SiteHoliday.on.between(first, last))
    )
    years = range(first.year, last.year + 1)
    found = dict[int, set[int]]()
    for person_id, place, on in db.session.execute(chosen.union_all(at_site)):
        days = [day for year in years for day in holidays_of(place, year)] if on is None else [on]
        found.setdefault(person_id, set()).update(day_number(day) for day in days)
    return dict(found)


def site_holidays(since: date, location: str | None = None) -> list[SiteHoliday]:
    """The holidays of all sites from that day on, or of one, the soonest first."""
    query = select(SiteHoliday).where(SiteHoliday.on >= since)
    if location is not None:
        query = query.where(SiteHoliday.location == location)
    return list(db.session.scalars(query.order_by(SiteHoliday.on, SiteHoliday.location)))
