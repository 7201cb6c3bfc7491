"""Whoever comes too late reads why and what else there is, whichever way they came."""

from datetime import datetime, timedelta

from learning import clock
from learning.mentoring.operations import book_slot, reschedule
from learning.people.models import Direction
from tests.factories.mentoring import booking, hours, mentor_in, pairing, slot
from tests.factories.people import person, person_skill, skill
from tests.factories.programmes import programme

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def workday_noon() -> datetime:
    """Twelve o'clock of a Monday three weeks from now."""
    day = clock.now().replace(hour=12, minute=0, second=0, microsecond=0) + 21 * DAY
    return day + (-day.weekday() % 7) * DAY


def test_a_move_to_a_time_just_taken_offers_the_three_nearest(client, db):
    noon = workday_noon()
    held = booking(starts_at=noon)
    wanted = slot(held.slot.mentor, starts_at=noon + 30 * DAY)
    near = [slot(held.slot.mentor, starts_at=noon + 30 * DAY + n * HOUR) for n in (1, 2, -3)]
    slot(held.slot.mentor, starts_at=noon + 36 * DAY)
    book_slot(wanted, person(), "First", clock.now())
    client.sign_in(held.mentee)

    page = client.post(
        f"/mentoring/bookings/{held.id}/reschedule", status=409, to=f"slot-{wanted.id}"
    )

    assert "Somebody was quicker" in page.select_one(".refusal").text
    offered = [one["value"] for one in page.select('input[id^="to-near-"]')]
    assert sorted(offered) == sorted(f"slot-{one.id}" for one in near)


def test_a_guest_moves_to_no_time_that_they_could_not_have_booked(client, db):
    noon = workday_noon()
    held = booking(starts_at=noon)
    kept = slot(held.slot.mentor, starts_at=noon + 3 * HOUR, is_open_to_all=False)
    address = f"/mentoring/bookings/{held.id}/reschedule"
    client.sign_in(held.mentee)

    page = client.post(address, status=409, to=f"slot-{kept.id}")
    assert "no longer offered" in page.select_one(".refusal").text
    client.post(address, status=409, to=f"slot-{'9' * 20}")
    client.post(address, status=409, to="9999-12-31T23:59-12:00")

    client.sign_in(kept.mentor)
    client.post(address, to=f"slot-{kept.id}")


def test_a_yes_that_comes_too_late_says_when_both_are_free(client, db):
    noon = workday_noon()
    asked = slot(starts_at=noon, is_on_request=True)
    request = book_slot(asked, person(), "May I?", clock.now())
    for n in (1, 2, 3):
        slot(asked.mentor, starts_at=noon + n * HOUR)
    moved = slot(asked.mentor, starts_at=noon + 5 * HOUR, is_on_request=True)
    reschedule(request, moved, request.mentee, clock.now())
    client.sign_in(asked.mentor)

    page = client.post(f"/mentoring/bookings/{request.id}/accept", status=409)

    assert "no longer open" in page.select_one(".refusal").text
    assert len(page.select(".nearest li")) == 3


def test_a_series_that_somebody_broke_into_is_planned_anew(client, db):
    noon = workday_noon()
    where = programme()
    mentor = mentor_in(where, timezone="UTC").person
    pair = pairing(mentor=mentor, mentee=person(timezone="UTC"))
    hours(mentor, horizon_days=365)
    client.sign_in(pair.mentee)
    at = noon.isoformat(timespec="minutes").replace("+", "%2B")
    url = f"/mentoring/mentors/{mentor.id}/series?at={at}&minutes=30&rhythm=weekly&length=3"
    planned = [(noon + week * 7 * DAY).isoformat() for week in range(3)]
    book_slot(slot(mentor, starts_at=noon + 7 * DAY), person(), "First", clock.now())

    page = client.post(
        url,
        status=409,
        agenda="Ours",
        **{f"dates-{number}": one for number, one in enumerate(planned)},
    )

    assert "Nothing was changed" in page.select_one(".refusal").text
    clash = page.select_one(".series-date:has(.status-warn)")
    assert len(clash.select("input[type=radio]")) == 4, "three other times, or none"
    assert "Ours" in page.select_one("textarea").text


def test_whoever_is_too_late_in_a_pool_is_offered_other_times(client, db):
    noon = workday_noon()
    host = mentor_in(programme(), timezone="UTC").person
    wanted = skill()
    person_skill(host, wanted, Direction.TEACHES, 4)
    hours(host, horizon_days=365)
    book_slot(slot(host, starts_at=noon), person(), "First", clock.now())
    client.sign_in(person())
    at = noon.isoformat(timespec="minutes").replace("+", "%2B")

    page = client.post(
        f"/mentoring/pool/{wanted.id}/book?at={at}&minutes=30", status=409, agenda="Anybody?"
    )

    assert "Nobody is free" in page.select_one(".refusal").text
    assert len(page.select(".nearest [formaction]")) == 3


def test_where_the_mentor_has_too_few_other_times_colleagues_fill_up(client, db):
    taken = booking(starts_at=workday_noon())
    own = slot(taken.slot.mentor, starts_at=taken.slot.starts_at + 2 * DAY)
    others = [slot(starts_at=taken.slot.starts_at + n * HOUR) for n in (1, 2, 3)]
    client.sign_in(person())

    page = client.post(f"/mentoring/slots/{taken.slot_id}/book", status=409, agenda="Me?")

    addresses = {one["formaction"] for one in page.select(".nearest button")}
    assert addresses == {f"/mentoring/slots/{one.id}/book" for one in (own, *others[:2])}
