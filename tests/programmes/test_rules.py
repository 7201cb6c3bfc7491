"""Who is invited, which roles a format has, why people left."""

from datetime import date, timedelta

import pytest

from learning.programmes.rules import (
    NEXT_STATES,
    EnrolmentRole,
    Format,
    Goal,
    ProgrammeState,
    RosterLine,
    capacity_limit,
    is_invited,
    reason_bands,
    roles_of_formats,
    starter,
    tenure_of,
)

TODAY = date(2030, 1, 7)
ANNA = RosterLine("Design", "Berlin", frozenset({"de", "en"}), TODAY - timedelta(days=400))


def test_no_rule_invites_everyone():
    assert is_invited({}, ANNA, TODAY)
    assert is_invited({"department": []}, ANNA, TODAY)


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        ({"department": ["Design", "Sales"]}, True),
        ({"department": ["Sales"]}, False),
        ({"department": ["Design"], "location": ["Moscow"]}, False),
        ({"department": ["Design"], "location": ["Berlin"]}, True),
        ({"language": ["en"]}, True),
        ({"language": ["ru"]}, False),
        ({"tenure": ["one_to_three"]}, True),
        ({"tenure": ["newcomer"]}, False),
    ],
)
def test_every_field_the_rule_names_must_hold(audience, expected):
    assert is_invited(audience, ANNA, TODAY) is expected


def test_a_person_without_a_field_is_invited_only_where_nobody_asks_for_it():
    blank = RosterLine(None, "", frozenset(), None)

    assert is_invited({}, blank, TODAY)
    for audience in ({"department": ["Design"]}, {"language": ["en"]}, {"tenure": ["newcomer"]}):
        assert not is_invited(audience, blank, TODAY)


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (-30, "newcomer"),
        (89, "newcomer"),
        (90, "first_year"),
        (365, "one_to_three"),
        (3 * 365, "three_to_five"),
        (5 * 365, "over_five"),
    ],
)
def test_tenure_counts_from_the_first_day(days, band):
    assert tenure_of(TODAY - timedelta(days=days), TODAY) == band


def test_formats_decide_the_roles():
    assert roles_of_formats(["mentoring", "flash"]) == [EnrolmentRole.MENTOR, EnrolmentRole.MENTEE]
    assert roles_of_formats(["coffee"]) == [EnrolmentRole.PARTICIPANT]
    assert roles_of_formats([]) == []


def test_every_format_has_a_role_and_words():
    for one in Format:
        assert roles_of_formats([one])


def test_only_those_who_are_paired_have_a_limit():
    assert capacity_limit(EnrolmentRole.MENTOR, 3, 1) == 3
    assert capacity_limit(EnrolmentRole.BUDDY, 3, 1) == 2
    assert capacity_limit(EnrolmentRole.MENTEE, 3, 2) == 2
    assert capacity_limit(EnrolmentRole.PARTICIPANT, 3, 2) is None


def test_one_mentor_at_a_time_is_nothing_to_choose():
    assert capacity_limit(EnrolmentRole.MENTEE, 3, 1) is None


def test_each_state_has_one_next_step_and_only_archiving_goes_back():
    assert set(NEXT_STATES) == set(ProgrammeState)
    order = list(ProgrammeState)
    back = [one for one, then in NEXT_STATES.items() if order.index(then) < order.index(one)]
    assert back == [ProgrammeState.ARCHIVED]


def test_reasons_given_by_four_are_hidden():
    assert reason_bands({"no_time": 4, "no_match": 5}, left=12) == {"no_match": "5–9"}


def test_counts_are_shown_as_bands():
    bands = reason_bands({"no_time": 9, "no_match": 10, "other": 25}, left=50)

    assert bands == {"no_time": "5–9", "no_match": "10–19", "other": "20+"}


def test_a_reason_everybody_gave_is_hidden_too():
    assert reason_bands({"no_time": 6}, left=6) == {}


@pytest.mark.parametrize("goal", list(Goal))
def test_every_goal_has_a_template_fit_for_a_corridor(app, goal):
    with app.test_request_context():
        given = starter(goal)

    assert len(given.one_line) <= 90
    assert given.targets
    assert {role for role, _text, _use in given.questions} <= set(roles_of_formats(given.formats))
    if goal is not Goal.OWN:
        assert all((given.goal_text, given.one_line, given.giver_benefit, given.receiver_benefit))
