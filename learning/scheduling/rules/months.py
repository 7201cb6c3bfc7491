"""The days that a calendar shows."""

from datetime import date, timedelta
from enum import StrEnum


class Look(StrEnum):
    """How a calendar is laid out."""

    LIST = "list"
    WEEK = "week"
    MONTH = "month"


LIST_DAYS = 28


def shown_days(look: Look, day: date) -> list[date]:
    """The days from the first to the last that this look at a day shows; weeks begin on Monday."""
    if look == Look.LIST:
        first, last = day, day + timedelta(days=LIST_DAYS - 1)
    elif look == Look.WEEK:
        first = day - timedelta(days=day.weekday())
        last = first + timedelta(days=6)
    else:
        first = day.replace(day=1)
        last = next_month(first) - timedelta(days=1)
        first -= timedelta(days=first.weekday())
        last += timedelta(days=6 - last.weekday())
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def neighbours(look: Look, day: date) -> tuple[date, date]:
    """A day of what is shown before, and of what is shown after."""
    if look == Look.MONTH:
        return (day.replace(day=1) - timedelta(days=1)).replace(day=1), next_month(day)
    step = timedelta(days=7 if look == Look.WEEK else LIST_DAYS)
    return day - step, day + step
