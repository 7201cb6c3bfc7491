"""Calendar files, read back by the library that calendars are built with."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from icalendar import Calendar

from learning.jobs import run_once, schedule
from learning.outgoing import Failure, FetchFailed
from learning.scheduling.calendar import (
    Meeting,
    NoCalendar,
    busy_spans,
    cancellation,
    invitation,
)
from learning.scheduling.operations import hold_time, move_time, release_time, watch_calendar
from learning.scheduling.queries import busy_calendar_of, busy_times_of
from tests.factories.people import NOON, person


def _meeting(host, guest, title="Mentoring: Ana with 林建", place="Room 7; left, upstairs"):
    return Meeting(host, (guest,), title, place)


def _held(host, guest):
    return hold_time([host, guest], NOON, NOON + timedelta(minutes=45), "mentoring.session")


def _event(text):
    [event] = Calendar.from_ical(text).walk("VEVENT")
    return event


def test_invitation_survives_the_round_trip(db):
    host, guest = person(name='Анна "Аня" О’Нил'), person(name="林, 建")
    held = _held(host, guest)

    text = invitation(held, _meeting(host, guest), NOON)

    calendar, event = Calendar.from_ical(text), _event(text)
    assert calendar["METHOD"] == "REQUEST"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (NOON, NOON + timedelta(minutes=45))
    assert (event["UID"], event["SEQUENCE"]) == (held.uid, 0)
    assert (event["SUMMARY"], event["LOCATION"]) == (
        "Mentoring: Ana with 林建",
        "Room 7; left, upstairs",
    )
    assert event["ORGANIZER"] == f"mailto:{host.email}"
    assert [str(one) for one in event["ATTENDEE"]] == [
        f"mailto:{host.email}",
        f"mailto:{guest.email}",
    ]
    assert event["ATTENDEE"][1].params["CN"] == "林, 建"


def test_a_move_keeps_the_uid_and_raises_the_sequence(db):
    host, guest = person(), person()
    held = _held(host, guest)
    before = _event(invitation(held, _meeting(host, guest), NOON))

    move_time(held, NOON + timedelta(days=1), NOON + timedelta(days=1, minutes=45))
    after = _event(invitation(held, _meeting(host, guest), NOON))

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_cancellation_takes_it_out_of_calendars(db):
    host, guest = person(), person()
    held = _held(host, guest)
    release_time(held, NOON)

    text = cancellation(held, _meeting(host, guest), NOON)

    event = _event(text)
    assert Calendar.from_ical(text)["METHOD"] == "CANCEL"
    assert (event["STATUS"], event["UID"], event["SEQUENCE"]) == ("CANCELLED", held.uid, 1)


def test_colleagues_who_look_into_a_calendar_see_only_that_time_is_taken(db):
    host, guest = person(), person()

    event = _event(invitation(_held(host, guest), _meeting(host, guest), NOON))

    assert event["CLASS"] == "PRIVATE"
    assert "DESCRIPTION" not in event


def test_a_calendar_without_an_account_gets_the_zone_and_an_alarm(db):
    host, guest = person(timezone="Europe/Berlin"), person()

    text = invitation(_held(host, guest), _meeting(host, guest), NOON)

    calendar, event = Calendar.from_ical(text), _event(text)
    [zone] = calendar.walk("VTIMEZONE")
    assert event["DTSTART"].params["TZID"] == zone["TZID"] == "Europe/Berlin"
    [alarm] = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == -timedelta(minutes=15)


@pytest.mark.parametrize(
    "zone", ["America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", ""]
)
def test_times_survive_the_round_trip_in_every_kind_of_zone(db, zone):
    host, guest = person(timezone=zone), person()

    event = _event(invitation(_held(host, guest), _meeting(host, guest), NOON))

    assert event["DTSTART"].dt == NOON


SINCE, UNTIL = NOON.replace(hour=0), NOON.replace(hour=0) + timedelta(days=14)


def _busy(*events, zone="UTC"):
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x"),
        *(
            line
            for number, event in enumerate(events)
            for line in (
                *("BEGIN:VEVENT", "DTSTAMP:20300101T000000Z"),
                *([] if "UID" in event else [f"UID:{number}"]),
                *event.strip().splitlines(),
                "END:VEVENT",
            )
        ),
        "END:VCALENDAR",
    ]
    return busy_spans("\r\n".join(lines).encode(), zone, SINCE, UNTIL)


def at(day, hour=0, minute=0):
    return datetime(2030, 1, day, hour, minute, tzinfo=UTC)


def test_busy_times_are_united_and_cut_to_the_window():
    assert _busy(
        "DTSTART:20300108T090000Z\nDTEND:20300108T100000Z",
        "DTSTART:20300108T093000Z\nDURATION:PT1H",
        "DTSTART:20300106T230000Z\nDTEND:20300107T010000Z",
        "DTSTART:20290101T090000Z\nDTEND:20290101T100000Z",
    ) == [(at(7), at(7, 1)), (at(8, 9), at(8, 10, 30))]


def test_series_count_with_their_exceptions():
    assert _busy(
        "DTSTART;TZID=Europe/Berlin:20300107T100000\nDTEND;TZID=Europe/Berlin:20300107T110000\n"
        "RRULE:FREQ=WEEKLY;COUNT=5\nEXDATE;TZID=Europe/Berlin:20300114T100000"
    ) == [(at(7, 9), at(7, 10))]


def test_whole_days_and_times_without_a_zone_are_on_the_own_clock():
    assert _busy(
        "DTSTART;VALUE=DATE:20300109\nDTEND;VALUE=DATE:20300110",
        "DTSTART:20300111T100000\nDTEND:20300111T110000",
        zone="Asia/Tokyo",
    ) == [(at(8, 15), at(9, 15)), (at(11, 1), at(11, 2))]


@pytest.mark.parametrize("line", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "UID:7@collegium"])
def test_what_is_free_or_off_or_our_own_is_not_busy(line):
    assert _busy(f"DTSTART:20300108T090000Z\nDTEND:20300108T100000Z\n{line}") == []


@pytest.mark.parametrize(
    "content",
    [
        *(
            b"",
            b"<html></html>",
            b"\xff\xfe\x00",
            b"BEGIN:VCALENDAR",
            b"BEGIN:VEVENT\r\nEND:VEVENT",
        ),
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD",
    ],
)
def test_what_is_no_calendar_is_refused(content):
    with pytest.raises(NoCalendar):
        busy_spans(content, "UTC", SINCE, UNTIL)


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", "FREQ=DAILY;BYSECOND=1,2,3"),
        *(
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;COUNT=99999",
            "FREQ=DAILY;BYHOUR=1,2",
            "FREQ=DAILY;BYMINUTE=1,2",
        ),
    ],
)
def test_a_series_that_would_never_end_to_be_read_is_refused(rule):
    with pytest.raises(NoCalendar):
        _busy(f"DTSTART:20300108T090000Z\nDTEND:20300108T090001Z\nRRULE:{rule}")


def test_an_engine_reads_again_and_keeps_what_it_knew_when_it_cannot(db, app, monkeypatch):
    someone = person()
    busy = [(at(8, 9), at(8, 10))]
    secret = app.config["SECRET_KEY"]
    watch_calendar(
        someone, "https://calendar.example/s.ics", "calendar.example", busy, secret, NOON
    )
    db.commit()
    asked = []

    def fetch(address):
        asked.append(address)
        raise FetchFailed(Failure.UNREACHABLE)

    monkeypatch.setattr(schedule, "fetch", fetch)
    for minutes in (10, 31, 40, 62):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            run_once(app)

    assert asked == ["https://calendar.example/s.ics"] * 2
    kept = busy_calendar_of(someone)
    assert (kept.failure, kept.read_at) == ("unreachable", NOON)
    assert "calendar.example/s" not in kept.sealed_address
    assert [one.starts_at for one in busy_times_of(someone, NOON, 5)] == [at(8, 9)]
