"""Taking a roster in: whole or not at all, its good rows only, as often as one likes."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text, update

from learning.audit.operations import record
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import LANGUAGES, _
from learning.outbox import NAME, IndexChange
from learning.people.models import Department, ImportRun, Person
from learning.people.operations.accounts import deactivate_person
from learning.people.operations.seeds import Seeds
from learning.people.queries import roster as rosters
from learning.people.queries.roster import (
    BATCH,
    LISTED,
    NEW_MANAGER,
    Batch,
    Change,
    OpenRoster,
    Roster,
)
from learning.people.queries.runs import job_of
from learning.people.rules.roster import Finding, Row
from learning.people.rules.text import folded

FINDINGS_KEPT = 1_000
IMPORT_LOCK = 7_201_119  # any number, the same for every import


class RunClosed(DomainError):
    """The import was applied or discarded already."""


@dataclass
class Outcome:
    """What an import did, or would do."""

    findings: list[Finding]
    refused: int
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    deactivated: int = 0
    is_unreadable: bool = False  # nothing of the file could be taken
    changes: dict[str, Any] = field(default_factory=dict)

    def note(self, kind: str, entry: dict[str, Any]) -> None:
        """Name somebody, as long as the list is short enough to be read."""
        named = self.changes.setdefault(kind, [])
        if len(named) < LISTED:
            named.append(entry)


def check_roster(open_roster: OpenRoster, *, is_full: bool, by: Person | None) -> Outcome:
    """What taking the roster in would do; nothing is changed."""
    roster = rosters.look_through(open_roster)
    outcome = Outcome(roster.findings, len(roster.survey.refused()))
    outcome.is_unreadable = roster.survey.is_unreadable
    if outcome.is_unreadable:
        return outcome
    for batch in rosters.compare(roster):
        _count(outcome, batch)
    if is_full:
        _count_leavers(outcome, roster, by)
    return outcome


def keep_upload(
    file_name: str, file_key: str, size: int, *, is_full: bool, by: Person, now: datetime
) -> ImportRun:
    """Keep an uploaded roster of `size` bytes until it is applied or discarded."""
    run = ImportRun(
        file_name=file_name,
        file_key=file_key,
        size=size,
        is_full=is_full,
        checked_at=now,
        by_id=by.id,
    )
    db.session.add(run)
    db.session.flush()
    return run


def note_outcome(run: ImportRun, outcome: Outcome, now: datetime) -> None:
    """Write down what the roster would do, or did."""
    run.checked_at = now
    for column in ("created", "updated", "unchanged", "refused", "deactivated"):
        setattr(run, column, getattr(outcome, column))
    kept = outcome.findings[:FINDINGS_KEPT]
    run.findings = [asdict(finding) | {"value": finding.shown} for finding in kept]
    run.changes = outcome.changes


def apply_run(run: ImportRun, open_roster: OpenRoster, by: Person, now: datetime) -> None:
    """Take in the roster of a run that waits; the counts are those of now. Raises RunClosed."""
    if not run.is_waiting:
        raise RunClosed(_("This import was applied or discarded already."))
    outcome = _take_in(open_roster, is_full=run.is_full, by=by, now=now)
    note_outcome(run, outcome, run.checked_at)
    run.applied_at = now
    _leave_trail(run, by, now)


def discard_run(run: ImportRun, now: datetime) -> None:
    """Throw away a roster that waits; twice is harmless. Raises RunClosed once it is applied."""
    if run.applied_at is not None:
        raise RunClosed(_("This import was applied already."))
    if job_of(run) is not None:
        raise RunClosed(_("This import is being worked on; stop that first."))
    run.discarded_at = run.discarded_at or now


def import_people(
    file_name: str, open_roster: OpenRoster, *, is_full: bool, by: Person | None, now: datetime
) -> Outcome:
    """Look through a roster and take its good rows in at once."""
    outcome = _take_in(open_roster, is_full=is_full, by=by, now=now)
    run = ImportRun(file_name=file_name, is_full=is_full, by_id=by.id if by else None)
    note_outcome(run, outcome, now)
    run.applied_at = now
    db.session.add(run)
    db.session.flush()
    _leave_trail(run, by, now)
    return outcome


def _leave_trail(run: ImportRun, by: Person | None, now: datetime) -> None:
    record(
        by.id if by else None,
        "data.import_people",
        f"import:{run.id}",
        now,
        file=run.file_name,
        full=run.is_full,
        created=run.created,
        updated=run.updated,
        refused=run.refused,
        deactivated=run.deactivated,
    )


def _take_in(
    open_roster: OpenRoster, *, is_full: bool, by: Person | None, now: datetime
) -> Outcome:
    found = rosters.read_through(open_roster)
    _queue_up()
    roster = rosters.meet_company(open_roster, found)
    outcome = Outcome(roster.findings, len(roster.survey.refused()))
    outcome.is_unreadable = roster.survey.is_unreadable
    if outcome.is_unreadable:
        return outcome
    _free_addresses(roster)
    writer = _Writer(roster, now)
    for batch in rosters.compare(roster):
        _count(outcome, batch)
        writer.create(batch.new)
        writer.change(batch.changed)
    writer.set_managers()
    if is_full:
        for leaver in _count_leavers(outcome, roster, by):
            person = db.session.get_one(Person, leaver.id)
            person.roster = person.roster | {"left": True}
            deactivate_person(person, by, now)
    db.session.expire_all()
    return outcome


def _queue_up() -> None:
    """One roster at a time: SQLite's writers queue by themselves, PostgreSQL's at this lock."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": IMPORT_LOCK})


