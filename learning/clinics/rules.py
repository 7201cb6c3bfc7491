"""When a clinic sits, and how long somebody waits."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

CLAIM_MINUTES = 30


@dataclass(frozen=True)
class Sitting:
    """One open hour, in UTC."""

    starts_at: datetime
    ends_at: datetime

    def is_open(self, now: datetime) -> bool:
        return self.starts_at <= now < self.ends_at


def next_sitting(weekday: int, at: time, minutes: int, zone: str, now: datetime) -> Sitting:
    """The sitting that runs just now or comes next; it keeps its clock time all year.

    Where the clocks skip the hour it begins as much later; an hour that comes twice is its first
    (PEP 495: fold=0).
    """
    tz = ZoneInfo(zone)
    today = now.astimezone(tz).date()
    day = today + timedelta(days=(weekday - today.weekday()) % 7 - 7)
    while True:
        starts_at = datetime.combine(day, at, tz).astimezone(UTC)
        sitting = Sitting(starts_at, starts_at + timedelta(minutes=minutes))
        if sitting.ends_at > now:
            return sitting
        day += timedelta(days=7)


def wait_minutes(ahead: int, helpers: int, sitting: Sitting, now: datetime) -> int:
    """The longest one should wait: the way to the sitting, then a claim for each ahead.

    `ahead` are the cases before this one, `helpers` those at work (at least one is expected).
    """
    until_open = max(sitting.starts_at - now, timedelta()) // timedelta(minutes=1)
    return until_open + CLAIM_MINUTES * -(-ahead // max(helpers, 1))
