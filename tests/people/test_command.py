"""`people import`: what it prints, writes and leaves behind."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import func, select

from learning.people.models import Person
from tests.factories.people import roster


@pytest.fixture
def run(app, db):
    """The command, as its caller sees it."""
    runner = app.test_cli_runner()
    return lambda *arguments: runner.invoke(args=["people", "import", *map(str, arguments)])


def kept(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "people.csv"
    path.write_bytes(roster(*rows)().read())
    return path


def last_line(result) -> str:
    return result.stdout.splitlines()[-1]


def headcount(db) -> int:
    return db.scalar(select(func.count(Person.id)))


def test_the_last_line_counts_and_progress_stays_out_of_it(run, tmp_path):
    path = kept(tmp_path, {}, {"employee_id": "E2"}, {"employee_id": "E3", "email": "no"})

    first, second = run(path), run(path)

    assert (first.exit_code, first.stdout) == (0, "created=2 updated=0 unchanged=0 refused=1\n")
    assert last_line(second) == "created=0 updated=0 unchanged=2 refused=1"
    assert "100%" in first.stderr
    assert "line 4, email: bad_email. This is no e-mail address. (no)" in first.stderr


def test_findings_are_written_in_full(run, tmp_path):
    out = tmp_path / "findings.csv"

    run(kept(tmp_path, {"name": "=1+1"}), "--findings", out)

    with out.open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["file", "line", "column", "code", "value"],
            ["people.csv", "2", "name", "formula", "=1+1"],
        ]


def test_a_dry_run_changes_nothing(run, tmp_path, db):
    result = run(kept(tmp_path, {}), "--dry-run")

    assert last_line(result) == "created=1 updated=0 unchanged=0 refused=0"
    assert headcount(db) == 0


def test_only_full_deactivates(run, tmp_path, db):
    run(kept(tmp_path, {}, {"employee_id": "E2"}))

    result = run(kept(tmp_path, {}), "--full")

    assert "1 deactivated" in result.stderr
    gone = db.scalars(select(Person.employee_id).where(Person.deactivated_at.is_not(None)))
    assert gone.all() == ["E2"]


def test_full_says_when_nobody_can_be_called_missing(run, tmp_path):
    run(kept(tmp_path, {}))

    result = run(
        kept(tmp_path, {"employee_id": ""}, {"employee_id": "", "email": "x@y.example"}), "--full"
    )

    assert "Nobody was deactivated" in result.stderr


def test_an_unreadable_file_ends_in_a_clear_line(run, tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(b"")

    result = run(path)

    assert result.exit_code == 1
    assert last_line(result) == "created=0 updated=0 unchanged=0 refused=1"
    assert "line 1: empty_file. The file is empty." in result.stderr


def test_findings_that_cannot_be_written_stop_the_work_before_it_begins(run, tmp_path, db):
    result = run(kept(tmp_path, {}), "--findings", tmp_path / "nowhere" / "findings.csv")

    assert result.exit_code == 2
    assert "cannot write" in result.stderr
    assert headcount(db) == 0


def test_a_file_that_is_not_there_is_named(run, tmp_path):
    result = run(tmp_path / "nowhere.csv")

    assert result.exit_code == 2
    assert "nowhere.csv" in result.stderr