def _count(outcome: Outcome, batch: Batch) -> None:
    outcome.created += len(batch.new)
    outcome.updated += len(batch.changed)
    outcome.unchanged += batch.unchanged
    for row in batch.new:
        outcome.note("created", {"name": row.name, "employee_id": row.employee_id})
    for change in batch.changed:
        outcome.note(
            "updated",
            {"id": change.person.id, "name": change.row.name, "columns": list(change.columns)},
        )


def _count_leavers(outcome: Outcome, roster: Roster, by: Person | None) -> list[rosters.Leaver]:
    gone = rosters.leavers(roster, but=by.id if by else None)
    outcome.deactivated = len(gone)
    outcome.changes["is_unsure_who_left"] = rosters.names_nobody(roster)
    for leaver in gone:
        outcome.note("leaving", {"id": leaver.id, "name": leaver.name})
    return gone


def _free_addresses(roster: Roster) -> None:
    """People may swap addresses: each is freed before anybody takes it."""
    moving = roster.movers()
    if moving:
        _update_people([{"id": person, "email": f"moving-{person}@invalid"} for person in moving])


def _update_people(columns: list[dict[str, Any]]) -> None:
    """Change many people, each by the `id` among their columns, past the session's own copies."""
    db.session.execute(update(Person), columns, execution_options={"synchronize_session": None})


class _Writer:
    """Writes batches of rows, a statement for each table instead of one for each person."""

    def __init__(self, roster: Roster, now: datetime) -> None:
        self.roster = roster
        self.now = now
        self.seeds = Seeds()
        known = db.session.execute(select(Department.name, Department.id))
        self.departments = dict(known.all())
        self.led_by_newcomers: list[tuple[int, str]] = []

    def create(self, rows: list[Row]) -> None:
        """Add people who are new; a manager who is new too follows in `set_managers`."""
        if not rows:
            return
        self._add_departments(rows)
        waiting = [row for row in rows if self._waits_for_manager(row)]
        made = db.session.execute(
            insert(Person).returning(Person.employee_id, Person.id),
            [self._columns(row) | self._first_columns(row) for row in rows],
        )
        ids = {number: person for number, person in made if number}
        self.led_by_newcomers += [(ids[row.employee_id], row.manager_email) for row in waiting]
        self.roster.ids.update(ids)
        self.seeds.sow([(ids[row.employee_id], None, rosters.as_said(row), row) for row in rows])
        self._owe_index_changes(list(ids.values()))

    def change(self, changes: list[Change]) -> None:
        """Bring people up to date with their rows."""
        if not changes:
            return
        self._add_departments([change.row for change in changes])
        _update_people([self._changed_columns(change) for change in changes])
        ids = [change.person.id for change in changes]
        self.led_by_newcomers += [
            (change.person.id, change.row.manager_email)
            for change in changes
            if self._waits_for_manager(change.row)
        ]
        self.roster.ids.update({change.row.employee_id: change.person.id for change in changes})
        self.seeds.sow(
            [
                (change.person.id, change.person.roster, rosters.as_said(change.row), change.row)
                for change in changes
                if {"languages", "teaches", "learns"} & set(change.columns)
            ]
        )
        self._owe_index_changes(ids)
        self._owe_index_changes(
            [change.person.id for change in changes if "name" in change.columns], NAME
        )

    def set_managers(self) -> None:
        """By now everybody is here, so those who wait for a manager get one."""
        for start in range(0, len(self.led_by_newcomers), BATCH):
            _update_people(
                [
                    {"id": person, "manager_id": self.roster.manager_id(email)}
                    for person, email in self.led_by_newcomers[start : start + BATCH]
                ]
            )

    def _waits_for_manager(self, row: Row) -> bool:
        return self.roster.manager_id(row.manager_email) == NEW_MANAGER

    def _columns(self, row: Row) -> dict[str, Any]:
        manager_id = self.roster.manager_id(row.manager_email)
        return {
            "employee_id": row.employee_id,
            "email": row.email,
            "name": row.name,
            "name_key": folded(row.name),
            "job_title": row.job_title,
            "job_title_key": folded(row.job_title),
            "department_id": self.departments.get(row.department),
            "location": row.location,
            "timezone": row.timezone,
            "manager_id": None if manager_id == NEW_MANAGER else manager_id,
            "started_on": row.started_on,
            "roster": rosters.as_said(row),
            "groups": row.groups or {},
        }

    def _first_columns(self, row: Row) -> dict[str, Any]:
        spoken = [code for code in row.languages if code in LANGUAGES]
        return {"language": spoken[0] if spoken else "en", "joined_at": self.now}

    def _changed_columns(self, change: Change) -> dict[str, Any]:
        columns = self._columns(change.row)
        if "timezone" not in change.columns or not change.row.timezone:
            columns["timezone"] = change.person.timezone
        if change.row.groups is None:
            columns["groups"] = change.person.groups
        returns = change.person.has_left
        if returns:
            columns |= {"deactivated_at": None, "reopened_at": self.now}
        else:
            columns |= {
                "deactivated_at": change.person.deactivated_at,
                "reopened_at": change.person.reopened_at,
            }
        return columns | {"id": change.person.id}

    def _owe_index_changes(self, ids: list[int], kind: str = "person") -> None:
        """As `outbox.index_change`, for many at once; nobody is in two rows of a roster."""
        if not ids:
            return
        version = self.now.isoformat()
        db.session.execute(
            insert(IndexChange),
            [
                {"kind": kind, "object_id": person, "version": version, "due_at": self.now}
                for person in ids
            ],
        )

    def _add_departments(self, rows: list[Row]) -> None:
        new = {row.department for row in rows} - self.departments.keys() - {""}
        if new:
            made = db.session.execute(
                insert(Department).returning(Department.name, Department.id),
                [{"name": name} for name in sorted(new)],
            )
            self.departments.update(dict(made.all()))
