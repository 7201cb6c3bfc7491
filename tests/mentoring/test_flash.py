"""Flash talks: whom one finds, what booking does, how a talk closes, and what it may lead to."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning import clock
from learning.mentoring import queries
from learning.mentoring.models import Booking, Deadline, Ending, Feedback, FlashTalk, PairingKind
from learning.mentoring.operations import (
    accept_booking,
    book_flash,
    cancel_booking,
    mark_held,
    meet_deadline,
    rate_session,
    reschedule,
    slot_from_hours,
)
from learning.mentoring.operations.refusals import OwnTimeTaken, SlotGone, TooManyFlashTalks
from learning.mentoring.rules import FLASH, FLASH_OPEN_FOR
from learning.notifications.models import Notification
from learning.people.models import Avoidance
from learning.programmes.queries import loads_of
from tests.factories.mentoring import hours, mentee_in, mentor_in, teaches
from tests.factories.people import NOON, person, programme_lead
from tests.factories.programmes import programme

DAY = timedelta(days=1)
TEN = NOON + DAY - timedelta(hours=3)  # Tuesday, 10:00 in Berlin


def host(where=None, *, instant=True, **fields):
    """Somebody who teaches SQL and keeps hours: for flash talks, or for every session."""
    mentor = mentor_in(where or programme(), **fields).person
    teaches(mentor, "SQL")
    kind = FLASH if instant else ""
    hours(mentor, kind=kind, lengths=[15, 30], notice_hours=0, step_minutes=15)
    return mentor


def sql():
    return next(one for one in queries.taught_skills() if one.name == "SQL")


def found(guest, mentor=None):
    ids = None if mentor is None else [mentor.id]
    return queries.flash_hosts(guest, sql(), NOON, ids)


def book(mentor, guest, starts_at=TEN, now=NOON, **more):
    [card] = queries.flash_hosts(guest, sql(), now, [mentor.id])
    return book_flash(card, guest, sql(), starts_at, 15, "How do I begin?", now, **more)


def test_who_keeps_hours_for_flash_talks_is_booked_at_once_and_takes_no_place(db):
    mentor, guest = host(), person()

    booked = book(mentor, guest)

    assert not booked.is_request
    assert (booked.slot.minutes, booked.appointment.kind) == (15, FLASH)
    assert booked.programme_id == booked.flash.programme_id
    assert booked.pairing_id is None
    assert loads_of([mentor.id]) == {mentor.id: 0}


def test_who_keeps_other_hours_is_asked_first(db):
    mentor, guest = host(instant=False), person()

    asked = book(mentor, guest)
    assert asked.is_request
    accept_booking(asked, NOON)

    assert not asked.is_request


def test_the_same_form_and_the_same_two_make_one_talk(db):
    mentor, guest = host(), person()

    first = book(mentor, guest, submission="a")
    assert book(mentor, guest, submission="a") is first
    assert book(mentor, guest, TEN + timedelta(hours=1)) is first

    assert len(db.scalars(select(FlashTalk)).all()) == len(db.scalars(select(Booking)).all()) == 1


def test_a_fourth_talk_ahead_is_refused(db):
    guest = person()
    for number in range(3):
        book(host(), guest, TEN + timedelta(hours=number))

    with pytest.raises(TooManyFlashTalks):
        book(host(), guest, TEN + timedelta(hours=4))


def test_a_time_that_the_guest_has_taken_elsewhere_is_refused(db):
    guest = person()
    book(host(), guest)

    with pytest.raises(OwnTimeTaken):
        book(host(), guest)


def test_whoever_avoids_the_other_or_leads_them_is_not_there(db):
    boss = host()
    guest = person(manager_id=person(manager_id=boss.id).id)
    shunned, shunning, report = host(), host(), host()
    db.add(Avoidance(person_id=guest.id, other_id=shunned.id))
    db.add(Avoidance(person_id=shunning.id, other_id=guest.id))
    report.manager_id = guest.id
    other = host()
    db.commit()

    assert [one.person for one in found(guest)] == [other]


def test_only_mentors_of_a_programme_with_flash_talks_give_them(db):
    host(programme(formats=["mentoring"]))
    quiet = host()
    quiet.privacy = {"teaches": "me"}
    db.commit()

    assert found(person()) == []


def test_it_closes_by_itself_after_two_weeks_and_then_a_new_one_may_begin(db):
    mentor, guest = host(), person()
    booked = book(mentor, guest)
    talk = booked.flash
    cancel_booking(booked, guest, "Solved it", NOON)
    due = db.scalars(select(Deadline).where(Deadline.kind == "flash")).one()

    assert due.due_at == talk.closes_at == NOON + FLASH_OPEN_FOR
    meet_deadline("flash", talk.id, due.due_at - DAY)
    assert talk.closed_at is None
    meet_deadline("flash", talk.id, due.due_at)
    assert talk.closed_at == due.due_at
    again = book(mentor, guest, due.due_at + DAY, due.due_at)
    assert again.flash_id != talk.id


def test_a_talk_called_off_is_booked_anew_within_its_days_only(db):
    mentor, guest = host(), person()
    first = book(mentor, guest)
    cancel_booking(first, mentor, "Ill", NOON)
    later = NOON + 10 * DAY

    again = book(mentor, guest, TEN + 10 * DAY, later)
    assert again.flash_id == first.flash_id
    cancel_booking(again, mentor, "Still ill", later)
    with pytest.raises(SlotGone):
        book(mentor, guest, TEN + 14 * DAY, later)


def test_it_moves_within_its_days_only(db):
    mentor, guest = host(), person()
    booked = book(mentor, guest)

    def to(starts_at):
        return slot_from_hours(mentor, guest, starts_at, 15, NOON, is_agreed=True, kind=FLASH)

    with pytest.raises(SlotGone):
        reschedule(booked, to(TEN + 14 * DAY), guest, NOON)
    moved = reschedule(booked, to(TEN + 2 * DAY), guest, NOON)

    assert booked.ending == Ending.MOVED
    assert moved.flash_id == booked.flash_id


def test_it_counts_among_kept_appointments_and_asks_one_question(db):
    mentor, guest = host(), person()
    booked = book(mentor, guest)
    over = booked.slot.ends_at
    mark_held(booked, mentor, over)
    rate_session(booked, guest, usefulness=4, tags=[], recommend=None, now=over)

    assert queries.kept_by(guest, over + DAY).held == queries.kept_by(mentor, over + DAY).held == 1
    said = db.scalars(select(Feedback)).one()
    assert (said.usefulness, said.recommend) == (4, None)
    assert queries.ratings(NOON, over + DAY).recommend == []


# The pages


def now_ahead():
    """A workday at noon, Berlin's eleven, within the two weeks of a talk booked just now."""
    day = clock.now() + 2 * DAY
    while day.weekday() > 4:
        day += DAY
    return day.replace(hour=11, minute=0, second=0, microsecond=0)


