"""The pages of circles, of who was there, and of office hours: their ways and words."""

from datetime import timedelta

import pytest

from learning import clock
from learning.extensions import db as database
from learning.mentoring import queries
from learning.mentoring.operations import (
    join_circle,
    name_co_facilitator,
    wait_for_circle,
    write_circle_note,
)
from learning.mentoring.views import circles
from learning.programmes.models import Circle, EnrolmentRole
from learning.scheduling.operations import hold_time
from tests.factories.circles import circle, circle_session, office_hour, opener, proposal
from tests.factories.people import person
from tests.factories.programmes import enrolment, programme

DAY = timedelta(days=1)
MOST_QUERIES = 12


def soon(days=7):
    """A full hour so many days from now, as the server's clock has it."""
    return clock.now().replace(minute=0, second=0, microsecond=0) + days * DAY


def test_a_wish_becomes_a_circle_with_a_date_and_a_member(client, db):
    where, dreamer = programme(), person()
    mentor = opener(where)
    client.sign_in(dreamer)
    client.submit(
        f"/mentoring/programmes/{where.id}/circles/propose",
        topic="Saying no",
        why="It saves a week a year.",
    )
    wished = db.query(Circle).one()
    client.sign_in(mentor)
    page = client.get(f"/mentoring/circles/{wished.id}")
    opening = page.select_one(".page-act a")
    assert opening.text == "Open this circle"

    client.submit(opening["href"])
    client.submit(
        f"/mentoring/circles/{wished.id}/sessions/plan",
        on=soon().date().isoformat(),
        at="12:00",
        place="Room 7",
        rhythm="weekly",
        times="3",
    )
    client.sign_in(dreamer)
    client.submit(f"/mentoring/circles/{wished.id}", form=".page-act form")

    page = client.get(f"/mentoring/circles/{wished.id}")
    assert len(page.select(".block .rows a.row-title")) == 3
    assert "2 come" in page.text
    assert "Saying no" in client.get("/mentoring/circles").select_one(".block").text


def test_who_cannot_come_is_named_above_the_form_and_nothing_typed_is_lost(client, db):
    by, busy = person(timezone="UTC"), person(name="Busy Bo")
    found = circle(by, busy)
    at = soon()
    hold_time([busy], at, at + timedelta(hours=1), "buddies.check_in")
    db.commit()
    client.sign_in(by)
    typed = {"on": at.date().isoformat(), "at": at.strftime("%H:%M"), "place": "Room Seven"}
    address = f"/mentoring/circles/{found.id}/sessions/plan"

    page = client.submit(address, status=409, **typed)
    assert "Busy Bo" in page.select_one(".refusal").text
    assert page.select_one("#place")["value"] == "Room Seven"

    client.submit(address, without_some="y", **typed)
    assert len(queries.circle_sessions_ahead(found, clock.now())) == 1


def test_the_page_of_a_full_circle_offers_to_wait_and_tells_the_place(client):
    found = circle(None, *(person() for _ in range(3)), seats=3)
    first, second = person(), person()
    wait_for_circle(found, first, clock.now())
    database.session.commit()
    client.sign_in(second)

    client.submit(f"/mentoring/circles/{found.id}", form=".page-act form")

    page = client.get(f"/mentoring/circles/{found.id}")
    assert "1 person is before you" in page.text
    assert "All seats taken" in page.text


def test_a_seat_that_is_gone_is_said_on_the_page_of_the_circle(client):
    found = circle(None, *(person() for _ in range(2)), seats=3)
    client.sign_in(person())
    form = client.get(f"/mentoring/circles/{found.id}").select_one(".page-act form")
    circle_full(found)

    page = client.post(form["action"], status=409)

    assert "Somebody was quicker" in page.select_one(".refusal").text
    assert page.select_one(".page-act button").text == "Wait for a seat"


def circle_full(found):
    join_circle(found, person(), clock.now())
    database.session.commit()


def test_members_see_notes_and_places_and_others_do_not(client, db):
    by, member = person(name="Facilitating Fay"), person(name="Member Mia")
    found = circle(by, member)
    circle_session(found, by, soon())
    write_circle_note(found, member, "Read chapter two", clock.now())
    db.commit()

    client.sign_in(person())
    page = client.get(f"/mentoring/circles/{found.id}").text
    assert "Facilitating Fay" in page
    for secret in ("Member Mia", "Read chapter two", "Room 7"):
        assert secret not in page
    client.sign_in(member)
    page = client.get(f"/mentoring/circles/{found.id}").text
    for shown in ("Member Mia", "Read chapter two", "Room 7"):
        assert shown in page


def test_a_note_is_removed_by_its_author_alone(client, db):
    by, member = person(), person()
    note = write_circle_note(circle(by, member), member, "Mine", clock.now())
    db.commit()
    address = f"/mentoring/circles/notes/{note.id}/remove"

    client.sign_in(by)
    client.post(address, status=404)
    client.sign_in(member)
    client.post(address)


def test_a_session_of_a_circle_is_in_calendar_home_and_feed(client):
    by, member = person(), person()
    session = circle_session(circle(by, member), by, soon(1))
    client.sign_in(member)
    topic = "Circle: Leading without a title"
    address = f"/mentoring/circle-sessions/{session.id}"

    for page in ("/", *(f"/calendar?look={look}&day={soon(1).date()}" for look in looks())):
        found = client.get(page)
        assert topic in found.text
        assert found.select(f'a[href="{address}"]')
    feed = client.post("/calendar/feeds/create/full", status=200)
    link = feed.select_one("input[readonly]")["value"]
    assert f"SUMMARY:{topic}" in client.open(link).text.replace("\r\n ", "")
    assert "BEGIN:VEVENT" in client.open(f"{address}/session.ics").text


