"""Offering times: in the mentor's own zone, never past, twice or in a gap."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from learning.mentoring.models import Slot
from learning.mentoring.operations import cancel_booking, offer_slots, withdraw_slot
from learning.mentoring.operations.refusals import (
    NoSuchTime,
    SlotBooked,
    TimePast,
    TimesOverlap,
)
from learning.scheduling.operations import hold_time
from tests.factories.mentoring import booking, slot
from tests.factories.people import NOON, person

TUESDAY = date(2030, 1, 8)


def offer(mentor, *times, weeks=1, now=NOON, **fields):
    given = {"minutes": 45, "place": "Room 7", "is_open_to_all": False}
    return offer_slots(mentor, times, weeks=weeks, now=now, **given | fields)


def test_offers_a_time_of_the_mentor_s_own_clock(db):
    [offered] = offer(person(timezone="Asia/Shanghai"), (TUESDAY, time(9)))

    assert offered.starts_at == datetime(2030, 1, 8, 1, tzinfo=UTC)
    assert (offered.minutes, offered.place, offered.is_open_to_all) == (45, "Room 7", False)


def test_offers_several_times_in_several_weeks(db):
    offered = offer(person(), (TUESDAY, time(9)), (TUESDAY, time(11)), weeks=3)

    assert [one.starts_at.day for one in offered] == [8, 8, 15, 15, 22, 22]


def test_a_series_keeps_its_clock_time_over_the_change_to_summer_time(db):
    before, after = offer(person(timezone="Europe/Berlin"), (date(2030, 3, 26), time(9)), weeks=2)

    assert (before.starts_at.hour, after.starts_at.hour) == (8, 7)


def test_refuses_a_time_that_the_clock_skips(db):
    with pytest.raises(NoSuchTime, match="summer time"):
        offer(person(timezone="Europe/Berlin"), (date(2030, 3, 24), time(2, 30)), weeks=2)

    assert db.scalars(select(Slot)).all() == []


def test_a_doubled_time_means_the_first(db):
    [offered] = offer(person(timezone="Europe/Berlin"), (date(2030, 10, 27), time(2, 30)))

    assert offered.starts_at == datetime(2030, 10, 27, 0, 30, tzinfo=UTC)


def test_refuses_a_past_time_and_stores_none_of_the_others(db):
    with pytest.raises(TimePast):
        offer(person(timezone="UTC"), (NOON.date(), NOON.time()), (TUESDAY, time(9)))

    assert db.scalars(select(Slot)).all() == []


def test_refuses_times_that_overlap_each_other(db):
    with pytest.raises(TimesOverlap):
        offer(person(), (TUESDAY, time(9)), (TUESDAY, time(9, 30)))


def test_times_may_follow_each_other(db):
    assert len(offer(person(), (TUESDAY, time(9)), (TUESDAY, time(9, 45)))) == 2


def test_refuses_a_time_that_overlaps_an_own_one_and_allows_it_once_withdrawn(db):
    mentor = person()
    [known] = offer(mentor, (TUESDAY, time(9)))

    with pytest.raises(TimesOverlap):
        offer(mentor, (TUESDAY, time(9)))
    offer(person(), (TUESDAY, time(9)))

    withdraw_slot(known, NOON)
    offer(mentor, (TUESDAY, time(9)))


def test_refuses_a_time_with_an_appointment_of_any_kind(db):
    mentor = person(timezone="UTC")
    start = datetime(2030, 1, 8, 9, 30, tzinfo=UTC)
    hold_time([mentor], start, start + timedelta(hours=1), "buddies.check_in")

    with pytest.raises(TimesOverlap):
        offer(mentor, (TUESDAY, time(9)))


def test_a_free_time_is_withdrawn_and_a_booked_one_is_not(db):
    free, booked = slot(), booking()

    withdraw_slot(free, NOON)
    withdraw_slot(free, NOON + timedelta(hours=1))
    assert free.withdrawn_at == NOON

    with pytest.raises(SlotBooked):
        withdraw_slot(booked.slot, NOON)
    cancel_booking(booked, booked.mentee, "Ill", NOON)
    withdraw_slot(booked.slot, NOON)


def test_a_place_that_is_a_pattern_is_made_for_each_time(db):
    mentor = person(name="Ada Byron")

    offered = offer(mentor, (TUESDAY, time(9)), weeks=2, place="https://meet.example/{host}-{date}")

    assert [one.place for one in offered] == [
        "https://meet.example/ada-byron-2030-01-08",
        "https://meet.example/ada-byron-2030-01-15",
    ]
