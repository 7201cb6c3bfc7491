"""`matching solve` reads a problem and writes a result, or one line and nothing."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from learning.cli.matching import matching

PROBLEM = {
    "mentees": [{"id": "Uma"}, {"id": "Vic"}],
    "mentors": [{"id": "Ada", "capacity": 1}, {"id": "Ben", "capacity": 1}],
    "pairs": [
        {"mentee": "Uma", "mentor": "Ada", "score": 90},
        {"mentee": "Uma", "mentor": "Ben", "score": 10},
        {"mentee": "Vic", "mentor": "Ada", "score": 20},
    ],
}


@pytest.fixture
def solve(app, tmp_path):
    def run(document, *options, name="p.json"):
        content = json.dumps(document).encode()
        path = tmp_path / name
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        out = tmp_path / "result.json"
        told = app.test_cli_runner().invoke(
            matching, ["solve", str(path), "--out", str(out), *options]
        )
        return told, json.loads(out.read_text()) if out.exists() else None

    return run


@pytest.mark.parametrize("name", ["p.json", "p.json.gz"])
def test_writes_the_best_plan(solve, name):
    told, result = solve(PROBLEM, name=name)

    assert told.exit_code == 0
    assert (result["served"], result["total_score"], result["optimal"]) == (2, 30, True)
    assert told.output.startswith("served=2 mentors_used=2 total_score=30")


def test_the_order_given_replaces_that_of_the_file(solve):
    _told, result = solve(PROBLEM, "--objective", "score")

    assert (result["served"], result["total_score"]) == (1, 90)
    assert result["unmatched"] == [{"mentee": "Vic", "reason": "contested"}]


@pytest.mark.parametrize(
    ("changes", "options", "fault"),
    [
        ({"mentors": [{"id": "Ada", "capacity": -1}]}, [], "mentor Ada has capacity -1"),
        ({"mentees": [{"id": "Uma"}] * 2}, [], "mentee Uma stands twice"),
        ({}, ["--objective", "luck"], "the objective names luck, which is none of"),
        ({}, ["--objective", ""], "the objective names , which is none of"),
    ],
)
def test_a_bad_problem_ends_in_one_line_and_writes_nothing(solve, changes, options, fault):
    told, result = solve(PROBLEM | changes, *options)

    assert told.exit_code == 1
    assert result is None
    assert told.stdout == ""
    assert told.stderr.startswith(fault)
    assert told.stderr.count("\n") == 1


def test_a_place_that_cannot_be_written_is_named(solve, tmp_path):
    told = solve(PROBLEM, "--out", str(tmp_path / "missing" / "r.json"))[0]

    assert told.exit_code == 1
    assert "cannot be written" in told.stderr


def test_the_checker_agrees_on_every_problem_and_order(app, development_problems: Path, tmp_path):
    known = json.loads((development_problems / "OPTIMA.json").read_text())["problems"]
    out = tmp_path / "result.json"
    for file, optima in known.items():
        for order in optima["objectives"]:
            problem = str(development_problems / file)
            options = ["solve", problem, "--out", str(out), "--objective", order]
            assert app.test_cli_runner().invoke(matching, options).exit_code == 0
            checker = [sys.executable, str(development_problems / "check.py"), problem, str(out)]
            told = subprocess.run(
                [*checker, "--objective", order], check=False, capture_output=True, text=True
            )
            assert told.returncode == 0, told.stdout
