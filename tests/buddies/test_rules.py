"""Working days, plan days and when a lead should look."""

from datetime import date

import pytest

from learning.buddies.rules import STANDARD_PLAN, flag, is_in_plan, period, plan_day, working_day

MONDAY = date(2030, 1, 7)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, date(2030, 1, 7)),
        (2, date(2030, 1, 8)),
        (5, date(2030, 1, 11)),
        (6, date(2030, 1, 14)),
        (0, date(2030, 1, 4)),
        (-3, date(2030, 1, 1)),
    ],
)
def test_working_days_leave_weekends_out(number, expected):
    assert working_day(MONDAY, number) == expected


def test_a_start_on_a_weekend_begins_on_monday():
    assert working_day(date(2030, 1, 5), 1) == MONDAY


def test_the_first_day_is_day_one():
    assert [plan_day(MONDAY, MONDAY), plan_day(MONDAY, date(2030, 1, 6))] == [1, 0]


@pytest.mark.parametrize(
    ("starts_on", "expected"),
    [
        (date(2030, 2, 6), True),
        (date(2030, 2, 7), False),
        (date(2029, 10, 10), True),
        (date(2029, 10, 9), False),
    ],
)
def test_a_plan_is_for_those_who_start_soon_or_started_lately(starts_on, expected):
    assert is_in_plan(starts_on, MONDAY) is expected


@pytest.mark.parametrize(
    ("day", "name"), [(0, "before"), (1, "day_1"), (7, "week_1"), (8, "month_1"), (90, "month_3")]
)
def test_each_day_belongs_to_a_part_of_the_plan(day, name):
    assert period(day) == name


def test_the_standard_plan_names_each_task_once_and_all_sides():
    assert len({item.key for item in STANDARD_PLAN}) == len(STANDARD_PLAN)
    assert {item.owner for item in STANDARD_PLAN} == {"newcomer", "buddy", "manager"}


CALM = {"has_buddy": True, "is_proposed": False, "meetings": 1, "overdue": 0, "moods": []}


@pytest.mark.parametrize(
    ("day", "changed", "expected"),
    [
        (10, {}, None),
        (10, {"moods": ["red", "green"]}, None),
        (10, {"moods": ["green", "red"]}, ("bad", "red_answer")),
        (0, {"has_buddy": False}, ("bad", "no_buddy")),
        (-2, {"has_buddy": False}, ("warn", "no_buddy")),
        (-3, {"has_buddy": False}, None),
        (-9, {"has_buddy": False, "is_proposed": True}, ("warn", "proposed")),
        (4, {"meetings": 0}, ("warn", "not_met")),
        (3, {"meetings": 0}, None),
        (10, {"overdue": 3}, ("warn", "overdue")),
        (10, {"moods": ["yellow", None]}, ("warn", "yellow_answer")),
    ],
)
def test_a_lead_is_pointed_to_what_matters_most(day, changed, expected):
    assert flag(day, **CALM | changed) == expected