def looks():
    return ("list", "week", "month")


def test_attendance_goes_from_the_code_on_the_screen_to_the_list(client):
    by, member, other = person(), person(), person()
    session = circle_session(circle(by, member, other), by, clock.now() - timedelta(minutes=20))
    host = f"/mentoring/groups/{session.appointment_id}/presence"
    client.sign_in(by)
    client.submit(host, form='form[action$="show-code"]')
    code = client.get(host).select_one(".shown-code").contents[-1].strip()

    client.sign_in(member)
    guest = f"/mentoring/groups/{session.appointment_id}/check-in"
    assert "not the code" in client.submit(guest, status=409, code="22222").text
    client.submit(guest, code=code.lower())
    assert "You were there" in client.get(f"/mentoring/circle-sessions/{session.id}").text

    client.sign_in(by)
    ticked = client.get(host).select("input[name=present][checked]")
    assert {int(one["value"]) for one in ticked} == {by.id, member.id}
    client.submit(host, present=[str(by.id), str(other.id)])
    ticked = client.get(host).select("input[name=present][checked]")
    assert {int(one["value"]) for one in ticked} == {by.id, other.id}


def test_afterwards_one_click_says_that_one_was_there(client):
    by, member = person(), person()
    session = circle_session(circle(by, member), by, clock.now() - timedelta(hours=3))
    client.sign_in(member)

    client.submit(f"/mentoring/groups/{session.appointment_id}/check-in", form=".act")

    assert "You were there" in client.get(f"/mentoring/circle-sessions/{session.id}").text


def test_an_office_hour_goes_from_the_form_to_a_chosen_guest(client):
    where = programme()
    host, guest = opener(where), person(name="Curious Cleo")
    member = enrolment(where, person(), EnrolmentRole.MENTEE).person
    client.sign_in(host)
    client.submit(
        "/mentoring/office-hours/open",
        topic="Anything about spreadsheets",
        why="Leave with a formula.",
        on=soon(10).date().isoformat(),
        at="12:00",
        place="Room 7",
        choose_hours="48",
        audience=f"programme-{where.id}",
    )
    client.sign_in(member)
    assert "Anything about spreadsheets" in client.get("/notifications").text

    client.sign_in(guest)
    card = client.get("/mentoring/office-hours").select_one(".card-title a")
    asking = client.open(card["href"]).headers["Location"]
    client.submit(asking, words="My table is slow")
    assert "You have asked" in client.get(asking).text

    client.sign_in(host)
    mine = client.get("/mentoring/office-hours").select_one("a.row-title")["href"]
    assert "My table is slow" in client.get(mine).text
    client.submit(mine, form='form[action$="/choose"]')
    assert "Curious Cleo" in client.get(mine).text
    client.sign_in(guest)
    assert "You come" in client.get("/mentoring/office-hours").text


def test_a_group_whose_host_chooses_needs_more_than_one_seat(client):
    where = programme()
    host = opener(where)
    client.sign_in(host)

    page = client.submit(
        f"/mentoring/mentors/{host.id}/slots/offer",
        status=422,
        **{"times-0-on": soon().date().isoformat(), "times-0-at": "12:00"},
        place="Room 7",
        choose_hours="48",
    )

    assert "That is for a group" in page.select_one("#choose_hours-error").text


def test_the_lists_of_circles_have_pages(client, monkeypatch):
    monkeypatch.setattr(circles, "PAGE", 2)
    where = programme()
    for number in range(3):
        circle(where=where, topic=f"Open {number}")
        proposal(where=where)
    client.sign_in(person())

    first = client.get("/mentoring/circles")
    assert "Open 0" in first.text
    assert "Open 2" not in first.text
    assert "Open 2" in client.get("/mentoring/circles?page=2").text
    assert len(client.get("/mentoring/circles?show=wished").select(".cards .card")) == 2
    assert len(client.get("/mentoring/circles?show=wished&page=2").select(".cards .card")) == 1


@pytest.mark.parametrize(
    "page", ["circles", "circle", "session", "presence", "office_hours", "seat_requests"]
)
def test_pages_ask_a_dozen_times_at_most_whatever_they_show(client, db, count_queries, page):
    where = programme()
    by = opener(where)
    others = [person() for _ in range(6)]
    found = circle(by, *others, where=where)
    sessions = [circle_session(found, by, soon(day)) for day in range(2, 7)]
    name_co_facilitator(queries.membership(found, others[0]), clock.now())
    for one in others:
        write_circle_note(found, one, "A note", clock.now())
        proposal(one, where)
        circle(one, where=where)
        office_hour(one)
    hour = office_hour(by, choose_hours=48)
    db.commit()
    address = {
        "circles": "circles",
        "circle": f"circles/{found.id}",
        "session": f"circle-sessions/{sessions[0].id}",
        "presence": f"groups/{sessions[0].appointment_id}/presence",
        "office_hours": "office-hours",
        "seat_requests": f"slots/{hour.slot_id}/requests",
    }[page]
    client.sign_in(by)
    db.expire_all()
    count_queries.clear()

    client.get(f"/mentoring/{address}")

    assert len(count_queries) <= MOST_QUERIES, "\n".join(count_queries)
