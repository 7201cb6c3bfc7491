"""People as matching sees them."""

from datetime import date, timedelta

import pytest

from learning.matching.scoring import half_hours
from learning.people.models import Direction
from learning.people.pairing import participants
from learning.people.rules.skills import present_level
from learning.people.rules.text import role_family
from tests.factories.people import department, person, person_skill, skill

TODAY = date(2030, 1, 7)


@pytest.mark.parametrize(
    ("wanted", "taught", "expected"), [(None, None, 1), (3, None, 2), (1, None, 0), (2, 4, 4)]
)
def test_who_wants_a_level_stands_below_it(wanted, taught, expected):
    assert present_level(wanted, taught) == expected


@pytest.mark.parametrize(
    ("title", "family"),
    [
        ("Senior Graphic Designer", "graphic designer"),
        ("Head of Operations", "operations"),
        ("Инженер", "инженер"),
        ("", ""),
    ],
)
def test_a_role_family_leaves_the_rank_out(title, family):
    assert role_family(title) == family


def test_a_participant_tells_what_the_profile_says(db):
    boss = person()
    someone = person(
        department_id=department(name="Design").id,
        location="Berlin",
        job_title="Junior Designer",
        manager_id=boss.id,
        started_on=TODAY - timedelta(days=200),
        working_hours={"0": ["09:00", "17:00"]},
    )
    person_skill(someone, skill("Python"), Direction.TEACHES, 4)

    found = participants([someone.id], TODAY)[someone.id]

    assert (found.department, found.location, found.role_family) == ("Design", "Berlin", "designer")
    assert (found.managers, found.days_here, found.teaches) == ((boss.id,), 200, {"Python": 4})
    mondays = [(day * 1440 + 8 * 60, day * 1440 + 16 * 60) for day in (0, 7, 14, 21)]
    assert found.hours == half_hours(mondays)


def test_what_is_kept_to_oneself_counts_as_not_answered(db):
    someone = person(
        working_hours={"0": ["09:00", "17:00"]}, privacy={"teaches": "me", "hours": "me"}
    )
    person_skill(someone, skill("Python"), Direction.TEACHES, 4)

    found = participants([someone.id], TODAY)[someone.id]

    assert (found.teaches, found.hours) == ({}, b"")
