"""Texts, levels, privacy, completeness, hours."""

from datetime import UTC, date, datetime

import pytest

from learning.people.rules.days import working_days_before
from learning.people.rules.profile import (
    STEPS,
    Audience,
    Effect,
    Field,
    audience,
    completeness,
    may_match,
    may_read,
    working_week,
)
from learning.people.rules.skills import LEVELS, higher, skill_key
from learning.people.rules.text import folded, like_pattern, tidy


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Семенов", "Семёнов"),
        ("zoe", "ZOË"),
        ("strasse", "Straße"),
        ("林 建", "林  建"),
        ("abc", "ＡＢＣ"),
    ],
)
def test_a_name_is_found_however_it_is_typed(typed, kept):
    assert folded(typed) == folded(kept)


def test_a_kept_name_looks_as_it_was_given():
    assert tidy(" Zoe\u0308   Čížek ") == "Zoë Čížek"


def test_signs_of_a_pattern_stand_for_themselves():
    assert like_pattern("50%_\\") == "%50\\%\\_\\\\%"


def test_spellings_of_a_skill_are_one():
    assert skill_key("  PUBLIC  speaking ") == skill_key("Public Speaking")
    assert skill_key("C++") != skill_key("C#")


@pytest.mark.parametrize(("one", "other", "kept"), [(3, 4, 4), (None, 2, 2), (None, None, None)])
def test_the_higher_level_stays(one, other, kept):
    assert higher(one, other) == kept


def test_every_level_says_what_people_do():
    assert sorted(LEVELS) == [1, 2, 3, 4, 5]
    assert all(len(str(text)) > 20 for _name, text in LEVELS.values())


@pytest.mark.parametrize(
    ("chosen", "owner", "pair", "colleague"),
    [
        (Audience.COLLEAGUES, True, True, True),
        (Audience.PAIRS, True, True, False),
        (Audience.MATCHING, True, False, False),
        (Audience.ME, True, False, False),
    ],
)
def test_a_field_is_read_by_whom_its_person_chose(chosen, owner, pair, colleague):
    privacy = {"story": chosen.value}

    assert may_read(privacy, Field.STORY, is_owner=True, is_tied=False) is owner
    assert may_read(privacy, Field.STORY, is_owner=False, is_tied=True) is pair
    assert may_read(privacy, Field.STORY, is_owner=False, is_tied=False) is colleague


def test_colleagues_see_what_nobody_chose():
    assert audience({}, Field.WANTS) is Audience.COLLEAGUES


@pytest.mark.parametrize("chosen", list(Audience))
def test_matching_uses_all_but_what_is_for_the_person_alone(chosen):
    assert may_match({"wants": chosen.value}, Field.WANTS) is (chosen is not Audience.ME)


def test_steps_weigh_a_hundred():
    assert sum(step.weight for step in STEPS) == 100


def test_completeness_puts_the_most_useful_first():
    state = completeness(frozenset({"teaches", "photo"}))

    assert state.percent == 25
    assert [step.key for step in state.missing][:3] == ["wants", "languages", "timezone"]


def test_a_full_profile_lacks_nothing():
    state = completeness(frozenset(step.key for step in STEPS))

    assert (state.percent, state.missing) == (100, ())


@pytest.mark.parametrize(
    ("effect", "told"),
    [
        (Effect(20, 10, 20, 3), True),
        (Effect(19, 10, 500, 3), False),
        (Effect(500, 10, 19, 3), False),
        (Effect(20, 0, 20, 0), False),
    ],
)
def test_a_comparison_with_others_needs_twenty_on_both_sides(effect, told):
    assert effect.is_telling is told


def test_days_with_the_same_hours_stand_together():
    hours = {str(day): ["09:00", "17:00"] for day in range(4)} | {"4": ["09:00", "15:00"]}

    week = working_week(hours, "Asia/Kathmandu", date(2030, 1, 9))

    assert [(shift.first, shift.last) for shift in week] == [(0, 3), (4, 4)]
    assert week[0].starts_at == datetime(2030, 1, 7, 3, 15, tzinfo=UTC)


def test_a_free_day_parts_the_week():
    hours = {"0": ["09:00", "17:00"], "2": ["09:00", "17:00"]}

    assert [shift.first for shift in working_week(hours, "", date(2030, 1, 7))] == [0, 2]


def test_working_days_skip_the_weekend():
    monday = datetime(2026, 11, 16, 9, tzinfo=UTC)

    assert working_days_before(monday, 3) == datetime(2026, 11, 11, 9, tzinfo=UTC)  # Wednesday
