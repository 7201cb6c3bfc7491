"""Reading the times at which people can meet: the hosts' hours less all that takes their time."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from learning.people.models import Person
from learning.scheduling.queries.days_ahead import Ahead, ahead_of
from learning.scheduling.queries.hours import hours_of
from learning.scheduling.rules.hours import (
    EMPTY_WEEK,
    WHOLE_DAY,
    Caps,
    Hours,
    SpecialHours,
    full_days,
    openings,
    spans,
    starts,
    working_week,
)
from learning.scheduling.rules.intervals import Interval, holds, united, without
from learning.scheduling.rules.walls import (
    DAY,
    day_number,
    minute_after,
    minute_of,
    moment_of,
    stretches,
)

AROUND = timedelta(days=14)
_WEEK = 7 * DAY


class FreeTime(NamedTuple):
    """A time at which the host can be met."""

    starts_at: datetime
    ends_at: datetime
    host_id: int
    is_inside_both: bool  # within the working hours of host and guest, where these are known


@dataclass(frozen=True)
class _Calendar:
    """All that decides over the time of the people asked about."""

    hours: Mapping[int, Hours]
    ahead: Mapping[int, Ahead]


def free_times(
    hosts: Sequence[Person],
    guest: Person | None,
    minutes: int,
    since: datetime,
    until: datetime,
    kind: str,
    now: datetime,
    *,
    beyond: bool = False,
    besides: Collection[int] = (),
) -> list[FreeTime]:
    """Every time of this length that begins from `since` and ends by `until`, the soonest first.

    The hosts' hours for the kind of meeting, within each host's notice and horizon, less what
    takes the time of host or guest: appointments with the minutes kept free around them, busy
    times of another calendar, days that are full. The guest's working hours are a preference
    only: `is_inside_both`. With `beyond` the horizon does not hold, as for the later sessions of
    a series; the appointments `besides` take no time, for they are to be moved. Two queries,
    however many hosts.
    """
    found: dict[int, list[FreeTime]] = {}
    moments: dict[int, tuple[datetime, datetime]] = {}  # each start is that of many hosts
    around = _whole_days(minute_after(since), minute_of(until))
    at_work = _AtWork(around, minutes)
    guest_works = at_work.of(guest) if guest else None
    offered = _offered(
        hosts, guest, minutes, since, until, kind, now, beyond=beyond, besides=besides
    )
    for host, begins in offered:
        works, host_id = at_work.of(host), host.id
        for start in begins:
            suits = (works is None or works[start]) and (guest_works is None or guest_works[start])
            if start not in found:
                found[start] = []
                moments[start] = moment_of(start), moment_of(start + minutes)
            starts_at, ends_at = moments[start]
            found[start].append(FreeTime(starts_at, ends_at, host_id, suits))
    return [one for start in sorted(found) for one in found[start]]


def free_hosts(
    hosts: Sequence[Person],
    guest: Person | None,
    minutes: int,
    since: datetime,
    until: datetime,
    kind: str,
    now: datetime,
) -> dict[datetime, list[int]]:
    """As `free_times`, told by the moment: the ids of whoever is free then, the soonest first."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for host, begins in _offered(hosts, guest, minutes, since, until, kind, now):
        host_id = host.id
        for start in begins:
            found[start].append(host_id)
    return {moment_of(start): found[start] for start in sorted(found)}


def at_work(person: Person, starts: Collection[datetime], minutes: int) -> set[datetime]:
    """Those of the times of this length that suit the person's working hours; all where unknown."""
    if not starts:
        return set()
    around = _whole_days(minute_of(min(starts)), minute_of(max(starts)) + minutes)
    works = _AtWork(around, minutes).of(person)
    return {one for one in starts if works is None or works[minute_of(one)]}


def is_free_time(
    host: Person,
    guest: Person | None,
    starts_at: datetime,
    minutes: int,
    kind: str,
    now: datetime,
    *,
    beyond: bool = False,
    besides: Collection[int] = (),
) -> bool:
    """Whether the host still offers exactly this time; `beyond` and `besides` as above."""
    ends_at = starts_at + timedelta(minutes=minutes)
    found = free_times(
        [host], guest, minutes, starts_at, ends_at, kind, now, beyond=beyond, besides=besides
    )
    return any(one.starts_at == starts_at for one in found)


