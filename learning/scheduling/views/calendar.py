"""The calendar: all one's meetings by month, by week, or as a list."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.i18n import clock_time, speaking, to_local, weekday
from learning.people.models import Person
from learning.scheduling import queries
from learning.scheduling.queries.meetings import Details, Meeting
from learning.scheduling.rules.months import Look, neighbours, shown_days
from learning.scheduling.rules.walls import zone_of
from learning.scheduling.views.blueprint import bp, details_of, other_zones, title_of
from learning.web.access import access

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Entry:
    """A meeting as the calendar shows it."""

    meeting: Meeting
    title: str
    details: Details | None
    elsewhere: list[tuple[Person, str]]  # whose clock differs, and what it shows

    @property
    def url(self) -> str | None:
        return url_for(self.details.endpoint, **self.details.values) if self.details else None

    @property
    def hour(self) -> int:
        """Of the day on the reader's clock."""
        return to_local(self.meeting.starts_at).hour

    @property
    def place(self) -> str:
        return self.details.place if self.details else ""

    @property
    def is_call(self) -> bool:
        return self.place.startswith(("https://", "http://"))


@bp.get("/calendar")
@access("calendar.view")
def calendar() -> ResponseReturnValue:
    """Times on the reader's clock, and on the other's where that differs."""
    person, now = current_user, clock.now()
    today = to_local(now).date()
    look = _look()
    day = _day(today)
    days = shown_days(look, day)
    found = queries.meetings_of(person, *_bounds(days, person.timezone))
    by_day = _by_day(found, person)
    after = None
    is_over = today in days and all(one.ends_at <= now for one in found)
    if is_over or not found:
        after = queries.next_meeting_after(person, _bounds(days, person.timezone)[1])
    before, later = neighbours(look, day)
    return render_template(
        "scheduling/calendar.html",
        look=look,
        looks=list(Look),
        day=day,
        today=today,
        days=days,
        weeks=[days[number : number + 7] for number in range(0, len(days), 7)],
        hours=sorted({one.hour for entries in by_day.values() for one in entries}),
        by_day=by_day,
        count=len(found),
        after=to_local(after).date() if after else None,
        before=before,
        later=later,
    )


def _look() -> Look:
    """The look asked for; a list on phones, else the week."""
    asked = request.args.get("look", "")
    if asked in set(Look):
        return Look(asked)
    return Look.LIST if "Mobi" in request.user_agent.string else Look.WEEK


def _day(today: date) -> date:
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today
    return day if FIRST_YEAR <= day.year < LAST_YEAR else today


def _bounds(days: list[date], zone: str) -> tuple[datetime, datetime]:
    """From the first midnight to the last, on the person's clock."""
    clock_there = zone_of(zone)
    return (
        datetime.combine(days[0], time(), clock_there),
        datetime.combine(days[-1] + timedelta(days=1), time(), clock_there),
    )


def _by_day(found: list[Meeting], person: Person) -> dict[date, list[Entry]]:
    details = details_of(found, person)
    by_day: defaultdict[date, list[Entry]] = defaultdict(list)
    for meeting in found:
        entry = Entry(
            meeting,
            title_of(meeting, details.get(meeting.appointment.id)),
            details.get(meeting.appointment.id),
            [(other, _time_for(other, meeting, person)) for other in other_zones(meeting, person)],
        )
        by_day[to_local(meeting.starts_at).date()].append(entry)
    return by_day


def _time_for(other: Person, meeting: Meeting, reader: Person) -> str:
    with speaking(reader.language, other.timezone or "UTC"):
        there = to_local(meeting.starts_at)
        words = clock_time(meeting.starts_at)
        name = weekday(there.weekday(), "abbreviated")
    here = meeting.starts_at.astimezone(zone_of(reader.timezone))
    return words if there.date() == here.date() else f"{name} {words}"
