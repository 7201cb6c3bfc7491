"""The door to calendar files: invitations, feeds, and others' busy times (RFC 5545, RFC 5546)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Alarm, Calendar, Component, Event, Timezone, vCalAddress

from learning.people.models import Person
from learning.scheduling.models import Appointment
from learning.scheduling.rules.intervals import united
from learning.scheduling.rules.walls import minute_after, minute_of, moment_of, zone_of

ALARM_BEFORE = timedelta(minutes=15)
NO_CALENDAR = "no_calendar"  # what stands beside the failures of a fetch
OWN = "@collegium"  # how the UIDs of our own appointments end
MOST_EVENTS = 5_000
MOST_RULES = 100  # series that go on
MOST_COUNT = 1_000  # times of a series that is counted
MOST_TIMES = 2_000  # within the window
_STEP = timedelta(days=30)
_OLDEST = 2010  # a series from before that is none of a working calendar
_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}


class NoCalendar(Exception):
    """What was read is no calendar, or one that nobody could keep by hand."""


@dataclass(frozen=True)
class Meeting:
    """What a calendar shows of an appointment besides its time."""

    host: Person
    guests: tuple[Person, ...]
    title: str
    place: str


def invitation(appointment: Appointment, meeting: Meeting, now: datetime) -> str:
    """The appointment to be put into calendars, METHOD REQUEST.

    A calendar knows it by its UID and takes a higher SEQUENCE for a change. Times are in the
    host's zone, which the file describes, so that each calendar shows them on its owner's clock.
    Colleagues who may look into the calendar see only that the time is taken.
    """
    return _file("REQUEST", "CONFIRMED", appointment, meeting, now)


def cancellation(appointment: Appointment, meeting: Meeting, now: datetime) -> str:
    """The appointment to be taken out of calendars, METHOD CANCEL."""
    return _file("CANCEL", "CANCELLED", appointment, meeting, now)


@dataclass(frozen=True)
class Entry:
    """A meeting as a feed tells it; without words where only the time is told."""

    appointment: Appointment
    title: str
    place: str = ""
    link: str = ""


def feed(entries: Iterable[Entry], zone: str, name: str, changed_at: datetime) -> str:
    """Meetings for calendar programs to look up again and again; times in the zone.

    `changed_at` is when any of it changed last, so that the same meetings give the same file.
    """
    events: list[Event] = []
    for entry in entries:
        event = _event(entry.appointment, entry.title, entry.place, zone, changed_at)
        event.add("status", "CONFIRMED")
        if entry.link:
            event.add("url", entry.link)
        events.append(event)
    return _text(events, None, {"x-wr-calname": name})


def busy_spans(
    content: bytes, zone: str, since: datetime, until: datetime
) -> list[tuple[datetime, datetime]]:
    """When a calendar says busy within the window: united, to whole minutes, and nothing else.

    `zone` is whose clock holds for days and for times without a zone. What is free, called off or
    arranged here does not count. Raises NoCalendar.
    """
    try:
        calendar = Calendar.from_ical(content.decode("utf-8-sig"))
        if calendar.name != "VCALENDAR":
            raise NoCalendar
        found = _times(_of_interest(calendar, since), since, until)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise NoCalendar from error
    parts = united(
        (max(minute_of(start), minute_of(since)), min(minute_after(end), minute_after(until)))
        for start, end in _busy(found, zone_of(zone))
    )
    return [(moment_of(start), moment_of(end)) for start, end in parts]


def _of_interest(calendar: Any, since: datetime) -> Calendar:
    """The calendar without series that are over, which may be many."""
    events = calendar.walk("VEVENT")
    if len(events) > MOST_EVENTS:
        raise NoCalendar
    kept = Calendar()
    series = 0
    for event in events:
        if "RRULE" in event or "RDATE" in event:
            if _is_over(event, since):
                continue
            series += 1
            if series > MOST_RULES or not _is_tame(event):
                raise NoCalendar
        kept.add_component(event)
    for zone in calendar.walk("VTIMEZONE"):
        kept.add_component(zone)
    return kept


def _times(calendar: Calendar, since: datetime, until: datetime) -> list[Any]:
    """Each time of each event within the window; bounded, since every one costs."""
    query = recurring_ical_events.of(calendar)
    found: list[Any] = []
    while since < until:
        found += query.between(since, min(since + _STEP, until))
        if len(found) > MOST_TIMES:
            raise NoCalendar
        since += _STEP
    return found


def _is_over(event: Component, since: datetime) -> bool:
    rules = event.get("RRULE", [])
    ends = [
        one
        for rule in (rules if isinstance(rules, list) else [rules])
        for one in rule.get("UNTIL", [None])
    ]
    before = since.date() - timedelta(days=31)
    return bool(ends) and all(
        one is not None and (one.date() if isinstance(one, datetime) else one) < before
        for one in ends
    )


def _busy(events: Iterable[Any], zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    for event in events:
        free = str(event.get("TRANSP", "OPAQUE")).upper() == "TRANSPARENT"
        off = str(event.get("STATUS", "")).upper() == "CANCELLED"
        if free or off or str(event.get("UID", "")).endswith(OWN):
            continue
        yield _moment(event.start, zone), _moment(event.end, zone)


def _moment(value: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(), zone)
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def _is_tame(event: Component) -> bool:
    """Whether the series is one of days or longer, and not from before our time."""
    start: Any = event.get("DTSTART")
    rules = event.get("RRULE", [])
    return start.dt.year >= _OLDEST and all(
        {str(one).upper() for one in rule.get("FREQ", [])} <= _FREQUENCIES
        and max(rule.get("COUNT", [0])) <= MOST_COUNT
        and min(rule.get("INTERVAL", [1])) >= 1  # with 0 it would never end
        and not {"BYSECOND", "BYMINUTE", "BYHOUR"} & {str(key).upper() for key in rule}
        for rule in (rules if isinstance(rules, list) else [rules])
    )


def _file(
    method: str, status: str, appointment: Appointment, meeting: Meeting, now: datetime
) -> str:
    event = _event(appointment, meeting.title, meeting.place, meeting.host.timezone, now)
    event.add("status", status)
    event.add("class", "PRIVATE")
    event["organizer"] = _address(meeting.host)
    for person in (meeting.host, *meeting.guests):
        attendee = _address(person)
        attendee.params["partstat"] = "ACCEPTED"
        attendee.params["rsvp"] = "FALSE"
        event.add("attendee", attendee, encode=False)
    if method == "REQUEST":
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", meeting.title)
        alarm.add("trigger", -ALARM_BEFORE)
        event.add_component(alarm)
    return _text([event], method, {})


def _event(appointment: Appointment, title: str, place: str, zone: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", stamp)
    event.add("dtstart", appointment.starts_at.astimezone(zone_of(zone)))
    event.add("dtend", appointment.ends_at.astimezone(zone_of(zone)))
    event.add("summary", title)
    if place:
        event.add("location", place)
    return event


def _text(events: list[Event], method: str | None, properties: dict[str, str]) -> str:
    calendar = Calendar()
    calendar.add("prodid", "-//Collegium//Sessions//EN")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    for name, value in properties.items():
        calendar.add(name, value)
    years: list[int] = [event.decoded("dtstart").year for event in events]
    for event in events:
        calendar.add_component(event)
    for zone in sorted(calendar.get_missing_tzids()):
        calendar.subcomponents.insert(0, _described(zone, min(years) - 1, max(years) + 1))
    return str(calendar.to_ical().decode())


@lru_cache(maxsize=500)
def _described(zone: str, first: int, last: int) -> Timezone:
    """The zone's rules from the first to the last year; working them out takes milliseconds."""
    return Timezone.from_tzid(zone, first_date=date(first, 1, 1), last_date=date(last, 12, 31))


def _address(person: Person) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    address.params["cn"] = person.name
    return address
