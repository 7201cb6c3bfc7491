"""Problems and results as JSON files, plain or compressed with gzip.

    PROBLEM  {"mentees": [{"id", "wants": 1}], "mentors": [{"id", "capacity"}],
              "pairs": [{"mentee", "mentor", "score"}], "objective": ["served", "spread", "score"],
              "locked": [{"mentee", "mentor"}], "forbidden": [{"mentee", "mentor"}],
              "kept": [{"mentee", "mentor"}]}
    RESULT   {"pairs": [{"mentee", "mentor", "score"}], "served", "mentors_used", "total_score",
              "optimal", "seconds", "unmatched": [{"mentee", "reason"}]}

`wants` (1), `objective` (all three), `locked`, `forbidden` and `kept` (none) may be
missing.
"""

import gzip
import json
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from learning.matching.problem.values import (
    TERMS,
    BadProblem,
    Id,
    Mentee,
    Mentor,
    Pair,
    Plan,
    Problem,
    is_score,
)

_REQUIRED = object()


def read_problem(path: Path, objective: Sequence[str] | None = None) -> Problem[int | str]:
    """The problem in the file; an `objective` given replaces the file's own. Raises BadProblem."""
    try:
        content = path.read_bytes()
        document = json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)
    except (OSError, EOFError, zlib.error) as error:
        raise BadProblem(f"{path.name} cannot be read: {error}") from error
    except (ValueError, RecursionError) as error:
        raise BadProblem(f"{path.name} is not JSON: {error}") from error
    if isinstance(document, dict) and objective is not None:
        document = {**document, "objective": list(objective)}
    return parse_problem(document)


def parse_problem(document: object) -> Problem[int | str]:
    """The problem a JSON document describes. Raises BadProblem."""
    if not isinstance(document, dict):
        raise BadProblem("the problem is not an object with mentees, mentors and pairs")
    objective = document.get("objective", list(TERMS))
    if not isinstance(objective, list):
        raise BadProblem("the objective is not a list")
    mentees = tuple(
        Mentee(_value("mentee", row, "id"), _value("mentee", row, "wants", 1))
        for row in _rows(document, "mentees")
    )
    mentors = tuple(
        Mentor(_value("mentor", row, "id"), _value("mentor", row, "capacity"))
        for row in _rows(document, "mentors")
    )
    return Problem(
        mentees=mentees,
        mentors=mentors,
        pairs=_pairs(_rows(document, "pairs"), mentees, mentors),
        objective=tuple(objective),
        locked=frozenset(_key("locked pair", row) for row in _rows(document, "locked", [])),
        forbidden=frozenset(
            _key("forbidden pair", row) for row in _rows(document, "forbidden", [])
        ),
        kept=frozenset(_key("kept pair", row) for row in _rows(document, "kept", [])),
    )


def problem_document(problem: Problem[Id]) -> dict[str, Any]:
    """The problem as `parse_problem` reads it: what a published run keeps to be recomputed."""
    return {
        "mentees": [{"id": mentee.id, "wants": mentee.wants} for mentee in problem.mentees],
        "mentors": [{"id": mentor.id, "capacity": mentor.capacity} for mentor in problem.mentors],
        "pairs": [_pair_document(pair) for pair in problem.pairs],
        "objective": list(problem.objective),
        **{
            name: [{"mentee": key[0], "mentor": key[1]} for key in _in_order(keys)]
            for name, keys in (
                ("locked", problem.locked),
                ("forbidden", problem.forbidden),
                ("kept", problem.kept),
            )
        },
    }


def result_document(plan: Plan[Id], seconds: float) -> dict[str, Any]:
    """The plan as a RESULT; `seconds` is what the caller measured."""
    return {
        "pairs": [_pair_document(pair) for pair in plan.pairs],
        "served": plan.served,
        "mentors_used": plan.mentors_used,
        "total_score": plan.total_score,
        "optimal": plan.optimal,
        "seconds": round(seconds, 3),
        "unmatched": [{"mentee": left.mentee, "reason": left.reason} for left in plan.unmatched],
    }


def write_result(path: Path, plan: Plan[Id], seconds: float) -> None:
    """Write the RESULT whole or not at all: beside the file first, then in its place."""
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(json.dumps(result_document(plan, seconds)) + "\n", encoding="utf-8")
    draft.replace(path)


def _pairs(
    rows: list[Any], mentees: Sequence[Mentee[Any]], mentors: Sequence[Mentor[Any]]
) -> Sequence[Pair[Any]]:
    """All pairs at once as columns; if anything is wrong, one by one, so that it is named."""
    import numpy as np  # noqa: PLC0415  (slow to load)

    from learning.matching.problem.pairs import ListedPairs  # noqa: PLC0415  (loads NumPy)

    def one_by_one() -> Sequence[Pair[Any]]:
        return tuple(Pair(*_key("pair", row), _value("pair", row, "score")) for row in rows)

    try:
        mentee_at = {mentee.id: row for row, mentee in enumerate(mentees)}
        mentor_at = {mentor.id: row for row, mentor in enumerate(mentors)}
        mentee_of = np.fromiter((mentee_at[row["mentee"]] for row in rows), np.int64, len(rows))
        mentor_of = np.fromiter((mentor_at[row["mentor"]] for row in rows), np.int64, len(rows))
        listed = [row["score"] for row in rows]
    except (KeyError, TypeError):
        return one_by_one()
    is_twice = len(np.unique(mentee_of * len(mentors) + mentor_of)) < len(rows)
    if is_twice or not all(map(is_score, listed)):
        return one_by_one()
    ids = [mentee.id for mentee in mentees], [mentor.id for mentor in mentors]
    return ListedPairs(*ids, mentee_of, mentor_of, listed)


def _rows(document: Mapping[str, Any], name: str, default: object = _REQUIRED) -> list[Any]:
    rows = document.get(name, default)
    if not isinstance(rows, list):
        raise BadProblem(f"the problem has no list of {name}")
    return rows


def _value(what: str, row: object, name: str, default: object = _REQUIRED) -> Any:
    value = row.get(name, default) if isinstance(row, dict) else _REQUIRED
    if value is _REQUIRED:
        raise BadProblem(f"the {what} {json.dumps(row)[:100]} has no {name}")
    return value


def _key(what: str, row: object) -> tuple[Any, Any]:
    key = _value(what, row, "mentee"), _value(what, row, "mentor")
    for person in key:
        if not isinstance(person, int | str):
            raise BadProblem(f"the {what} {json.dumps(row)[:100]} names nobody")
    return key


def _pair_document(pair: Pair[Id]) -> dict[str, Any]:
    return {"mentee": pair.mentee, "mentor": pair.mentor, "score": pair.score}


def _in_order(keys: frozenset[tuple[Id, Id]]) -> list[tuple[Id, Id]]:
    return sorted(keys, key=lambda key: (str(key[0]), str(key[1])))
