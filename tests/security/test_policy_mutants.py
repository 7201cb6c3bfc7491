"""Promise 2: the tests of access have teeth. Each policy is made wrong; some test must see it.

First the generated test of the authorization table is played with the feature's routes that ask
the policy; where all of it stays green, the feature's own tests must turn red. A predicate is
plain Python and wrong on either database, so one of them is enough here.
"""

import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

from tests.architecture import test_access as table
from tests.architecture.test_access import writes
from tests.security import mutants

ROOT = Path(__file__).parents[2]

assert writes  # a fixture, by its name


@pytest.fixture
def is_green(app, db, writes):
    """Whether a route still answers as the table says."""

    def play(endpoint: str, method: str) -> bool:
        try:
            table.test_access(app, db, writes, endpoint, method)
        except pytest.skip.Exception:
            return True
        except Exception:
            db.rollback()
            return False
        return True

    return play


def feature_of(module: str) -> str:
    return module.split(".")[1]


_asked: dict[tuple[str, str], set[tuple[str, str]]] = {}


@pytest.fixture
def routes_that_ask(is_green):
    """The routes of a feature that ask this predicate; those already red would see nothing."""

    def find(module: str, name: str) -> list[tuple[str, str]]:
        mine = [case for case in table.CASES if case[0].split(".")[0] == feature_of(module)]
        for case in mine:
            if case not in _asked:
                with mutants.asked() as found:
                    _asked[case] = found if is_green(*case) else set()
        return [case for case in mine if (module, name) in _asked[case]]

    return find


def run_tests(tests: list[str], **environment: str) -> int:
    """How a run of these tests in a process of its own ends."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "tests.security.mutants"]
    command += ["-p", "tests.selection", *tests]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, check=False
    ).returncode


@cache
def own_tests(feature: str) -> dict[str, list[str]]:
    """The feature's own tests by the policy they ask; with the right ones all are green."""
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "asked.json"
        assert run_tests([f"tests/{feature}"], ASKED=str(asked)) == 0
        found: dict[str, list[str]] = json.loads(asked.read_text())
    return found


def own_tests_fail(module: str, name: str, wrong: str) -> bool:
    tests = own_tests(feature_of(module)).get(f"{module}:{name}")
    return bool(tests) and run_tests(tests, MUTANT=f"{module}:{name}:{wrong}") == 1


@pytest.mark.full
@pytest.mark.sqlite
@pytest.mark.parametrize("wrong", mutants.WRONGS)
@pytest.mark.parametrize(("module", "name"), mutants.predicates())
def test_no_wrong_policy_goes_unseen(is_green, routes_that_ask, module, name, wrong):
    for case in routes_that_ask(module, name):
        with mutants.mutated(module, name, wrong):
            if not is_green(*case):
                return

    assert own_tests_fail(module, name, wrong), f"{module}.{name} may be {wrong!r}: no test sees it"


def test_every_feature_with_pages_has_predicates_to_mutate():
    found = {feature_of(module) for module, _ in mutants.predicates()}

    assert {"administration", "identity", "mentoring", "people", "programmes"} <= found


@pytest.mark.parametrize(
    ("module", "name", "wrong", "case"),
    [
        ("learning.identity.policy", "can_end_sign_in", "always", "identity.end_sign_in"),
        ("learning.administration.policy", "can_administer", "opposite", "administration.outbox"),
        ("learning.administration.policy", "can_change", "never", "administration.take_role_back"),
    ],
)
def test_a_wrong_policy_turns_the_table_red(is_green, module, name, wrong, case):
    """A few of them in every run, with the control that the right one is green."""
    method = "GET" if case.endswith("outbox") else "POST"
    assert is_green(case, method)

    with mutants.mutated(module, name, wrong):
        assert not is_green(case, method)
    assert is_green(case, method)
