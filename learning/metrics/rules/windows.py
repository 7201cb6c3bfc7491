"""The stretches of time that figures are counted over."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

LENGTH = timedelta(days=30)
WEEK = timedelta(days=7)
WEEKS = 12


@dataclass(frozen=True)
class Window:
    """From `start` up to, and not including, `end`."""

    start: datetime
    end: datetime

    def has(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    @property
    def first_day(self) -> date:
        """The first day that counts as one of the window's days."""
        return self.start.date() + timedelta(days=1)

    @property
    def last_day(self) -> date:
        return self.end.date()


def last_window(now: datetime) -> Window:
    """The thirty days up to now."""
    return Window(now - LENGTH, now)


def window_before(window: Window) -> Window:
    """The equal window right before."""
    return Window(window.start - (window.end - window.start), window.start)


def last_weeks(now: datetime, count: int = WEEKS) -> list[Window]:
    """So many weeks up to now, the oldest first."""
    return [Window(now - WEEK * back, now - WEEK * (back - 1)) for back in range(count, 0, -1)]
