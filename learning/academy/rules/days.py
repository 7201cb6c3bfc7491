"""When something falls due: working days, and intervals spread so that not all fall due at once."""

from datetime import date, timedelta

TO_ANSWER = 5  # working days: for a submission, for a doubt
SPREAD = 10  # percent, either way


def working_days_after(day: date, count: int) -> date:
    """The day that many working days later; Saturdays and Sundays do not count."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def spread(days: int, seed: int) -> int:
    """The interval shortened or lengthened by up to `SPREAD` percent, always alike for one seed.

    A thousand texts verified in one afternoon fall due over weeks. The multiplier is Knuth's
    (The Art of Computer Programming 3, 6.4): neighbouring seeds land far apart.
    """
    percent = (seed * 2_654_435_761 >> 8) % (2 * SPREAD + 1) - SPREAD
    return days + round(days * percent / 100)
