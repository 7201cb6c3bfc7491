"""When people are reminded of a meeting, and when not to disturb them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from learning.scheduling.rules.walls import at_wall_time, zone_of

USUAL = (24 * 60, 60)  # minutes before
OFFERED = (10080, 2880, 1440, 180, 60, 15)
NEAR = timedelta(hours=2)  # what is so near passes even in quiet hours


@dataclass(frozen=True)
class Choice:
    """How long before a meeting somebody is reminded; quiet hours are "20:00", or "" for none."""

    minutes_before: Sequence[int] = USUAL
    quiet_from: str = ""
    quiet_to: str = ""


@dataclass(frozen=True)
class Reminder:
    """One reminder: when it is due, and from when on it is moot."""

    minutes_before: int
    due_at: datetime
    moot_at: datetime


def reminders(choice: Choice, starts_at: datetime, zone: str, now: datetime) -> list[Reminder]:
    """The reminders of a meeting, the earliest first; none that would be late already.

    In quiet hours one waits for their end, unless the meeting is near by then. Each is moot once
    the next is due, the last once the meeting begins; so late delivery repeats nothing.
    """
    found: list[Reminder] = []
    for minutes in sorted(set(choice.minutes_before), reverse=True):
        due_at = starts_at - timedelta(minutes=minutes)
        if due_at <= now:
            continue
        if starts_at - due_at > NEAR:
            due_at = min(after_quiet(due_at, choice, zone), starts_at - NEAR)
        if found:
            last = found[-1]
            if last.due_at >= due_at:
                continue
            found[-1] = Reminder(last.minutes_before, last.due_at, due_at)
        found.append(Reminder(minutes, due_at, starts_at))
    return found


def after_quiet(moment: datetime, choice: Choice, zone: str) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into."""
    if not (choice.quiet_from and choice.quiet_to):
        return moment
    start, end = time.fromisoformat(choice.quiet_from), time.fromisoformat(choice.quiet_to)
    local = moment.astimezone(zone_of(zone))
    at = local.time()
    is_quiet = start <= at < end if start < end else at >= start or at < end
    if not is_quiet:
        return moment
    day = local.date() + timedelta(days=1 if start > end and at >= start else 0)
    ends = at_wall_time(day, end, zone) or at_wall_time(
        day, time((end.hour + 1) % 24, end.minute), zone
    )
    return max(ends[0], moment)
