"""Reading a roster: the given files, and what each column may hold."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from learning.people.rules.roster import (
    COLUMNS,
    Company,
    Finding,
    Survey,
    is_email,
    rows,
    settle,
    survey,
)
from tests.conftest import settings_for
from tests.factories.people import roster

NOBODY = Company({}, {})


@pytest.fixture
def company_files(tmp_path: Path) -> Path:
    found: Path = settings_for("sqlite://", tmp_path)["SHARED_DIR"] / "data" / "company"
    if not found.is_dir():
        pytest.skip(f"{found} is missing: set SHARED_DIR to read the given files")
    return found


def looked_through(*given: dict[str, str], company: Company = NOBODY) -> Survey:
    with roster(*given)() as stream:
        found = survey(stream)
    settle(found, company)
    return found


def codes(*given: dict[str, str], company: Company = NOBODY) -> list[tuple[int, str, str]]:
    found = looked_through(*given, company=company).findings
    return [(finding.line, finding.column, finding.code) for finding in found]


def read(text: str | bytes) -> Survey:
    data = text if isinstance(text, bytes) else text.encode()
    found = survey(io.BytesIO(data))
    if not found.is_unreadable:
        settle(found, NOBODY)
    return found


HEADING = ",".join(COLUMNS)


def given_findings(folder: Path) -> Iterator[list[str]]:
    for name in ("", "-missing-column", "-encoding", "-nul", "-empty"):
        path = folder / f"bad-people{name}.csv"
        for found in read(path.read_bytes()).findings:
            yield [path.name, str(found.line), found.column, found.code, found.shown]


def test_bad_files_give_exactly_the_expected_findings(company_files):
    with (company_files / "bad-people.expected.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.reader(file))

    assert [expected[0], *given_findings(company_files)] == expected


@pytest.mark.parametrize(("name", "people"), [("people.csv", 1000), ("excel-people.csv", 4)])
def test_legal_files_are_taken_whole(company_files, name, people):
    data = (company_files / name).read_bytes()
    found = read(data)

    assert found.findings == []
    assert sum(1 for _row in rows(io.BytesIO(data), frozenset())) == people


def test_a_row_is_read_into_tidy_values():
    given = {
        "email": " Zoe.Smith@Demo.Example ",
        "name": "  Zoe\u0308  Smith ",
        "start_date": "2026-11-21",
        "languages": "de;EN;;de",
        "teaches": ";Python:4;  EXCEL ;excel:2;",
    }

    with roster(given)() as stream:
        [row] = rows(stream, frozenset())

    assert (row.email, row.name) == ("zoe.smith@demo.example", "Zoë Smith")
    assert row.started_on == date(2026, 11, 21)
    assert row.languages == ("de", "en")
    assert {key: (skill.name, skill.level) for key, skill in row.teaches.items()} == {
        "python": ("Python", 4),
        "excel": ("EXCEL", 2),
    }


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("languages", "de;french", "bad_language"),
        ("name", "Anna\u202egnaD", "control_character"),
        ("name", "x" * 201, "too_long"),
        ("teaches", "x" * 81, "too_long"),
        ("teaches", "Python:3;=1+1", "formula"),
        ("teaches", "Python:٣", "bad_level"),
        ("teaches", ":3", "bad_level"),
        ("job_title", "+49 30 123", "formula"),
        ("start_date", "20261121", "bad_date"),
        ("timezone", "../etc/passwd", "unknown_timezone"),
        ("name", "two\nlines", "control_character"),
    ],
)
def test_a_bad_field_is_named(column, value, code):
    assert codes({column: value}) == [(2, column, code)]


def test_every_fault_of_a_row_is_named_once_for_each_field():
    assert codes({"email": "nobody", "timezone": "Mars", "start_date": "soon"}) == [
        (2, "email", "bad_email"),
        (2, "timezone", "unknown_timezone"),
        (2, "start_date", "bad_date"),
    ]


@pytest.mark.parametrize(
    "address", ["a@b.example", "анна@почта.рф", "o'neil+tag@demo.example", "x_y@sub.b-c.example"]
)
def test_addresses_that_exist_are_taken(address):
    assert is_email(address)


@pytest.mark.parametrize(
    "address", ["@b.example", "a@b", "a..b@c.example", ".a@b.example", "a@-b.example", "a@b.c@d.e"]
)
def test_addresses_that_cannot_exist_are_refused(address):
    assert not is_email(address)


def test_lines_are_counted_as_an_editor_counts_them():
    text = f'{HEADING}\n\nE1,e1@d.example,"two\nlines",,,,,,,,,\nE2,bad,B,,,,,,,,,\n'

    found = read(text).findings

    assert [(one.line, one.code) for one in found] == [(3, "control_character"), (5, "bad_email")]


def test_a_field_without_end_stops_only_itself():
    endless = '"' + "x" * 200_000
    found = read(f"{HEADING}\n{endless}\nE2,e2@d.example,B,,,,,,,,,\n")

    assert [(one.line, one.code) for one in found.findings] == [(2, "too_long")]
    assert list(found.by_email) == ["e2@d.example"]


def test_columns_may_stand_in_any_order():
    names = list(reversed(COLUMNS))
    values = {"employee_id": "E1", "email": "e1@d.example", "name": "Anna"}
    text = ",".join(names) + "\n" + ",".join(values.get(name, "") for name in names)

    assert list(read(text).by_email) == ["e1@d.example"]


def test_a_heading_with_a_column_twice_is_refused():
    assert [one.code for one in read(f"{HEADING},email\n").findings] == ["duplicate_column"]


def test_a_file_in_another_encoding_is_refused_whole():
    found = read(f"{HEADING}\nE1,e1@d.example,Анна,,,,,,,,,\n".encode("utf-16"))

    assert [one.code for one in found.findings] == ["not_utf8"]
    assert found.is_unreadable


def test_an_empty_line_of_a_spreadsheet_is_no_row():
    assert read(f"{HEADING}\n,,,,,,,,,,,\n").findings == []


def test_a_manager_may_stand_after_their_people():
    assert codes({"manager_email": "e2@demo.example"}, {"employee_id": "E2"}) == []


def test_a_manager_who_is_here_already_is_known():
    company = Company({"boss@demo.example": None}, {})

    assert codes({"manager_email": "Boss@Demo.example"}, company=company) == []


def test_a_manager_whose_own_row_is_bad_stops_nobody_else():
    given = {"employee_id": "E2", "timezone": "Mars"}

    assert codes({"manager_email": "e2@demo.example"}, given) == [
        (3, "timezone", "unknown_timezone")
    ]


def test_a_circle_through_somebody_outside_the_file_is_found():
    company = Company({"boss@demo.example": "E9"}, {"boss@demo.example": "e1@demo.example"})

    assert codes({"manager_email": "boss@demo.example"}, company=company) == [
        (2, "manager_email", "manager_cycle")
    ]


def test_whoever_reports_into_a_circle_is_not_in_it():
    found = codes(
        {"employee_id": "E1", "manager_email": "e2@demo.example"},
        {"employee_id": "E2", "manager_email": "e3@demo.example"},
        {"employee_id": "E3", "manager_email": "e2@demo.example"},
    )

    assert [line for line, *_rest in found] == [3, 4]


def test_an_address_that_somebody_else_keeps_is_refused():
    company = Company({"e1@demo.example": "E9"}, {})

    assert codes({"employee_id": "E1"}, company=company) == [(2, "email", "duplicate_email")]


def test_two_people_may_swap_their_addresses():
    company = Company({"a@demo.example": "E1", "b@demo.example": "E2"}, {})

    assert (
        codes(
            {"employee_id": "E1", "email": "b@demo.example"},
            {"employee_id": "E2", "email": "a@demo.example"},
            company=company,
        )
        == []
    )


def test_refusing_one_row_keeps_the_address_that_another_wanted():
    company = Company({"a@demo.example": "E1", "b@demo.example": "E2", "c@demo.example": "E3"}, {})

    assert codes(
        {"employee_id": "E1", "email": "b@demo.example"},
        {"employee_id": "E2", "email": "c@demo.example"},
        company=company,
    ) == [(2, "email", "duplicate_email"), (3, "email", "duplicate_email")]


def test_what_cannot_be_printed_is_shown_as_an_escape():
    assert Finding(1, "name", "control_character", "a\u0007b\u2028c").shown == "a\\u0007b\\u2028c"


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("group: Shift,GROUP:shift", "duplicate_column"),
        ("group:", "bad_group"),
        ("group: =1+1", "bad_group"),
        (f"group: {'x' * 61}", "bad_group"),
    ],
)
def test_a_group_has_a_name_of_its_own(heading, code):
    found = read(f"{HEADING},{heading}\n").findings

    assert {finding.code for finding in found} == {code}


def test_a_group_is_looked_through_like_any_field():
    [finding] = looked_through({"group: Shift": "=1+1"}).findings

    assert (finding.column, finding.code) == ("group:Shift", "formula")
