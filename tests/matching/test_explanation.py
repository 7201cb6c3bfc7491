"""Why somebody is left out, what else was possible, and what each term costs."""

from learning.matching.assignment import solve
from learning.matching.explanation import (
    TAKEN_OUT,
    Alternative,
    NextBest,
    WhyUnmatched,
    next_best,
    step_prices,
    why_unmatched,
)
from learning.matching.problem import Pair
from tests.matching.problems import problem

TINY = {
    ("Uma", "Ada"): 90.0,
    ("Uma", "Ben"): 60.0,
    ("Uma", "Dora"): 40.0,
    ("Vic", "Ada"): 85.0,
    ("Vic", "Ben"): 80.0,
    ("Wen", "Ada"): 80.0,
    ("Wen", "Cem"): 70.0,
    ("Xia", "Ada"): 75.0,
    ("Xia", "Ben"): 50.0,
    ("Xia", "Cem"): 20.0,
    ("Xia", "Dora"): 95.0,
    ("Yan", "Ben"): 30.0,
    ("Fay", "Dora"): 10.0,
}
PLACES = {"Ada": 3, "Ben": 2, "Cem": 1, "Dora": 1}


def test_each_term_before_the_score_has_its_price() -> None:
    """Solved by hand: 380 by score alone, 365 with all six served, 355 with an even load."""
    steps = step_prices(problem(TINY, PLACES))

    assert [(step.term, step.total_score, step.price) for step in steps] == [
        ("score", 380, 0),
        ("served", 365, 15),
        ("spread", 355, 10),
    ]
    assert [(step.served, step.mentors_used, step.spread) for step in steps] == [
        (5, 3, 11),
        (6, 3, 14),
        (6, 4, 10),
    ]


def test_a_term_after_the_score_costs_none() -> None:
    steps = step_prices(problem(TINY, PLACES, objective=("served", "score", "spread")))

    assert [step.term for step in steps] == ["score", "served"]


def test_the_last_price_is_that_of_the_plan_even_where_the_order_omits_the_score() -> None:
    served_alone = problem(TINY, PLACES, objective=("served", "spread"))

    assert step_prices(served_alone)[-1].total_score == solve(served_alone).total_score


def test_both_sides_of_a_pair_see_their_next_best_choice() -> None:
    given_problem = problem(TINY, PLACES)
    plan = solve(given_problem)
    assert ("Wen", "Cem") in {pair.key for pair in plan.pairs}

    found = next_best(given_problem, plan)

    assert set(found) == {pair.key for pair in plan.pairs}
    assert found["Wen", "Cem"] == NextBest(
        for_mentee=Alternative(Pair("Wen", "Ada", 80), is_open=True),
        for_mentor=Alternative(Pair("Xia", "Cem", 20), is_open=False),
    )
    assert found["Fay", "Dora"] == NextBest(
        for_mentee=None,
        for_mentor=Alternative(Pair("Xia", "Dora", 95), is_open=False),
    )


def test_a_forbidden_pair_is_nobodys_next_best_choice() -> None:
    scores = {("Uma", "Ada"): 90.0, ("Uma", "Ben"): 80.0, ("Vic", "Ada"): 70.0}
    given_problem = problem(
        scores, {"Ada": 1, "Ben": 0}, forbidden=frozenset({("Uma", "Ben"), ("Vic", "Ada")})
    )

    found = next_best(given_problem, solve(given_problem))

    assert found == {("Uma", "Ada"): NextBest(None, None)}


def test_the_unmatched_are_told_what_stood_in_the_way() -> None:
    scores = {
        ("Uma", "Ada"): 90.0,
        ("Vic", "Ada"): 80.0,
        ("Wen", "Paused"): 70.0,
        ("Xia", "Ada"): 60.0,
    }
    given_problem = problem(
        scores, {"Ada": 1, "Paused": 0}, {"Yan": 1}, forbidden=frozenset({("Xia", "Ada")})
    )
    removed_by = {"Vic": ("languages",), "Yan": ("reporting_line", "languages")}

    assert why_unmatched(given_problem, solve(given_problem), removed_by) == (
        WhyUnmatched("Vic", "contested", 1, ()),
        WhyUnmatched("Wen", "no_seat", 1, ()),
        WhyUnmatched("Xia", "excluded", 0, (TAKEN_OUT,)),
        WhyUnmatched("Yan", "excluded", 0, ("reporting_line", "languages")),
    )
