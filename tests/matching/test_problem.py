"""A problem that contradicts itself is refused in one line; files say what they are asked to."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from learning.matching.assignment import solve
from learning.matching.problem import (
    BadProblem,
    Problem,
    parse_problem,
    problem_document,
    read_problem,
    result_document,
    write_result,
)
from tests.matching.problems import problem, small_problems


def document(**changes: Any) -> dict[str, Any]:
    return {
        "mentees": [{"id": "Uma"}, {"id": "Vic", "wants": 2}],
        "mentors": [{"id": "Ada", "capacity": 1}, {"id": "Ben", "capacity": 0}],
        "pairs": [{"mentee": "Uma", "mentor": "Ada", "score": 90}],
        "objective": ["served", "spread", "score"],
        **changes,
    }


def pairs(*scores: Any) -> list[dict[str, Any]]:
    return [{"mentee": "Uma", "mentor": "Ada", "score": score} for score in scores]


BAD = [
    ({"mentees": [{"id": "Uma"}, {"id": "Uma"}]}, "mentee Uma stands twice"),
    ({"mentors": [{"id": "Ada", "capacity": 1}] * 2}, "mentor Ada stands twice"),
    ({"mentors": [{"id": "Ada", "capacity": -1}]}, "mentor Ada has capacity -1"),
    ({"mentors": [{"id": "Ada", "capacity": 1.5}]}, "mentor Ada has capacity 1.5"),
    ({"mentors": [{"id": "Ada", "capacity": True}]}, "mentor Ada has capacity True"),
    ({"mentors": [{"id": "Ada"}]}, 'the mentor {"id": "Ada"} has no capacity'),
    ({"mentors": ["Ada"]}, 'the mentor "Ada" has no id'),
    ({"mentees": [{"id": "Uma", "wants": 0}]}, "mentee Uma wants 0 mentors"),
    ({"mentees": [{"id": None}]}, "a mentee has id None, which is neither text nor a number"),
    ({"mentees": [{"id": ["Uma"]}]}, "a mentee has id ['Uma'], which is neither text nor a number"),
    ({"mentees": {"Uma": 1}}, "the problem has no list of mentees"),
    (
        {"pairs": [{"mentee": "Uma", "mentor": "Eve", "score": 1}]},
        "a pair names mentor Eve, who is not listed",
    ),
    (
        {"pairs": [{"mentee": "Eve", "mentor": "Ada", "score": 1}]},
        "a pair names mentee Eve, who is not listed",
    ),
    (
        {"pairs": [{"mentee": ["Uma"], "mentor": "Ada", "score": 1}]},
        'the pair {"mentee": ["Uma"], "mentor": "Ada", "score": 1} names nobody',
    ),
    ({"pairs": pairs(1, 2)}, "the pair Uma, Ada stands twice"),
    ({"pairs": pairs(-1)}, "the pair Uma, Ada has score -1"),
    ({"pairs": pairs(float("nan"))}, "the pair Uma, Ada has score nan"),
    ({"pairs": pairs(float("inf"))}, "the pair Uma, Ada has score inf"),
    ({"pairs": pairs("90")}, "the pair Uma, Ada has score 90"),
    ({"pairs": pairs(None)}, "the pair Uma, Ada has score None"),
    (
        {"objective": ["served", "speed"]},
        "the objective names speed, which is none of served, spread, score",
    ),
    ({"objective": ["served", "served"]}, "the objective names served twice"),
    (
        {"objective": ["spread", "served"]},
        "the objective names spread, which comes only after served",
    ),
    ({"objective": []}, "the objective names no term"),
    ({"objective": "score"}, "the objective is not a list"),
    (
        {"objective": [["score"]]},
        "the objective names ['score'], which is none of served, spread, score",
    ),
    (
        {"locked": [{"mentee": "Vic", "mentor": "Ada"}]},
        "the locked pair Vic, Ada is not among the pairs",
    ),
    (
        {
            "locked": [{"mentee": "Uma", "mentor": "Ada"}],
            "forbidden": [{"mentee": "Uma", "mentor": "Ada"}],
        },
        "the pair Uma, Ada is both locked and forbidden",
    ),
    (
        {
            "pairs": [{"mentee": "Uma", "mentor": "Ben", "score": 1}],
            "locked": [{"mentee": "Uma", "mentor": "Ben"}],
        },
        "mentor Ben has more locked pairs than places",
    ),
    (
        {
            "mentors": [{"id": "Ada", "capacity": 1}, {"id": "Ben", "capacity": 1}],
            "pairs": [{"mentee": "Uma", "mentor": mentor, "score": 1} for mentor in ("Ada", "Ben")],
            "locked": [{"mentee": "Uma", "mentor": mentor} for mentor in ("Ada", "Ben")],
        },
        "mentee Uma has more locked pairs than wanted mentors",
    ),
    (
        {"forbidden": [{"mentee": "Uma", "mentor": "Eve"}]},
        "a forbidden pair names mentor Eve, who is not listed",
    ),
    ({"mentees": [{"id": "two\nlines"}] * 2}, "mentee two lines stands twice"),
]


@pytest.mark.parametrize(("changes", "fault"), BAD, ids=[fault for _, fault in BAD])
def test_refuses_a_bad_problem_and_names_the_entry(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(BadProblem) as refusal:
        parse_problem(document(**changes))

    assert str(refusal.value) == fault


def test_refuses_the_bad_development_problems_with_the_known_faults(
    development_problems: Path,
) -> None:
    known = json.loads((development_problems / "OPTIMA.json").read_text())["refused"]

    for file, fault in known.items():
        with pytest.raises(BadProblem) as refusal:
            read_problem(development_problems / file)
        assert str(refusal.value) == fault


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("p.json", b"{", "p.json is not JSON"),
        ("p.json", b"\xff\xfe\xff", "p.json is not JSON"),
        ("p.json", b"[" * 100_000, "p.json is not JSON"),
        ("p.json", b"[]", "the problem is not an object"),
        ("p.json.gz", b"plain", "p.json.gz cannot be read"),
        ("p.json.gz", gzip.compress(b"{}" * 100, mtime=0)[:-9], "p.json.gz cannot be read"),
    ],
)
def test_refuses_a_file_that_holds_no_problem(
    tmp_path: Path, name: str, content: bytes, fault: str
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(BadProblem, match=f"^{fault}") as refusal:
        read_problem(tmp_path / name)

    assert "\n" not in str(refusal.value)


def test_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadProblem, match=r"^p\.json cannot be read"):
        read_problem(tmp_path / "p.json")


def test_an_objective_given_replaces_the_one_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text(json.dumps(document(objective=["nonsense"])))

    assert read_problem(path, ["served", "score"]).objective == ("served", "score")


def test_what_may_be_missing_has_its_documented_value() -> None:
    bare = document()
    del bare["objective"]

    read = parse_problem(bare)

    assert read.mentees[0].wants == 1
    assert read.objective == ("served", "spread", "score")
    assert not read.locked | read.forbidden


@settings(deadline=None)
@given(small_problems())
def test_a_problem_written_is_the_problem_read(given_problem: Problem[str]) -> None:
    written = json.dumps(problem_document(given_problem))

    assert parse_problem(json.loads(written)) == given_problem


def test_a_result_has_the_documented_form(tmp_path: Path) -> None:
    plan = solve(problem({("Uma", "Ada"): 90, ("Vic", "Ada"): 80.5}, {"Ada": 1}))

    write_result(tmp_path / "r.json", plan, seconds=0.12345)

    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]
    assert json.loads((tmp_path / "r.json").read_text()) == result_document(plan, 0.12345)
    assert result_document(plan, 0.12345) == {
        "pairs": [{"mentee": "Uma", "mentor": "Ada", "score": 90}],
        "served": 1,
        "mentors_used": 1,
        "total_score": 90.0,
        "optimal": True,
        "seconds": 0.123,
        "unmatched": [{"mentee": "Vic", "reason": "contested"}],
    }
