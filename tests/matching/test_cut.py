"""A large market is cut before it is solved, and the plan is the very one of the whole market."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from learning.matching.assignment import flows, network, solve
from learning.matching.problem import TERMS, Mentee, Mentor, Problem
from learning.matching.problem.pairs import GridPairs
from tests.matching.problems import ORDERS, problem, small_problems


def cut_to(best: int, sample: int, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(network.Market, "is_small", False)
    patch.setattr(network, "BEST_MENTORS", best)
    patch.setattr(network, "SAMPLED_MENTORS", sample)


def crowd(mentees: int, mentors: int, seed: int) -> Problem[int]:
    """Scores that many share, so that ties abound, and a quarter of the pairs not allowed."""
    chance = np.random.default_rng(seed)
    tenths = (100 * chance.integers(0, 10, (mentees, mentors))).astype(np.int16)
    tenths[chance.random((mentees, mentors)) < 0.25] = -1
    return Problem(
        tuple(Mentee(row, int(chance.integers(1, 3))) for row in range(mentees)),
        tuple(Mentor(row, int(chance.integers(0, 4))) for row in range(mentors)),
        GridPairs(range(mentees), range(mentors), tenths),
    )


@settings(deadline=None, max_examples=100)
@given(small_problems(most_people=9, most_pairs=60))
def test_the_cut_changes_nothing(given_problem: Problem[str]) -> None:
    whole = solve(given_problem)

    with pytest.MonkeyPatch.context() as patch:
        cut_to(1, 1, patch)
        assert solve(given_problem) == whole


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("seed", range(3))
def test_the_cut_changes_nothing_in_a_crowd(
    order: tuple[str, ...], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_problem = replace(crowd(60, 40, seed), objective=order)
    whole = solve(given_problem)

    cut_to(2, 2, monkeypatch)
    found = solve(given_problem)

    assert found == whole
    assert found.optimal


def test_without_the_proof_the_cut_would_leave_people_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the best of each alone collide, and only pricing finds the way round."""
    given_problem = problem(
        {(f"m{row}", f"t{place}"): 90.0 - place for row in range(8) for place in range(8)},
        {f"t{place}": 1 for place in range(8)},
    )
    cut_to(1, 0, monkeypatch)
    assert solve(given_problem).served == 8

    monkeypatch.setattr(flows._Descent, "_widen", lambda *_: False)
    assert solve(given_problem).served < 8


def test_the_plan_says_how_much_was_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    given_problem = crowd(60, 40, 1)
    whole = solve(given_problem).search
    cut_to(2, 2, monkeypatch)
    search = solve(given_problem).search

    assert whole is not None
    assert search is not None
    assert whole.listed == whole.considered == search.listed == len(given_problem.pairs)
    assert search.is_cut
    assert search.widened > 0


def test_a_watch_may_end_the_search_with_the_best_so_far() -> None:
    given_problem = crowd(30, 20, 1)
    heard = list[float]()

    def stop(share: float) -> bool:
        heard.append(share)
        return False

    stopped = solve(given_problem, stop)
    whole = solve(given_problem, lambda share: bool(heard.append(share)) or True)

    assert not stopped.optimal
    assert stopped.served == whole.served
    assert whole.optimal
    assert heard == sorted(heard)
    assert all(0 <= share <= 1 for share in heard)


def test_a_watch_hears_of_every_round_of_a_term(monkeypatch: pytest.MonkeyPatch) -> None:
    cut_to(1, 0, monkeypatch)
    heard = list[float]()

    found = solve(crowd(60, 40, 1), lambda share: bool(heard.append(share)) or True)

    between_terms = len(flows.terms(TERMS)) - 1
    assert found.search is not None
    assert found.search.widened > 1
    assert len(set(heard)) > between_terms + found.search.widened
