"""Calendar files, read back by the library that calendars are built with."""

from datetime import timedelta

from icalendar import Calendar

from learning.scheduling.calendar import Meeting, cancellation, invitation
from learning.scheduling.operations import hold_time, move_time, release_time
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
