"""The pages of people's time."""

from datetime import timedelta

import pytest
import time_machine
from icalendar import Calendar
from sqlalchemy import select

from learning import clock
from learning.outgoing import Failure, FetchFailed
from learning.scheduling.models import Availability, BusyTime, FeedToken, SpecialDay
from learning.scheduling.operations import hold_time, release_time
from learning.scheduling.queries import reminder_choice_of
from learning.scheduling.views import outside
from tests.factories.mentoring import booking
from tests.factories.people import NOON, person
from tests.factories.scheduling import hours, special_day

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def anna(client):
    someone = person(name="Anna", timezone="Europe/Berlin")
    client.sign_in(someone)
    return someone


def kept(db, who):
    db.expire_all()
    return db.scalar(select(Availability).where(Availability.person_id == who.id))


def test_hours_are_typed_saved_and_shown_with_what_others_can_book(client, db, anna):
    client.submit("/hours", **{"week-0": "9-12, 13:30 – 17", "week-1": "", "place": "Room 7"})

    row = kept(db, anna)
    assert row.week == {"0": [["09:00", "12:00"], ["13:30", "17:00"]]}
    assert (row.lengths, row.notice_hours, row.place) == ([30, 60], 24, "Room 7")
    page = client.get("/hours")
    assert page.select_one("[name=week-0]")["value"] == "09:00–12:00, 13:30–17:00"
    assert "Monday, January 14, 2030" in page.select_one(".open-days").text


def test_a_first_visit_starts_from_the_working_hours(client, db):
    someone = person(timezone="Europe/Berlin", working_hours={"2": ["10:00", "16:00"]})
    client.sign_in(someone)

    page = client.get("/hours")

    assert page.select_one("[name=week-2]")["value"] == "10:00–16:00"
    assert page.select_one("[name=country] option[selected]")["value"] == "DE"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"week-0": "12-9"}, "each ends after it begins"),
        ({"week-0": "9-12, 11-13"}, "none overlap"),
        ({"week-0": "when I like"}, "Give times in pairs"),
        ({"week-0": "9-9:20"}, "shorter than your shortest meeting of 30 minutes"),
        ({"horizon_days": "1", "notice_hours": "24"}, "nothing could be booked"),
        ({"after_minutes": "45"}, "longer than your shortest meeting of 30 minutes"),
        ({"step_minutes": "0"}, "Between 5 and 720"),
        ({"step_minutes": "ten"}, "Type a whole number"),
        ({"lengths": "0"}, "Give whole minutes from 5 to 720"),
        ({"lengths": "721"}, "Give whole minutes from 5 to 720"),
        ({"most_per_day": "5", "most_per_week": "2"}, "no fewer meetings"),
        ({"country": "DE", "region": "XX"}, "no such region"),
        ({"place": "https://meet.example/{room}"}, "{room} means nothing here"),
        ({"place": "https://meet.example/{date"}, "means nothing here"),
    ],
)
def test_contradictions_are_refused_at_the_field(client, db, anna, typed, words):
    page = client.submit("/hours", status=422, **{"week-0": "9-17"} | typed)

    assert words in page.select_one("main form").text
    assert kept(db, anna) is None
    for name, value in typed.items():
        if name != "country":
            assert page.select_one(f"[name={name}]")["value"] == value, "nothing typed is lost"


def test_a_kind_may_have_hours_of_its_own_and_drop_them(client, db, anna):
    hours(anna)
    client.submit("/hours/mentoring.flash", **{"week-4": "9-10"})

    assert db.scalars(select(Availability.kind).order_by(Availability.kind)).all() == [
        "",
        "mentoring.flash",
    ]
    client.post("/hours/mentoring.flash/drop")
    assert db.scalars(select(Availability.kind)).all() == [""]
    client.get("/hours/no.such-kind", status=404)


def test_many_days_are_set_at_once(client, db, anna):
    client.submit(
        "/hours/days",
        first="2030-01-14",
        last="2030-01-27",
        weekdays=["0", "4"],
        what="more",
        extra="18-20",
    )

    days = db.scalars(select(SpecialDay).order_by(SpecialDay.on)).all()
    assert [one.on.day for one in days] == [14, 18, 21, 25]
    assert {one.is_off for one in days} == {False}
    assert "18:00–20:00" in client.get("/hours/days").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"first": "2030-01-01"}, "These days are over"),
        ({"first": "2030-02-02", "last": "2030-02-01"}, "before the first"),
        ({"first": "2030-02-02", "last": "2032-02-02"}, "at most a year"),
        ({"first": "2030-02-02", "what": "more"}, "Which hours?"),
        ({"first": "2030-02-02", "extra": "9-10"}, "Days off have no hours"),
        ({"first": "2030-02-02", "weekdays": ["0"]}, "No such weekday"),
    ],
)
def test_days_that_cannot_be_are_refused(client, db, anna, typed, words):
    page = client.submit("/hours/days", status=422, **{"what": "off"} | typed)

    assert words in page.select_one("main form").text
    assert db.scalars(select(SpecialDay)).all() == []


