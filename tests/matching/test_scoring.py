"""Scores add up, each rule says what it should, and hard rules remove without telling secrets."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.matching.scoring import (
    BUDDIES,
    DAYS_AHEAD,
    MENTORING,
    MUST,
    OFF,
    PRIOR,
    RULE_KEYS,
    BadRules,
    PairScore,
    Participant,
    RuleSet,
    explain_pair,
    half_hours,
    less_taken,
    score_pool,
    utc_offset,
    weekly_hours,
)
from learning.matching.scoring.rules import COMPARED

WORDS = ("a", "b", "c", "d")
NINE_TO_FIVE = tuple((day * 1440 + 540, day * 1440 + 1020) for day in range(5))


def weekly(*windows: tuple[int, int]) -> bytes:
    """The same minutes of each of the four weeks."""
    starts = range(0, DAYS_AHEAD * 1440, 10_080)
    return half_hours((week + start, week + end) for week in starts for start, end in windows)


def alike(rule: str, mentee: Participant[int], mentor: Participant[int]) -> float | None:
    """The similarity the rule finds, None where one of them did not answer."""
    found = explain_pair(mentee, mentor, RuleSet.weighed({rule: 10}))
    assert found.unanswered == (() if found.reasons else (rule,))
    return found.reasons[0].points / 100 if found.reasons else None


def facts(rule: str, mentee: Participant[int], mentor: Participant[int]) -> dict[str, Any]:
    return dict(explain_pair(mentee, mentor, RuleSet.weighed({rule: 10})).reasons[0].facts)


def mentee(**answers: Any) -> Participant[int]:
    return Participant(id=1, **answers)


def mentor(**answers: Any) -> Participant[int]:
    return Participant(id=2, **answers)


@pytest.mark.parametrize(
    ("taught", "similarity"), [(1, 0.0), (2, 0.4), (3, 1.0), (4, 1.0), (5, 1.0), (6, 0.7)]
)
def test_one_to_three_levels_above_teach_best(taught: int, similarity: float) -> None:
    wants, teaches = mentee(wants={"Go": 2}), mentor(teaches={"Go": taught})

    assert alike("skills", wants, teaches) == pytest.approx(similarity)
    assert alike("seniority", mentee(seniority=2), mentor(seniority=taught)) == pytest.approx(
        similarity
    )


def test_one_skill_well_taught_counts_most_and_further_ones_count_too() -> None:
    wants = mentee(wants={"Go": 1, "SQL": 1})

    assert alike("skills", wants, mentor(teaches={"Go": 3})) == pytest.approx(0.85)
    assert alike("skills", wants, mentor(teaches={"Go": 3, "SQL": 2})) == pytest.approx(1.0)
    assert alike("skills", wants, mentor(teaches={"Rust": 5})) == 0.0


def test_shared_skills_are_named_best_first() -> None:
    wants = mentee(wants={"Ada": 3, "Go": 1, "Perl": 4, "SQL": 1})
    teaches = mentor(teaches={"Ada": 3, "Go": 2, "Perl": 1, "SQL": 2, "Rust": 5})

    assert facts("skills", wants, teaches) == {"skills": ["Go", "SQL", "Ada"]}


def test_one_shared_language_is_enough() -> None:
    speaks = mentee(languages=frozenset({"en", "ru"}))

    assert alike("languages", speaks, mentor(languages=frozenset({"ru", "zh"}))) == 1.0
    assert alike("languages", speaks, mentor(languages=frozenset({"zh"}))) == 0.0
    assert facts("languages", speaks, mentor(languages=frozenset({"ru", "zh"}))) == {
        "languages": ["ru"]
    }


def test_hours_count_what_both_work_at_the_same_time() -> None:
    works = mentee(hours=weekly(*NINE_TO_FIVE))
    mornings = mentor(hours=weekly((1440 + 480, 1440 + 720)))

    assert alike("hours", works, mentor(hours=weekly(*NINE_TO_FIVE))) == 1.0
    assert facts("hours", works, mornings) == {"minutes": 180}
    assert alike("hours", works, mornings) == pytest.approx(180 / 600)
    assert alike("hours", works, mentor(hours=weekly((0, 540)))) == 0.0


def test_hours_meet_across_midnight_and_the_end_of_the_week() -> None:
    sunday_night = mentee(hours=weekly((10_080 - 60, 10_080 + 60)))

    assert facts("hours", sunday_night, mentor(hours=weekly((0, 120)))) == {"minutes": 45}


def test_only_whole_half_hours_inside_the_four_weeks_count() -> None:
    assert half_hours([(5, 55)]) == b""
    assert int.from_bytes(half_hours([(5, 95), (60, 120)]), "little") == 0b1110
    assert half_hours([(-600, 30)]) == half_hours([(0, 30)])
    assert half_hours([(DAYS_AHEAD * 1440, DAYS_AHEAD * 1440 + 60)]) == b""


def test_a_half_hour_that_something_touches_is_not_free() -> None:
    free = half_hours([(0, 240)])
    assert less_taken(free, [(60, 90), (125, 126), (-60, 10)]) == half_hours(
        [(30, 60), (90, 120), (150, 240)]
    )
    assert less_taken(b"", [(0, 60)]) == b""


def test_who_has_no_free_hour_left_has_answered() -> None:
    nothing_left = less_taken(half_hours([(0, 60)]), [(0, 60)])
    busy, free = (
        Participant(id=one, hours=hours, utc_offset=0)
        for one, hours in ((1, nothing_left), (2, half_hours([(0, 600)])))
    )
    [hours] = explain_pair(busy, free, RuleSet.weighed({"hours": 5})).reasons
    assert (hours.points, hours.facts) == (0, {"minutes": 0})


def test_an_absence_in_one_of_the_four_weeks_is_felt() -> None:
    works = mentee(hours=weekly(*NINE_TO_FIVE))
    away_for_a_week = mentor(
        hours=half_hours(
            (week * 10_080 + a, week * 10_080 + b) for week in range(3) for a, b in NINE_TO_FIVE
        )
    )

    assert facts("hours", works, away_for_a_week) == {"minutes": 40 * 60 * 3 // 4}


def test_without_hours_the_distance_of_the_zones_counts() -> None:
    in_auckland = mentee(utc_offset=12 * 60, hours=weekly(*NINE_TO_FIVE))

    assert alike("hours", in_auckland, mentor(utc_offset=8 * 60)) == pytest.approx(0.5)
    assert facts("hours", in_auckland, mentor(utc_offset=-11 * 60)) == {"zone_minutes": 60}
    assert alike("hours", in_auckland, mentor(utc_offset=-11 * 60)) == pytest.approx(0.875)
    assert alike("hours", in_auckland, mentor()) is None


def test_another_department_is_better_and_the_same_place_is_nearer() -> None:
    sales = mentee(department="Sales", location="Berlin")

    assert alike("department", sales, mentor(department="IT")) == 1.0
    assert alike("department", sales, mentor(department="Sales")) == 0.0
    assert facts("department", sales, mentor(department="IT")) == {
        "mentee": "Sales",
        "mentor": "IT",
    }
    assert alike("location", sales, mentor(location="Berlin")) == 1.0
    assert alike("location", sales, mentor(location="Pune")) == 0.0
    assert facts("location", sales, mentor(location="Berlin")) == {"location": "Berlin"}


def test_three_shared_interests_or_all_of_the_shorter_list_are_enough() -> None:
    likes = mentee(interests=frozenset("abcde"))

    assert alike("interests", likes, mentor(interests=frozenset("abcxyz"))) == 1.0
    assert alike("interests", likes, mentor(interests=frozenset("a"))) == 1.0
    assert alike("interests", likes, mentor(interests=frozenset("axyz"))) == pytest.approx(1 / 3)
    assert facts("interests", likes, mentor(interests=frozenset("bax"))) == {
        "interests": ["a", "b"]
    }


def test_a_buddy_sits_at_the_same_site_or_does_similar_work() -> None:
    newcomer = mentee(location="Berlin", role_family="Design")

    assert alike("site_or_role", newcomer, mentor(location="Pune", role_family="Design")) == 1.0
    assert alike("site_or_role", newcomer, mentor(location="Berlin")) == 1.0
    assert alike("site_or_role", newcomer, mentor(location="Pune")) == 0.0
    assert facts("site_or_role", newcomer, mentor(location="Berlin", role_family="Law")) == {
        "location": "Berlin"
    }


def test_a_buddy_has_been_here_for_half_a_year() -> None:
    assert alike("tenure", mentee(), mentor(days_here=400)) == 1.0
    assert alike("tenure", mentee(), mentor(days_here=91)) == pytest.approx(0.5)
    assert facts("tenure", mentee(), mentor(days_here=91)) == {"days": 91}


@pytest.mark.parametrize("rule", [key for key in RULE_KEYS if key != "earlier"])
def test_a_rule_without_answers_is_named_and_does_not_count(rule: str) -> None:
    assert alike(rule, mentee(), mentor()) is None


def test_every_rule_a_lead_can_weigh_exists() -> None:
    assert tuple(COMPARED) == RULE_KEYS


def test_the_score_is_the_weighed_mean_over_the_rules_both_answered() -> None:
    asks = mentee(languages=frozenset({"en"}), location="Berlin", interests=frozenset("a"))
    offers = mentor(languages=frozenset({"en"}), location="Pune")

    found = explain_pair(
        asks, offers, RuleSet.weighed({"location": 5, "languages": 10, "interests": 1})
    )

    assert found.score == 66.7
    assert found.unanswered == ("interests",)
    assert [reason.rule for reason in found.reasons] == ["languages", "location"]
    assert [reason.points for reason in found.reasons] == pytest.approx([100 * 10 / 15, 0])
    assert [reason.out_of for reason in found.reasons] == pytest.approx([100 * 10 / 15, 500 / 15])
    assert [reason.rule for reason in found.strongest()] == ["languages"]


def test_the_people_read_at_most_three_reasons() -> None:
    asks = mentee(languages=frozenset("e"), location="B", interests=frozenset("a"), department="S")
    offers = mentor(
        languages=frozenset("e"), location="B", interests=frozenset("a"), department="T"
    )

    found = explain_pair(asks, offers, MENTORING)

    assert [reason.rule for reason in found.strongest()] == ["languages", "department", "interests"]


def test_two_people_who_answered_nothing_may_be_paired() -> None:
    pool = score_pool([mentee()], [mentor()], MENTORING)

    assert [pair.score for pair in pool.pairs] == [PRIOR]
    assert explain_pair(mentee(), mentor(), MENTORING) == PairScore(
        0, PRIOR, 0, (), tuple(rule.key for rule in MENTORING.rules)
    )


words = st.frozensets(st.sampled_from(WORDS))
levels = st.dictionaries(st.sampled_from(WORDS), st.integers(1, 5))
answer = st.none() | st.sampled_from(WORDS)
windows = st.lists(
    st.tuples(st.integers(-600, 45_000), st.integers(0, 900)).map(lambda w: (w[0], sum(w))),
    max_size=3,
).map(half_hours)
people = st.builds(
    Participant,
    id=st.integers(0, 9),
    wants=levels,
    teaches=levels,
    languages=words,
    goals=words,
    interests=words,
    department=answer,
    location=answer,
    role_family=answer,
    seniority=st.none() | st.integers(0, 9),
    days_here=st.none() | st.integers(0, 9999),
    utc_offset=st.none() | st.integers(-720, 840),
    hours=windows,
    managers=st.lists(st.integers(0, 9), max_size=2).map(tuple),
    wishes=st.lists(st.integers(0, 9), max_size=5, unique=True).map(tuple),
    matters=st.frozensets(st.sampled_from(RULE_KEYS), max_size=2),
    earlier=st.dictionaries(st.integers(0, 9), st.integers(0, 2000), max_size=2),
)
weights = st.dictionaries(
    st.sampled_from(RULE_KEYS), st.sampled_from([MUST, 10, 5, 3, 1, 2.5, OFF]), min_size=1
)


@settings(deadline=None)
@given(
    st.lists(people, max_size=5), st.lists(people, max_size=5, unique_by=lambda p: p.id), weights
)
def test_the_pool_and_the_explanation_agree(
    mentees: list[Participant[int]], mentors: list[Participant[int]], rules: dict[str, Any]
) -> None:
    asked = {person.id: person for person in mentees}
    offered = {person.id: person for person in mentors}

    for pair in score_pool(list(asked.values()), mentors, RuleSet.weighed(rules)).pairs:
        found = explain_pair(asked[pair.mentee], offered[pair.mentor], RuleSet.weighed(rules))
        assert pair.score == pytest.approx(found.counted, abs=0.101)
        assert 0 <= found.score <= 100
        assert 0 <= found.known <= 1
        assert found.counted == pytest.approx(
            found.known * found.score + (1 - found.known) * PRIOR, abs=0.11
        )
        assert sum(reason.points for reason in found.reasons) == pytest.approx(
            found.score, abs=0.051
        )
        told = {reason.rule for reason in found.reasons} | set(found.unanswered)
        assert told | {"earlier"} == {key for key in rules if rules[key]} | {"earlier"}


def test_nobody_is_paired_with_themselves() -> None:
    pool = score_pool([mentee()], [Participant(id=1), mentor()], MENTORING)

    assert [pair.key for pair in pool.pairs] == [(1, 2)]
    assert pool.removed_by == {1: ()}


@pytest.mark.parametrize(
    ("of_mentee", "of_mentor", "is_allowed", "is_allowed_as_buddy"),
    [
        ((2,), (), False, False),
        ((9, 2), (), False, True),
        ((9, 8, 2), (), True, True),
        ((), (1,), False, True),
        ((), (9, 1), False, True),
        ((), (9, 8, 1), True, True),
        ((9,), (9,), True, True),
    ],
)
def test_reporting_lines_are_kept_apart(
    of_mentee: tuple[int, ...],
    of_mentor: tuple[int, ...],
    is_allowed: bool,
    is_allowed_as_buddy: bool,
) -> None:
    asks, offers = mentee(managers=of_mentee), mentor(managers=of_mentor)

    for rules, expected in ((MENTORING, is_allowed), (BUDDIES, is_allowed_as_buddy)):
        pool = score_pool([asks], [offers], rules)
        assert bool(pool.pairs) == expected
        assert pool.removed_by == {1: () if expected else ("reporting_line",)}


def test_a_must_removes_who_does_not_meet_it_or_did_not_answer() -> None:
    mentors = [
        Participant(id=2, languages=frozenset({"zh"})),
        Participant(id=3),
        Participant(id=4, languages=frozenset({"en"})),
    ]
    asks = mentee(languages=frozenset({"en"}))

    pool = score_pool([asks], mentors, RuleSet.weighed({"languages": MUST, "location": MUST}))
    assert pool.pairs == ()
    assert pool.removed_by == {1: ("languages", "location")}

    pool = score_pool([asks], mentors, RuleSet.weighed({"languages": MUST, "location": 1}))
    assert [(pair.mentor, pair.score) for pair in pool.pairs] == [
        (4, 95.5)
    ]  # what nobody knows of the location counts half


def test_hours_as_a_must_ask_for_two_a_week() -> None:
    rules = RuleSet.weighed({"hours": MUST})
    works = mentee(hours=weekly(*NINE_TO_FIVE))

    enough = score_pool([works], [mentor(hours=weekly((540, 660)))], rules)
    too_few = score_pool([works], [mentor(hours=weekly((540, 645)))], rules)

    assert (len(enough.pairs), len(too_few.pairs)) == (1, 0)


@pytest.mark.parametrize("barred", [(1, 2), (2, 1)])
def test_a_barred_pair_is_not_listed_and_leaves_no_trace(barred: tuple[int, int]) -> None:
    pool = score_pool([mentee()], [mentor(), Participant(id=3)], MENTORING, barred={barred})
    never_there = score_pool([mentee()], [Participant(id=3)], MENTORING)

    assert pool == never_there


def test_barring_a_pair_that_a_rule_removes_changes_nothing() -> None:
    asks, offers = mentee(managers=(2,)), mentor()

    assert score_pool([asks], [offers], MENTORING, barred={(1, 2)}) == score_pool(
        [asks], [offers], MENTORING
    )


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        ({"charm": 5}, "there is no rule charm"),
        ({"skills": -1}, "rule skills has weight -1"),
        ({"skills": float("nan")}, "rule skills has weight nan"),
        ({"skills": float("inf")}, "rule skills has weight inf"),
    ],
)
def test_refuses_unknown_rules_and_weights(rules: dict[str, Any], fault: str) -> None:
    with pytest.raises(BadRules, match=fault):
        RuleSet.weighed(rules)


def test_local_hours_become_utc_by_the_rules_of_each_day() -> None:
    monday_morning = ((0, 9 * 60, 12 * 60),)

    def first(
        zone: str, windows: tuple[tuple[int, int, int], ...], monday: date
    ) -> tuple[int, int]:
        return next(one for one in weekly_hours(zone, windows, monday) if one[1] > 0)

    assert first("Europe/Berlin", monday_morning, date(2026, 1, 5)) == (480, 660)
    assert first("Europe/Berlin", monday_morning, date(2026, 7, 6)) == (420, 600)
    assert first("Asia/Shanghai", ((1, 0, 60),), date(2026, 1, 5)) == (960, 1020)
    assert first("UTC", ((6, 23 * 60, 24 * 60),), date(2026, 1, 5)) == (10_020, 10_080)
    assert first("UTC", ((6, 22 * 60, 26 * 60),), date(2026, 1, 5)) == (-120, 120)


def test_a_change_of_the_clocks_inside_the_four_weeks_moves_the_later_windows() -> None:
    """Berlin changes on 29 March 2026, Shanghai never: one hour less together from then on."""
    mornings = tuple((day, 9 * 60, 12 * 60) for day in range(5))
    afternoons = tuple((day, 15 * 60, 18 * 60) for day in range(5))
    monday = date(2026, 3, 16)
    berlin = mentee(hours=half_hours(weekly_hours("Europe/Berlin", mornings, monday)))
    shanghai = mentor(hours=half_hours(weekly_hours("Asia/Shanghai", afternoons, monday)))

    assert facts("hours", berlin, shanghai) == {"minutes": 5 * (120 + 120 + 180 + 180) // 4}


def test_the_offset_of_a_zone_follows_the_day() -> None:
    assert utc_offset("Europe/Berlin", date(2026, 1, 5)) == 60
    assert utc_offset("Europe/Berlin", date(2026, 7, 6)) == 120
    assert utc_offset("Asia/Kolkata", date(2026, 7, 6)) == 330