def test_three_clicks_from_a_skill_to_a_talk(client, db):
    mentor, guest = host(name="Ada"), person()
    client.sign_in(guest)

    page = client.get(f"/mentoring/flash-talks?skill={sql().id}&minutes=15")
    assert "1 colleague for a talk about SQL" in page.text
    time = page.select_one(".times a")
    client.submit(time["href"], agenda="How do I begin?")

    booked = db.scalars(select(Booking)).one()
    assert (booked.slot.mentor_id, booked.mentee_id) == (mentor.id, guest.id)
    page = client.get(f"/mentoring/bookings/{booked.id}")
    assert page.h1.text == "Flash talk with Ada"
    assert "closes by itself" in page.text
    titles = {one.kind for one in db.scalars(select(Notification))}
    assert "mentoring.session_reminder" in titles


def test_who_comes_too_late_keeps_the_question_and_sees_other_times(client, db):
    mentor, guest, rival = host(), person(), person()
    client.sign_in(guest)
    at = now_ahead()
    address = (
        f"/mentoring/flash-talks/{sql().id}/{mentor.id}/book?minutes=15&at={at:%Y-%m-%dT%H:%M}Z"
    )
    form = client.get(address).select_one("main form[method=post]")
    [card] = queries.flash_hosts(rival, sql(), clock.now(), [mentor.id])
    book_flash(card, rival, sql(), at, 15, "Mine", clock.now())
    db.commit()

    token = form.select_one("[name=csrf_token]")["value"]
    answer = client.open(
        address, method="POST", data={"csrf_token": token, "agenda": "Which index?"}
    )

    assert answer.status_code == 409
    assert "Which index?" in answer.text
    assert "The nearest free times" in answer.text


def test_a_talk_that_was_good_leads_to_asking_for_a_pair(client, db):
    where = programme()
    mentor, mentee = host(where), mentee_in(where).person
    booked = book(mentor, mentee, starts_at=TEN)
    booked.slot.starts_at, booked.slot.ends_at = clock.now() - DAY, clock.now() - DAY + DAY / 48
    db.commit()
    client.sign_in(mentee)

    link = client.get(f"/mentoring/bookings/{booked.id}").select_one("a[href$='/go-on']")
    assert client.open(link["href"]).location.endswith("/ask")
    client.submit(f"/mentoring/bookings/{booked.id}/rate", usefulness="4")
    assert db.scalars(select(Feedback)).one().usefulness == 4


def test_somebody_who_is_no_mentee_is_led_to_the_programmes(client, db):
    mentor, guest = host(), person()
    booked = book(mentor, guest)
    db.commit()
    client.sign_in(guest)

    assert client.open(f"/mentoring/bookings/{booked.id}/go-on").location == "/programmes"


def test_the_page_asks_a_constant_number_of_queries(client, db, count_queries):
    guest, where = person(), programme()
    client.sign_in(guest)
    counts = []
    for _round in range(2):
        for _number in range(3):
            host(where)
        address = f"/mentoring/flash-talks?skill={sql().id}"
        count_queries.clear()
        client.get(address)
        counts.append(len(count_queries))

    assert counts[0] == counts[1] <= 12


def test_a_place_that_is_a_pattern_is_made_for_the_talk(db):
    mentor = mentor_in(programme(), name="Ada Byron").person
    teaches(mentor, "SQL")
    hours(
        mentor, kind=FLASH, lengths=[15], notice_hours=0, place="https://meet.example/{host}-{date}"
    )

    assert book(mentor, person()).slot.place == "https://meet.example/ada-byron-2030-01-08"


def test_a_lead_plans_the_points_of_a_flash_talk(client, db):
    lead = programme_lead()
    where = programme(lead)
    client.sign_in(lead)

    address = f"/mentoring/programmes/{where.id}/pair-plan/agendas/flash"
    assert "Second session" not in client.get(address).text
    client.submit(address, first="The question\nThe next step")

    assert queries.suggested_for(where, PairingKind.FLASH) == ["The question", "The next step"]
    client.get(address.replace("flash", "circle"), status=404)
