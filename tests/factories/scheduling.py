"""People's hours for tests."""

from datetime import date
from typing import Any

from learning.extensions import db
from learning.people.models import Person
from learning.scheduling.models import Availability, BusyTime, SiteHoliday, SpecialDay
from tests.factories.people import NOON, person

NINE_TO_FIVE = {str(day): [["09:00", "17:00"]] for day in range(5)}


def hours(who: Person | None = None, **fields: Any) -> Availability:
    """Weekly hours, nine to five from Monday to Friday, with neither notice nor limits."""
    given = {
        "person_id": (who or person()).id,
        "kind": "",
        "week": NINE_TO_FIVE,
        "notice_hours": 0,
        "horizon_days": 60,
        "updated_at": NOON,
    }
    return _kept(Availability(**given | fields))


def special_day(who: Person, on: date, **fields: Any) -> SpecialDay:
    return _kept(SpecialDay(**{"person_id": who.id, "on": on, "is_off": True} | fields))


def site_holiday(location: str, on: date, name: str = "Saint Anthony") -> SiteHoliday:
    given = {"location": location, "on": on, "name": name, "set_by": person().id, "set_at": NOON}
    return _kept(SiteHoliday(**given))


def busy_time(who: Person, starts_at: Any, ends_at: Any) -> BusyTime:
    return _kept(BusyTime(person_id=who.id, starts_at=starts_at, ends_at=ends_at))


def _kept(row: Any) -> Any:
    db.session.add(row)
    db.session.commit()
    return row
