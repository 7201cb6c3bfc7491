"""Seats, working days and clock times."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WORKING_DAYS_OF_PATIENCE = 3  # of silence, before somebody else is asked


def seats(own_limit: int | None, programme_limit: int) -> int:
    """How many people somebody may be paired with at a time: the least of the limits."""
    return programme_limit if own_limit is None else min(own_limit, programme_limit)


def add_working_days(start: date, count: int) -> date:
    """The day that many working days later; Saturdays and Sundays do not count."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def time_to_remind(now: datetime) -> datetime:
    """When who was asked now is reminded, if no answer has come."""
    return datetime.combine(add_working_days(now.date(), WORKING_DAYS_OF_PATIENCE), now.timetz())


def days_of_patience_ago(now: datetime) -> datetime:
    """What was asked up to this moment has waited for `WORKING_DAYS_OF_PATIENCE`."""
    day, count = now.date(), WORKING_DAYS_OF_PATIENCE
    while count:
        count -= day.weekday() < 5
        day -= timedelta(days=1)
    return datetime.combine(day, now.timetz())


def moments_of(on: date, at: time, zone: str) -> list[datetime]:
    """When this clock time happens in the zone, in UTC: never in a gap, twice in a fold.

    Source: PEP 495. A clock time that does not come back unchanged from UTC does not exist.
    """
    tz = ZoneInfo(zone)
    found = list[datetime]()
    for fold in (0, 1):
        local = datetime.combine(on, at, tz).replace(fold=fold)
        moment = local.astimezone(UTC)
        exists = moment.astimezone(tz).replace(tzinfo=None) == local.replace(tzinfo=None)
        if exists and moment not in found:
            found.append(moment)
    return found
