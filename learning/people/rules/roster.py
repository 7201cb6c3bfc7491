"""Reading a roster of people from CSV: rows, and what is wrong with which of them.

A roster is read twice: once to look through it, keeping only who is in it and who leads whom, and
once more to take its good rows, so that memory does not grow with what stands in them. Addresses
and numbers, which are compared all the time, are kept once each (`intern`).
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from io import TextIOWrapper
from sys import intern
from typing import BinaryIO
from zoneinfo import available_timezones

from learning.i18n import _l
from learning.people.rules.skills import MAX_NAME, higher, skill_key
from learning.people.rules.text import tidy

COLUMNS = (
    "employee_id",
    "email",
    "name",
    "job_title",
    "department",
    "location",
    "timezone",
    "languages",
    "manager_email",
    "start_date",
    "teaches",
    "learns",
)
REQUIRED = ("employee_id", "email", "name")
GROUP = "group:"  # before the name of a field of the company's own, such as "group: Career stage"
MAX_LENGTH = 200
MAX_GROUP_NAME = 60
FORMULA = ("=", "+", "-", "@")
# Signs that turn the direction of text around, so that a name reads as another.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

CODES = {
    "missing_value": _l("This must not be empty."),
    "bad_email": _l("This is no e-mail address."),
    "bad_level": _l("A level is a whole number from 1 to 5."),
    "bad_date": _l("A date is written as year-month-day, such as 2026-11-21."),
    "bad_language": _l("A language is written as its code, such as en, ru or zh."),
    "unknown_timezone": _l("This time zone is unknown; use a name such as Europe/Berlin."),
    "unknown_manager": _l("Nobody has this address, neither in the file nor here."),
    "manager_cycle": _l("This person would be above themselves."),
    "duplicate_email": _l("Somebody else has this address already."),
    "duplicate_id": _l("An earlier row has this number already."),
    "formula": _l("This begins like a formula, which a spreadsheet would run after an export."),
    "control_character": _l("This holds a character that cannot be shown."),
    "too_long": _l("This is longer than we keep."),
    "too_few_fields": _l("The row has fewer fields than the heading."),
    "too_many_fields": _l("The row has more fields than the heading."),
    "missing_column": _l("The file lacks this column."),
    "duplicate_column": _l("The file has this column twice."),
    "bad_group": _l("After “group:” comes the name of the field, in 60 characters at most."),
    "not_utf8": _l("The file is not in UTF-8. Save it as “CSV UTF-8” and choose it again."),
    "empty_file": _l("The file is empty."),
}

_EMAIL = re.compile(
    r"""[^\s@"'(),:;<>\[\]\\.][^\s@"(),:;<>\[\]\\.]*(?:\.[^\s@"(),:;<>\[\]\\.]+)*"""
    r"@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_](?:[\w-]*[^\W_])?"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the line counts from 1, the heading; column and value may be empty."""

    line: int
    column: str
    code: str
    value: str = ""

    @property
    def shown(self) -> str:
        """The value with whatever cannot be printed written as an escape."""
        return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in self.value)


@dataclass(frozen=True, slots=True)
class Taught:
    """A skill as a roster names it; the level may be unsaid."""

    name: str
    level: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the roster, in tidy values."""

    line: int
    employee_id: str
    email: str
    name: str
    job_title: str
    department: str
    location: str
    timezone: str
    languages: tuple[str, ...]
    manager_email: str
    started_on: date | None
    teaches: dict[str, Taught]  # by key
    wants: dict[str, Taught]
    groups: dict[str, str] | None = None  # by field of the company's own; None where it has none


@dataclass(frozen=True, slots=True)
class Entry:
    """What looking through keeps of a row that can be read."""

    line: int
    employee_id: str
    manager_email: str


@dataclass
class Survey:
    """A roster looked through: who is in it, and what is wrong."""

    findings: list[Finding] = field(default_factory=list)
    by_email: dict[str, Entry] = field(default_factory=dict)  # rows that can be read
    emails: dict[str, str] = field(default_factory=dict)  # of every row → its employee_id
    ids: set[str] = field(default_factory=set)  # of every row
    nameless: list[str] = field(default_factory=list)  # addresses of rows without a number

    @property
    def is_unreadable(self) -> bool:
        """Nothing of the file can be taken: its heading or its encoding is wrong."""
        return any(finding.code in _WHOLE_FILE for finding in self.findings)

    def refused(self) -> frozenset[int]:
        """The lines that are not taken."""
        return frozenset(finding.line for finding in self.findings)

    def refuse(self, *findings: Finding) -> None:
        self.findings.extend(findings)
        lines = {finding.line for finding in findings}
        gone = [email for email, entry in self.by_email.items() if entry.line in lines]
        for email in gone:
            del self.by_email[email]

    def sort(self) -> None:
        """Findings in the order of the file."""
        self.findings.sort(key=lambda found: (found.line, _position(found.column)))


@dataclass(frozen=True)
class Company:
    """Who is here already: addresses in lower case, and the number the roster knows people by."""

    numbers: Mapping[str, str | None]  # address → employee_id
    managers: Mapping[str, str]  # address → the manager's address


_WHOLE_FILE = {"missing_column", "duplicate_column", "bad_group", "not_utf8", "empty_file"}


def _position(column: str) -> int:
    return COLUMNS.index(column) if column in COLUMNS else -1


def survey(stream: BinaryIO) -> Survey:
    """Look through the whole file. Faults that need to know the company come with `settle`."""
    result = Survey()
    for line, values, findings in _records(stream):
        row = None
        if values is None:
            result.nameless.append("")
        else:
            row = _read(line, values, findings)
            _note_who(result, line, values, findings)
        result.findings += findings
        if row is not None and not findings:
            entry = Entry(line, intern(row.employee_id), intern(row.manager_email))
            result.by_email[intern(row.email)] = entry
        if any(finding.code in _WHOLE_FILE for finding in findings):
            return Survey(findings=findings)
    result.sort()
    return result


def rows(stream: BinaryIO, refused: frozenset[int]) -> Iterator[Row]:
    """The good rows, for a file that has been looked through."""
    for line, values, findings in _records(stream):
        if values is not None and line not in refused:
            row = _read(line, values, findings)
            if row is not None:
                yield row


def settle(result: Survey, company: Company) -> None:
    """Add the faults that only the whole roster and the company show.

    An address that somebody else keeps, managers nobody knows, and people above themselves.
    """
    _refuse_taken_addresses(result, company)
    result.refuse(
        *(
            Finding(entry.line, "manager_email", "unknown_manager", entry.manager_email)
            for entry in list(result.by_email.values())
            if entry.manager_email
            and entry.manager_email not in result.emails
            and entry.manager_email not in company.numbers
        )
    )
    bosses = dict(company.managers)
    bosses.update((email, entry.manager_email) for email, entry in result.by_email.items())
    circles = _in_circles(bosses)
    result.refuse(
        *(
            Finding(entry.line, "manager_email", "manager_cycle", entry.manager_email)
            for email, entry in list(result.by_email.items())
            if email in circles
        )
    )
    result.sort()


def _refuse_taken_addresses(result: Survey, company: Company) -> None:
    """An address is free if its holder gives it up in a row that is taken, and an account without
    a number belongs to whoever brings its address. Refusing one row may keep an address that
    another wanted, so look again until nothing changes."""
    here = set(company.numbers.values())
    while True:
        moving = {entry.employee_id for entry in result.by_email.values()}
        taken = [
            Finding(entry.line, "email", "duplicate_email", email)
            for email, entry in result.by_email.items()
            if email in company.numbers
            and (holder := company.numbers[email]) not in moving
            and (holder is not None or entry.employee_id in here)
        ]
        if not taken:
            return
        result.refuse(*taken)


def _in_circles(bosses: Mapping[str, str]) -> set[str]:
    """Everybody who is above themselves."""
    done: set[str] = set()
    found: set[str] = set()
    for start in bosses:
        path: dict[str, int] = {}
        person = start
        while person in bosses and person not in done and person not in path:
            path[person] = len(path)
            person = bosses[person]
        if person in path:
            found.update(list(path)[path[person] :])
        done.update(path)
    return found


def _records(
    stream: BinaryIO,
) -> Iterator[tuple[int, dict[str, str] | None, list[Finding]]]:
    """Each record with the line it begins on: its values by column, or why it has none."""
    text = TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        reader = csv.reader(text)
        heading: list[str] | None = None
        line = 1
        while True:
            try:
                fields = next(reader)
            except StopIteration:
                break
            except csv.Error:  # a field without end
                yield line, None, [Finding(line, "", "too_long")]
                line = reader.line_num + 1
                continue
            begins, line = line, reader.line_num + 1
            if not any(value.strip() for value in fields):
                continue
            if heading is None:
                heading = [_column(name) for name in fields]
                faults = _heading_faults(begins, heading)
                if faults:
                    yield begins, None, faults
                    return
                continue
            if len(fields) != len(heading):
                few = len(fields) < len(heading)
                code = "too_few_fields" if few else "too_many_fields"
                values = dict(zip(heading, fields, strict=False))
                yield begins, values, [Finding(begins, "", code)]
                continue
            yield begins, dict(zip(heading, fields, strict=True)), []
        if heading is None:
            yield 1, None, [Finding(1, "", "empty_file")]
    finally:
        text.detach()


def _column(name: str) -> str:
    """A heading as it is known by; a group keeps its name as the company writes it."""
    name = name.strip()
    if not name.lower().startswith(GROUP):
        return name.lower()
    return GROUP + tidy(name[len(GROUP) :])


def _groups(columns: Iterable[str]) -> dict[str, str]:
    """Columns that hold groups, with the names of their fields."""
    return {one: one.removeprefix(GROUP) for one in columns if one.startswith(GROUP)}


def _heading_faults(line: int, heading: list[str]) -> list[Finding]:
    if not all(_is_utf8(name) for name in heading):
        return [Finding(line, "", "not_utf8")]
    missing = [name for name in COLUMNS if name not in heading]
    groups = _groups(heading)
    folded = [name.casefold() for name in heading]
    twice = {name for name in (*COLUMNS, *groups) if folded.count(name.casefold()) > 1}
    return (
        [Finding(line, name, "missing_column") for name in missing]
        + [Finding(line, name, "duplicate_column") for name in sorted(twice)]
        + [
            Finding(line, column, "bad_group")
            for column, name in groups.items()
            if not 0 < len(name) <= MAX_GROUP_NAME or _fault_of_any(column, name)
        ]
    )


def _note_who(result: Survey, line: int, values: dict[str, str], findings: list[Finding]) -> None:
    """Remember whom the row is about, refused or not, and refuse the second of two."""
    number = intern(tidy(values.get("employee_id", "")))
    email = intern(values.get("email", "").strip().lower())
    if not number:
        result.nameless.append(email)
    sound = not findings
    if sound and number in result.ids:
        findings.append(Finding(line, "employee_id", "duplicate_id", values["employee_id"]))
    if sound and email in result.emails:
        findings.append(Finding(line, "email", "duplicate_email", values["email"]))
    if number:
        result.ids.add(number)
    if email:
        result.emails.setdefault(email, number)


def _read(line: int, values: dict[str, str], findings: list[Finding]) -> Row | None:
    """The row in tidy values; its faults join `findings`, one for each field at most."""
    if findings:
        return None
    groups = _groups(values)
    for column in (*COLUMNS, *groups):
        value = values[column]
        code = _fault_of_any(column, value)
        if code == "not_utf8":
            findings[:] = [Finding(line, column, code)]
            return None
        if code:
            findings.append(Finding(line, column, code, value))
    faulty = {finding.column for finding in findings}

    def check(column: str, is_good: bool, code: str) -> None:
        if not is_good and column not in faulty:
            findings.append(Finding(line, column, code, values[column]))

    email = values["email"].strip().lower()
    check("email", is_email(email), "bad_email")
    manager_email = values["manager_email"].strip().lower()
    check("manager_email", not manager_email or is_email(manager_email), "bad_email")
    zone = values["timezone"].strip()
    check("timezone", not zone or is_zone(zone), "unknown_timezone")
    started_on = _day(values["start_date"].strip())
    check("start_date", bool(started_on) or not values["start_date"].strip(), "bad_date")
    languages = tuple(dict.fromkeys(_items(values["languages"].lower())))
    check("languages", all(_LANGUAGE.fullmatch(code) for code in languages), "bad_language")
    skills = {column: _skills(values[column]) for column in ("teaches", "learns")}
    for column, found in skills.items():
        check(column, found is not None, "bad_level")
    if findings:
        return None
    return Row(
        line=line,
        employee_id=tidy(values["employee_id"]),
        email=email,
        name=tidy(values["name"]),
        job_title=tidy(values["job_title"]),
        department=tidy(values["department"]),
        location=tidy(values["location"]),
        timezone=zone,
        languages=languages,
        manager_email=manager_email,
        started_on=started_on,
        teaches=skills["teaches"] or {},
        wants=skills["learns"] or {},
        groups={name: value for column, name in groups.items() if (value := tidy(values[column]))}
        if groups
        else None,
    )


def _fault_of_any(column: str, value: str) -> str | None:
    """What can be wrong with a field whatever stands in it."""
    if not value.isprintable():
        if not _is_utf8(value):
            return "not_utf8"
        if any(unicodedata.category(sign) == "Cc" or sign in TURNING for sign in value):
            return "control_character"
    bare = value.strip()
    if not bare:
        return "missing_value" if column in REQUIRED else None
    if bare.startswith(FORMULA):
        return "formula"
    if column in {"teaches", "learns"}:
        if any(item.startswith(FORMULA) for item in _items(value)):
            return "formula"
        return "too_long" if any(len(item) > MAX_NAME for item in _items(value)) else None
    return "too_long" if len(bare) > MAX_LENGTH else None


def _is_utf8(value: str) -> bool:
    """Bytes that are no UTF-8 have been read as lone surrogates."""
    return not any("\ud800" <= sign <= "\udfff" for sign in value)


def is_email(value: str) -> bool:
    """Whether mail could be sent there, as far as the spelling tells."""
    return len(value) <= 254 and value.isprintable() and bool(_EMAIL.fullmatch(value))


def is_zone(name: str) -> bool:
    """Whether this is the name of an IANA time zone."""
    return name in zones()


@cache
def zones() -> frozenset[str]:
    """Every IANA zone; finding them walks through a folder, so once is enough."""
    return frozenset(available_timezones()) - {"localtime"}


def _day(value: str) -> date | None:
    if not _DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _items(value: str) -> list[str]:
    return [item for item in (tidy(part) for part in value.split(";")) if item]


def _skills(value: str) -> dict[str, Taught] | None:
    """`Python:4;Excel` by key; the higher level where one stands twice, None for a bad level."""
    found: dict[str, Taught] = {}
    for item in _items(value):
        name, colon, level = item.rpartition(":")
        if not colon:
            name, level = item, ""
        elif level.strip() not in {"1", "2", "3", "4", "5"} or not name.strip():
            return None
        name, key = name.strip(), skill_key(name)
        given = int(level) if level else None
        known = found.get(key)
        found[key] = (
            Taught(known.name, higher(known.level, given)) if known else Taught(name, given)
        )
    return found