def test_a_day_of_somebody_else_cannot_be_dropped(client, db, anna):
    other = special_day(person(), NOON.date() + DAY)

    client.post(f"/hours/days/{other.id}/drop", status=404)

    assert db.scalars(select(SpecialDay)).all() == [other]


# A calendar outside

ICS = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:1
DTSTAMP:20300101T000000Z
DTSTART:20300108T090000Z
DTEND:20300108T100000Z
SUMMARY:Salary talk with Boris
END:VEVENT
END:VCALENDAR
"""


def test_busy_times_are_read_and_nothing_else(client, db, anna, monkeypatch):
    monkeypatch.setattr(outside, "fetch", lambda _address: ICS)

    client.submit("/hours/busy-times", address="https://calendar.example/secret-1.ics")

    [busy] = db.scalars(select(BusyTime)).all()
    assert (busy.starts_at, busy.ends_at) == (NOON + 21 * HOUR, NOON + 22 * HOUR)
    page = client.get("/hours/busy-times").text
    assert "calendar.example" in page
    assert "secret-1" not in page
    assert "Salary" not in page
    client.post("/hours/busy-times/forget")
    assert db.scalars(select(BusyTime)).all() == []


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://127.0.0.1/a.ics", "private network"),
        ("http://[::ffff:10.0.0.1]/a.ics", "private network"),
        ("file:///etc/passwd", "no web address"),
        ("my calendar", "no web address"),
    ],
)
def test_addresses_within_the_company_network_are_refused_in_words(
    client, db, anna, address, words
):
    page = client.submit("/hours/busy-times", status=409, address=address)

    assert words in page.select_one(".field-errors").text
    assert page.select_one("[name=address]")["value"] == address


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"<html>Sign in</html>", "no calendar"),
        (FetchFailed(Failure.LARGE), "larger than one megabyte"),
        (FetchFailed(Failure.SLOW), "longer than three seconds"),
        (FetchFailed(Failure.REDIRECT), "leads on to another"),
    ],
)
def test_what_is_no_calendar_is_refused_in_words(client, db, anna, monkeypatch, answer, words):
    def fetch(_address):
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(outside, "fetch", fetch)

    page = client.submit("/hours/busy-times", status=409, address="https://calendar.example/a")

    assert words in page.select_one(".field-errors").text
    assert db.scalars(select(BusyTime)).all() == []


# The calendar


@pytest.mark.parametrize("look", ["list", "week", "month"])
def test_a_meeting_stands_in_every_look_with_both_clocks(client, db, anna, look):
    boris = person(name="Boris", timezone="Asia/Tokyo")
    held = booking(mentee=anna, mentor=boris, starts_at=NOON + DAY)

    page = client.get(f"/calendar?look={look}&day=2030-01-08")

    [link] = page.select(".cal-entry a")
    assert link["href"] == f"/mentoring/bookings/{held.id}" or "bookings" in link["href"]
    assert "Mentoring with Boris" in link.text
    assert "1:00 PM" in link.text
    assert "9:00 PM for Boris (Asia/Tokyo)" in page.text


def test_meetings_of_others_and_released_ones_are_not_shown(client, db, anna):
    hold_time([person()], NOON + DAY, NOON + DAY + HOUR, "mentoring.session")
    release_time(hold_time([anna], NOON + DAY, NOON + DAY + HOUR, "x.y"), NOON)
    db.commit()

    assert client.get("/calendar?look=month").select(".cal-entry") == []


def test_an_empty_calendar_says_what_to_do_or_leads_to_the_next_meeting(client, db, anna):
    assert "Find a mentor" in client.get("/calendar").text

    hold_time([anna, person()], NOON + 60 * DAY, NOON + 60 * DAY + HOUR, "mentoring.session")
    db.commit()

    assert "Go to the next one, on March 8, 2030" in client.get("/calendar").text


def test_when_all_of_these_days_is_over_the_calendar_leads_on(client, db, anna):
    hold_time([anna, person()], NOON - HOUR, NOON, "mentoring.session")
    hold_time([anna, person()], NOON + 60 * DAY, NOON + 60 * DAY + HOUR, "mentoring.session")
    db.commit()
    assert "Go to the next one, on March 8, 2030" in client.get("/calendar").text

    hold_time([anna, person()], NOON + HOUR, NOON + 2 * HOUR, "mentoring.session")
    db.commit()
    assert "Go to the next one" not in client.get("/calendar").text


@pytest.mark.parametrize("day", ["", "yesterday", "9999-12-31", "0001-01-01", "2030-02-30"])
def test_a_day_that_is_none_shows_today(client, db, anna, day):
    assert "January 2030" in client.get(f"/calendar?look=month&day={day}").text


def test_the_calendar_costs_as_many_queries_for_many_meetings(client, db, anna, count_queries):
    def ask():
        count_queries.clear()
        client.get("/calendar?look=month")
        return len(count_queries)

    booking(mentee=anna, starts_at=NOON + DAY)
    few = ask()
    for number in range(2, 7):
        booking(mentee=anna, starts_at=NOON + number * DAY)

    assert ask() == few <= 12


# Feeds


def feed_address(page):
    return page.select_one("#feed-address")["value"].removeprefix("https://collegium.example")


def test_a_feed_tells_the_meetings_and_is_kept_only_as_a_hash(client, db, anna):
    booking(mentee=anna, mentor=person(name="Boris"), starts_at=NOON + DAY)
    address = feed_address(client.post("/calendar/feeds/create/full", status=200))
    client.sign_out()

    answer = client.open(address)

    [event] = Calendar.from_ical(answer.text).walk("VEVENT")
    assert event["SUMMARY"] == "Mentoring with Boris"
    assert event["LOCATION"] == "Room 7"
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert Calendar.from_ical(answer.text).walk("VTIMEZONE")
    assert answer.content_type == "text/calendar; charset=utf-8"
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert token not in str([vars(one) for one in db.scalars(select(FeedToken))])


def test_a_feed_that_only_says_busy_names_nobody_and_no_place(client, db, anna):
    booking(mentee=anna, mentor=person(name="Boris"), starts_at=NOON + DAY)
    address = feed_address(client.post("/calendar/feeds/create/busy", status=200))

    text = client.open(address).text

    assert "SUMMARY:Busy" in text
    assert "Boris" not in text
    assert "Room 7" not in text
    assert "bookings" not in text


def test_a_feed_unchanged_is_not_sent_again(client, db, anna):
    address = feed_address(client.post("/calendar/feeds/create/full", status=200))
    tag = client.open(address).headers["ETag"]

    assert client.open(address, headers={"If-None-Match": tag}).status_code == 304
    booking(mentee=anna, starts_at=NOON + DAY)
    assert client.open(address, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("how", ["ended", "renewed", "deactivated"])
def test_a_feed_is_dead_at_once(client, db, anna, how):
    address = feed_address(client.post("/calendar/feeds/create/full", status=200))
    feed = db.scalar(select(FeedToken))
    if how == "ended":
        client.post(f"/calendar/feeds/{feed.id}/end")
    elif how == "renewed":
        renewed = feed_address(client.post(f"/calendar/feeds/{feed.id}/renew", status=200))
        assert client.open(renewed).status_code == 200
    else:
        anna.deactivated_at = clock.now()
        db.commit()

    assert client.open(address).status_code == 404


def test_addresses_are_not_made_without_end(client, db, anna):
    for _ in range(10):
        client.post("/calendar/feeds/create/busy", status=200)

    page = client.post("/calendar/feeds/create/busy", status=409)

    assert "End one of them first" in page.text


# Reminders


def test_reminders_are_chosen(client, db, anna):
    client.submit("/hours/reminders", minutes_before=["180"], quiet_from="20:00", quiet_to="07:30")

    chosen = reminder_choice_of(anna.id)
    assert (chosen.minutes_before, chosen.quiet_from, chosen.quiet_to) == ([180], "20:00", "07:30")


def test_quiet_hours_need_both_ends(client, db, anna):
    page = client.submit("/hours/reminders", status=422, quiet_from="20:00", quiet_to="")

    assert "Give both times" in page.text


def test_a_place_may_be_a_pattern_and_shows_what_becomes_of_it(client, db, anna):
    client.submit("/hours", **{"week-0": "9-17", "place": "https://meet.example/{guest}-{time}"})

    assert "https://meet.example/robin-0930" in client.get("/hours").text
