"""Working days: Monday to Friday."""

from datetime import datetime, timedelta


def working_days_before(now: datetime, count: int) -> datetime:
    """The same clock time that many working days ago; Saturdays and Sundays do not count."""
    moment = now
    while count:
        moment -= timedelta(days=1)
        count -= moment.weekday() < 5
    return moment
