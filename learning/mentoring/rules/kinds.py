"""The kinds of meeting that mentoring books, and how long each may be."""

from datetime import timedelta

from learning.scheduling.rules.hours import Hours

SESSION = "mentoring.session"
FLASH = "mentoring.flash"
FLASH_LENGTHS = (15, 20, 30)  # minutes
FLASH_OPEN_FOR = timedelta(days=14)


def lengths_of(hours: Hours, kind: str) -> tuple[int, ...]:
    """The lengths that somebody with these hours can be booked for.

    A flash talk takes a quarter to half an hour: of the own lengths those that fit, else any.
    """
    if kind != FLASH:
        return hours.lengths
    return tuple(one for one in hours.lengths if one in FLASH_LENGTHS) or FLASH_LENGTHS