def nearest_free_times(
    hosts: Sequence[Person],
    guest: Person | None,
    minutes: int,
    around: datetime,
    kind: str,
    now: datetime,
    limit: int = 3,
) -> list[FreeTime]:
    """The free times nearest to a moment, at most `AROUND` away, in the order of time.

    Times that suit the working hours of both stand before those that do not, and each moment is
    there once, whichever host it is with.
    """
    since = max(now, around - AROUND)
    found = free_times(hosts, guest, minutes, since, around + AROUND, kind, now)
    found.sort(key=lambda one: (not one.is_inside_both, abs(one.starts_at - around)))
    best: dict[datetime, FreeTime] = {}
    for one in found:
        best.setdefault(one.starts_at, one)
        if len(best) == limit:
            break
    return sorted(best.values())


def _offered(
    hosts: Sequence[Person],
    guest: Person | None,
    minutes: int,
    since: datetime,
    until: datetime,
    kind: str,
    now: datetime,
    *,
    beyond: bool = False,
    besides: Collection[int] = (),
) -> Iterator[tuple[Person, list[int]]]:
    """Each host who can be met, with the minutes at which a meeting can begin, in order."""
    if not hosts:
        return
    first, last = minute_after(since), minute_of(until)
    calendar = _calendar([*hosts, *([guest] if guest else [])], first, last, kind, besides)
    around = _whole_days(first, last)
    guest_busy = _busy(guest, calendar, around) if guest else []
    for host in hosts:
        hours = calendar.hours.get(host.id)
        if hours is None or (guest is not None and host.id == guest.id):
            continue
        opens = max(first, minute_after(now + timedelta(hours=hours.notice)), _back(host))
        horizon = now + timedelta(days=hours.horizon)
        closes = last if beyond else min(last, minute_of(horizon))
        if opens + minutes > closes:
            continue
        own = calendar.ahead.get(host.id, Ahead())
        open_ = openings(hours.week, host.timezone, opens, closes, own.special, own.holidays)
        busy = united([*_busy(host, calendar, around), *guest_busy])
        yield host, starts(open_, without(spans(open_), busy), minutes, hours.step)


def _whole_days(first: int, last: int) -> Interval:
    return first // DAY * DAY, -(-last // DAY) * DAY


def _calendar(
    people: Sequence[Person], first: int, last: int, kind: str, besides: Collection[int]
) -> _Calendar:
    """Everything about these people, in two queries; a week more on both sides for the caps."""
    ids = {person.id for person in people}
    return _Calendar(hours_of(ids, kind), ahead_of(ids, first, last, around=_WEEK, besides=besides))


def _busy(person: Person, calendar: _Calendar, around: Interval) -> list[Interval]:
    """What nobody can book: taken time, the minutes to keep free around it, and full days."""
    taken = calendar.ahead.get(person.id)
    if taken is None:
        return []
    hours = calendar.hours.get(person.id, Hours())
    parts = [(start - hours.after, end + hours.before) for start, end in taken.busy]
    if hours.caps != Caps():
        parts += _closed(person.timezone, taken.starts, hours.caps, around)
    return united(parts)


def _closed(zone: str, meetings: Sequence[int], caps: Caps, around: Interval) -> list[Interval]:
    """The days, on the zone's clock, that take no further meeting."""
    wide = around[0] - _WEEK, around[1] + _WEEK
    cut = stretches(zone, *wide)
    days = [
        (minute + part.offset) // DAY
        for minute in meetings
        for part in cut
        if part.start <= minute < part.end
    ]
    full = full_days(days, caps)
    if not full:
        return []
    whole = (WHOLE_DAY,)
    marked = {day: SpecialHours(is_off=True, extra=whole) for day in full}
    return spans(openings(EMPTY_WEEK, zone, *around, marked))


class _Suits(dict[int, bool]):
    """By start, whether a meeting of this length lies within the parts; worked out when asked."""

    def __init__(self, parts: list[Interval], minutes: int) -> None:
        super().__init__()
        self._parts, self._minutes = parts, minutes

    def __missing__(self, start: int) -> bool:
        self[start] = suits = holds(self._parts, start, start + self._minutes)
        return suits


class _AtWork:
    """Which starts suit the working hours of people, many of whom share theirs."""

    def __init__(self, around: Interval, minutes: int) -> None:
        self._around, self._minutes = around, minutes
        self._known: dict[tuple[str, str], _Suits] = {}

    def of(self, person: Person) -> _Suits | None:
        """By start, whether the person is at work; None where that is unknown."""
        if not person.working_hours:
            return None
        key = (person.timezone, repr(person.working_hours))
        if key not in self._known:
            week = working_week(person.working_hours)
            parts = spans(openings(week, person.timezone, *self._around))
            self._known[key] = _Suits(parts, self._minutes)
        return self._known[key]


def _back(person: Person) -> int:
    """The minute from which somebody who takes a break can be met again."""
    if person.paused_until is None:
        return 0
    return (day_number(person.paused_until)) * DAY
