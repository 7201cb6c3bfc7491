"""What is told of a plan as a whole: bottlenecks, fairness, simpler plans, changes, re-matching."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.matching.assignment import most_served, solve
from learning.matching.explanation import (
    Bottleneck,
    Outcome,
    WishesGranted,
    bottlenecks,
    changes,
    fairness,
    first_come,
    load_distribution,
    random_plan,
    wishes_granted,
)
from learning.matching.problem import Mentee, Mentor, Problem
from learning.matching.scoring import MUST, Participant, Rule, RuleSet, score_pool
from tests.matching.problems import every_plan, problem, small_problems, worth


def keys(plan):
    return {pair.key for pair in plan.pairs}


def matched(mentees, mentors, rules, places, barred=()):
    """The problem of these people, and its plan."""
    pool = score_pool(mentees, mentors, rules, barred=barred)
    given_problem = Problem(
        tuple(Mentee(one.id) for one in mentees),
        tuple(Mentor(one.id, places) for one in mentors),
        pool.pairs,
    )
    return given_problem, solve(given_problem), pool


def test_a_rule_that_keeps_people_out_is_a_bottleneck():
    english, russian = frozenset({"en"}), frozenset({"ru"})
    mentees = [Participant(id=1, languages=english), Participant(id=2, languages=russian)]
    mentors = [Participant(id=11, languages=english), Participant(id=12, languages=english)]
    rules = RuleSet((Rule("languages", MUST),))
    given_problem, plan, pool = matched(mentees, mentors, rules, places=1)

    found = bottlenecks(mentees, mentors, rules, given_problem, plan, removed_by=pool.removed_by)

    assert found == (Bottleneck("rule", "languages", more=1),)


def test_a_scarce_skill_is_a_bottleneck_and_says_how_many_a_place_more_would_serve():
    mentees = [Participant(id=one, wants={"Go": 1}) for one in range(4)]
    mentors = [Participant(id=one, teaches={"Go": 3}) for one in (11, 12)]
    mentors.append(Participant(id=13, teaches={"Chess": 3}))
    rules = RuleSet((Rule("skills", MUST),))
    given_problem, plan, _pool = matched(mentees, mentors, rules, places=1)

    [rule, skill] = bottlenecks(mentees, mentors, rules, given_problem, plan)

    assert skill == Bottleneck("skill", "Go", more=2, mentors=2, left_out=2) or (
        rule == Bottleneck("skill", "Go", more=2, mentors=2, left_out=2)
    )
    assert Bottleneck("rule", "skills", more=1) in (rule, skill)


def test_where_everybody_is_served_there_is_no_bottleneck():
    people = [Participant(id=1)], [Participant(id=11)]
    rules = RuleSet((Rule("skills", 5),))
    given_problem, plan, _pool = matched(*people, rules, places=1)

    assert bottlenecks(*people, rules, given_problem, plan) == ()


def test_a_private_bar_shows_in_no_bottleneck():
    """With the mentor barred for one of two, all figures are those of a pool without that pair."""
    mentees = [Participant(id=1, wants={"Go": 1}), Participant(id=2, wants={"Go": 1})]
    mentors = [Participant(id=11, teaches={"Go": 3})]
    rules = RuleSet((Rule("skills", MUST), Rule("languages", MUST, relax=1)))
    barred = {(1, 11)}
    given_problem, plan, _pool = matched(mentees, mentors, rules, 2, barred)

    assert bottlenecks(mentees, mentors, rules, given_problem, plan, barred=barred) == ()


@settings(deadline=None, max_examples=60)
@given(small_problems(), st.integers(0, 3))
def test_most_served_is_what_the_best_plan_serves(given_problem, more):
    served_first = replace(given_problem, objective=("served",))
    roomier = {mentor.id: mentor.capacity + more for mentor in given_problem.mentors}
    grown = replace(
        served_first,
        mentors=tuple(Mentor(person, places) for person, places in roomier.items()),
    )

    counts = most_served(given_problem, [{}, roomier])

    assert counts == [solve(served_first).served, solve(grown).served]


def outcomes(field, group, served, people, score=60.0):
    return [Outcome({field: group}, score if number < served else None) for number in range(people)]


def test_a_group_served_less_by_more_than_ten_points_is_flagged():
    found = fairness(outcomes("site", "Berlin", 10, 10) + outcomes("site", "Pune", 6, 10))

    assert [(one.group, one.people, one.share, one.is_flagged) for one in found] == [
        ("Berlin", 10, 100.0, True),
        ("Pune", 10, 60.0, True),
    ]
    near = fairness(outcomes("site", "Berlin", 10, 10) + outcomes("site", "Pune", 8, 10))
    assert not any(one.is_flagged for one in near)


def test_a_gap_in_scores_is_flagged_too():
    found = fairness(
        outcomes("site", "Berlin", 6, 6, score=90) + outcomes("site", "Pune", 6, 6, score=60)
    )

    assert [(one.score_gap, one.is_flagged) for one in found] == [(15, True), (-15, True)]


def test_groups_of_fewer_than_five_are_put_together_with_enough_others():
    found = fairness(
        outcomes("site", "Berlin", 9, 9)
        + outcomes("site", "Pune", 6, 6)
        + outcomes("site", "Oslo", 1, 2)
        + outcomes("site", "Rome", 1, 1)
    )

    assert [(one.group, one.people) for one in found] == [("Berlin", 9), (None, 9)]


@pytest.mark.parametrize("sizes", [(20,), (4, 3), (9, 4), (2, 1)])
def test_no_group_that_is_told_is_smaller_than_five(sizes):
    everybody = [
        one for name, size in enumerate(sizes) for one in outcomes("site", str(name), size, size)
    ]

    assert all(one.people >= 5 for one in fairness(everybody))


def test_nothing_is_told_of_nobody():
    assert fairness([]) == ()


def test_loads_and_wishes_are_counted():
    given_problem = problem(
        {("Uma", "Ada"): 9.0, ("Vic", "Ada"): 8.0, ("Wen", "Ben"): 7.0},
        {"Ada": 2, "Ben": 1, "Cem": 1, "Paused": 0},
    )
    plan = solve(given_problem)

    assert load_distribution(given_problem, plan) == {0: 1, 1: 1, 2: 1}
    wishes = {"Uma": ("Ada",), "Vic": ("Ben", "Ada"), "Wen": (), "Xia": ("Cem",)}
    assert wishes_granted(wishes, plan) == WishesGranted(people=3, first=1, some=2)


def test_first_come_lets_the_early_take_what_the_late_need():
    scores = {("Uma", "Ada"): 90.0, ("Uma", "Ben"): 80.0, ("Vic", "Ada"): 70.0}
    given_problem = problem(scores, {"Ada": 1, "Ben": 1})

    assert keys(first_come(given_problem)) == {("Uma", "Ada")}
    assert solve(given_problem).served == 2


@settings(deadline=None, max_examples=60)
@given(small_problems(most_people=6, most_pairs=20), st.integers(0, 99))
def test_simpler_plans_keep_the_rules_and_are_never_better(given_problem, seed):
    best = solve(given_problem)

    for plan in (first_come(given_problem), random_plan(given_problem, seed)):
        assert keys(plan) >= given_problem.locked
        assert not keys(plan) & given_problem.forbidden
        assert worth(given_problem, keys(plan)) <= worth(given_problem, keys(best))
        for mentor in given_problem.mentors:
            assert sum(pair.mentor == mentor.id for pair in plan.pairs) <= mentor.capacity
        for mentee in given_problem.mentees:
            assert sum(pair.mentee == mentee.id for pair in plan.pairs) <= mentee.wants
    assert random_plan(given_problem, seed) == random_plan(given_problem, seed)


def test_changes_name_who_stays_who_moves_who_comes_and_who_goes():
    found = changes(
        [("Uma", "Ada"), ("Vic", "Ada"), ("Wen", "Ben")],
        [("Uma", "Ada"), ("Vic", "Ben"), ("Xia", "Ben")],
    )

    assert found.kept == {("Uma", "Ada")}
    assert [(move.mentee, move.before, move.after) for move in found.moves] == [
        ("Vic", ("Ada",), ("Ben",)),
        ("Wen", ("Ben",), ()),
        ("Xia", (), ("Ben",)),
    ]


def test_a_rematch_parts_nobody_for_a_better_score_or_an_even_load():
    scores = {("Uma", "Ada"): 10.0, ("Uma", "Ben"): 90.0, ("Vic", "Ada"): 50.0}
    running = frozenset({("Uma", "Ada"), ("Vic", "Ada")})

    plan = solve(problem(scores, {"Ada": 2, "Ben": 1}, kept=running))

    assert keys(plan) == running


def test_a_rematch_parts_somebody_where_nobody_else_could_be_served():
    scores = {("Uma", "Ada"): 10.0, ("Uma", "Ben"): 5.0, ("Vic", "Ada"): 50.0}

    plan = solve(problem(scores, {"Ada": 1, "Ben": 1}, kept=frozenset({("Uma", "Ada")})))

    assert keys(plan) == {("Uma", "Ben"), ("Vic", "Ada")}


@settings(deadline=None, max_examples=60)
@given(small_problems())
def test_no_plan_that_serves_as_many_keeps_more_pairs(given_problem):
    served_first = replace(given_problem, objective=("served", "spread", "score"))
    plan = solve(served_first)

    def served(pairs):
        return len({mentee for mentee, _ in pairs}), len(pairs)

    for other in every_plan(served_first):
        if served(other) == served(keys(plan)):
            assert len(other & served_first.kept) <= len(keys(plan) & served_first.kept)
