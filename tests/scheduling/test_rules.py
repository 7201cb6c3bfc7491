"""Stretches of time, hours as people type them, and the days that a calendar shows."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from learning.scheduling.rules.holidays import holidays_of, is_place
from learning.scheduling.rules.hours import Caps, full_days, monday_of, strictest, working_week
from learning.scheduling.rules.intervals import holds, united, within, without
from learning.scheduling.rules.months import Look, neighbours, shown_days
from learning.scheduling.rules.places import fill, unknown_fields, values_of
from learning.scheduling.rules.secrets import seal, unseal
from learning.scheduling.rules.typed import read_windows

PARTS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 8)).map(lambda one: (one[0], one[0] + one[1])),
    max_size=8,
)


def minutes(parts):
    return {minute for start, end in parts for minute in range(start, end)}


@given(PARTS)
def test_united_parts_hold_the_same_minutes_sorted_and_apart(parts):
    found = united(parts)

    assert minutes(found) == minutes(parts)
    assert all(one[1] < other[0] for one, other in pairwise(found))


@given(PARTS, PARTS)
def test_what_is_left_is_what_is_not_taken(parts, taken):
    left = without(united(parts), united(taken))

    assert minutes(left) == minutes(parts) - minutes(taken)
    assert left == sorted(left)


@given(PARTS, st.integers(0, 50), st.integers(0, 10))
def test_a_stretch_is_held_by_one_part_or_not(parts, start, length):
    whole = set(range(start, start + max(length, 1)))

    assert holds(united(parts), start, start + max(length, 1)) == (whole <= minutes(parts))
    assert minutes(within(united(parts), start, start + length)) == minutes(parts) & set(
        range(start, start + length)
    )


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("", []),
        ("9-12", [(540, 720)]),
        ("13:30 – 17, 9.15—12", [(555, 720), (810, 1020)]),
        ("22-24", [(1320, 1440)]),
        ("0-0:30；9–10", [(0, 30), (540, 600)]),
    ],
)
def test_hours_are_read_as_people_type_them(text, windows):
    assert read_windows(text) == windows


@pytest.mark.parametrize("text", ["9", "9-9", "12-9", "9-25", "9:70-10", "a-b", "9-12, 11-13"])
def test_what_are_no_hours_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 (the form says what was wrong)
        read_windows(text)


def test_full_days_are_those_at_a_limit_of_day_or_week():
    monday = monday_of(20_000)
    meetings = [monday, monday, monday + 1, monday + 7]

    assert full_days(meetings, Caps(per_day=2)) == {monday}
    assert full_days(meetings, Caps(per_week=3)) == set(range(monday, monday + 7))
    assert full_days(meetings, Caps()) == set()


def test_the_lower_limit_is_the_strictest():
    assert strictest(Caps(3, None), Caps(5, 7), Caps()) == Caps(3, 7)


def test_working_hours_that_cannot_be_read_are_none():
    assert working_week({"0": ["09:00", "17:00"], "1": ["x", "y"], "2": ["17:00", "09:00"]}) == (
        ((540, 1020),),
        *((),) * 6,
    )


def test_holidays_depend_on_the_region():
    epiphany = date(2030, 1, 6)

    assert epiphany in holidays_of("DE-BY", 2030)
    assert epiphany not in holidays_of("DE", 2030)
    assert holidays_of("XX", 2030) == {}
    assert (is_place("DE-BY"), is_place("DE-XX"), is_place("")) == (True, False, False)


@pytest.mark.parametrize(
    ("look", "first", "last"),
    [
        (Look.LIST, date(2030, 1, 9), date(2030, 2, 5)),
        (Look.WEEK, date(2030, 1, 7), date(2030, 1, 13)),
        (Look.MONTH, date(2029, 12, 31), date(2030, 2, 3)),
    ],
)
def test_a_look_shows_whole_weeks_but_for_the_list(look, first, last):
    days = shown_days(look, date(2030, 1, 9))

    assert (days[0], days[-1]) == (first, last)


def test_months_follow_each_other():
    assert neighbours(Look.MONTH, date(2030, 1, 31)) == (date(2029, 12, 1), date(2030, 2, 1))


def test_a_sealed_address_is_read_with_the_same_secret_alone():
    sealed = seal("https://calendar.example/s", "one")

    assert "calendar" not in sealed
    assert unseal(sealed, "one") == "https://calendar.example/s"
    with pytest.raises(InvalidTag):
        unseal(sealed, "other")


def test_a_place_is_made_of_names_and_the_host_s_clock():
    at = datetime(2030, 1, 7, 9, 5, tzinfo=UTC)
    values = values_of(at, ("Inês Carvalho", 4), ("林晓雯", 12))

    assert fill("https://meet.example/{host}/{guest}-{date}-{time}", values) == (
        "https://meet.example/ines-carvalho/12-2030-01-07-0905"
    )
    assert fill("Room 7", values) == "Room 7"
    assert unknown_fields("{host} {room} {") == ["{room}", "{"]
    assert unknown_fields("Room 7 {date}") == []
