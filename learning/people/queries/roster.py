"""Comparing a roster with the people who are here."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from sys import intern
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import aliased

from learning.extensions import db
from learning.people.models import Department, Person, Role, RoleGrant
from learning.people.rules.roster import Company, Finding, Row, Survey, rows, settle, survey

OpenRoster = Callable[[], BinaryIO]

BATCH = 500
NEW_MANAGER = -1  # of a person who is not here yet
LISTED = 200  # how many of each kind a run names


@dataclass(frozen=True)
class Leaver:
    """Somebody here whom a full roster no longer names."""

    id: int
    name: str


@dataclass(frozen=True)
class Stored:
    """What is kept of a person that a roster speaks of."""

    id: int
    employee_id: str | None
    email: str
    name: str
    job_title: str
    department: str | None
    location: str
    timezone: str
    manager_id: int | None
    started_on: date | None
    deactivated_at: datetime | None
    reopened_at: datetime | None
    roster: dict[str, Any]
    groups: dict[str, str]

    @property
    def has_left(self) -> bool:
        """An import deactivated them; a person whom an admin deactivated stays so."""
        return self.deactivated_at is not None and bool(self.roster.get("left"))


@dataclass(frozen=True)
class Change:
    """A person and the row that changes them, in these columns."""

    person: Stored
    row: Row
    columns: tuple[str, ...]


@dataclass
class Batch:
    """Some good rows, told apart."""

    new: list[Row] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0


@dataclass
class Roster:
    """A roster that was looked through, and who was here when it was."""

    open: OpenRoster
    survey: Survey
    ids: dict[str, int]  # employee_id → person
    holders: dict[str, int]  # address → person

    @property
    def findings(self) -> list[Finding]:
        return self.survey.findings

    def person_id(self, row: Row) -> int | None:
        """Who the row speaks of; an account made by hand is known by its address."""
        found = self.ids.get(row.employee_id)
        return self.holders.get(row.email) if found is None else found

    def manager_id(self, email: str) -> int | None:
        """Who leads, or `NEW_MANAGER`; None for nobody and for somebody whose row was refused."""
        if not email:
            return None
        number = self.survey.emails.get(email)
        found = self.ids.get(number) if number else None
        if found is None:
            found = self.holders.get(email)
        if found is None and email in self.survey.by_email:
            return NEW_MANAGER
        return found

    def movers(self) -> list[int]:
        """People whose present address another row brings, so that it must be freed first."""
        numbered = set(self.ids.values())
        return [
            holder
            for email, entry in self.survey.by_email.items()
            if (holder := self.holders.get(email)) in numbered
            and holder != self.ids.get(entry.employee_id)
        ]


def look_through(open_roster: OpenRoster) -> Roster:
    """Read the whole file and find what is wrong with it; nothing is changed."""
    return meet_company(open_roster, read_through(open_roster))


def read_through(open_roster: OpenRoster) -> Survey:
    """Read the whole file by itself; the database is not asked, so that nobody has to wait."""
    with open_roster() as stream:
        return survey(stream)


def meet_company(open_roster: OpenRoster, found: Survey) -> Roster:
    """Add to the survey of a file what is wrong in view of the people who are here."""
    ids: dict[str, int] = {}
    holders: dict[str, int] = {}
    if not found.is_unreadable:
        numbers: dict[str, str | None] = {}
        for person_id, number, email in db.session.execute(
            select(Person.id, Person.employee_id, Person.email)
        ):
            holders[intern(email)] = person_id
            numbers[intern(email)] = number and intern(number)
            if number:
                ids[intern(number)] = person_id
        settle(found, Company(numbers, _managers_outside(found)))
    return Roster(open_roster, found, ids, holders)


def _managers_outside(found: Survey) -> dict[str, str]:
    """Who leads the people of whom the roster has no good row, by address."""
    boss = aliased(Person)
    query = select(Person.employee_id, Person.email, boss.email).join(
        boss, Person.manager_id == boss.id
    )
    good = {entry.employee_id for entry in found.by_email.values()}
    return {
        email: manager
        for number, email, manager in db.session.execute(query)
        if number not in good and email not in found.by_email
    }


def compare(roster: Roster) -> Iterator[Batch]:
    """The good rows in batches, told apart into new, changed and unchanged."""
    with roster.open() as stream:
        good = rows(stream, roster.survey.refused())
        while some := list(islice(good, BATCH)):
            yield _tell_apart(roster, some)


def _tell_apart(roster: Roster, some: Iterable[Row]) -> Batch:
    batch = Batch()
    known: list[tuple[int, Row]] = []
    for row in some:
        person_id = roster.person_id(row)
        if person_id is None:
            batch.new.append(row)
        else:
            known.append((person_id, row))
    stored = _stored([person_id for person_id, _row in known])
    for person_id, row in known:
        person = stored[person_id]
        columns = _differing(person, row, roster.manager_id(row.manager_email))
        if columns:
            batch.changed.append(Change(person, row, columns))
        else:
            batch.unchanged += 1
    return batch


def _stored(ids: list[int]) -> dict[int, Stored]:
    query = (
        select(
            Person.id,
            Person.employee_id,
            Person.email,
            Person.name,
            Person.job_title,
            Department.name.label("department"),
            Person.location,
            Person.timezone,
            Person.manager_id,
            Person.started_on,
            Person.deactivated_at,
            Person.reopened_at,
            Person.roster,
            Person.groups,
        )
        .outerjoin(Department, Person.department_id == Department.id)
        .where(Person.id.in_(ids))
    )
    return {found.id: Stored(**found._mapping) for found in db.session.execute(query)}


def _differing(person: Stored, row: Row, manager_id: int | None) -> tuple[str, ...]:
    """The columns in which the row says something new.

    What people keep themselves (zone, languages, skills) is compared with what the roster said
    before, so that it takes back nothing the person has changed since.
    """
    said = as_said(row)
    pairs = {
        "employee_id": (person.employee_id, row.employee_id),
        "email": (person.email, row.email),
        "name": (person.name, row.name),
        "job_title": (person.job_title, row.job_title),
        "department": (person.department or "", row.department),
        "location": (person.location, row.location),
        "timezone": (person.roster.get("timezone"), said["timezone"]),
        "languages": (person.roster.get("languages"), said["languages"]),
        "manager_email": (person.manager_id, manager_id),
        "start_date": (person.started_on, row.started_on),
        "teaches": (person.roster.get("teaches"), said["teaches"]),
        "learns": (person.roster.get("wants"), said["wants"]),
    }
    if row.groups is not None:  # a file without groups says nothing of them
        pairs["groups"] = person.groups, row.groups
    differing = [column for column, (here, there) in pairs.items() if here != there]
    if person.has_left:
        differing.append("deactivated")
    return tuple(differing)


def as_said(row: Row) -> dict[str, Any]:
    """What the row says of the parts that people keep themselves, for `Person.roster`."""
    return {
        "timezone": row.timezone,
        "languages": list(row.languages),
        "teaches": {key: skill.level for key, skill in row.teaches.items()},
        "wants": {key: skill.level for key, skill in row.wants.items()},
    }


def leavers(roster: Roster, *, but: int | None = None) -> list[Leaver]:
    """Active people whom the roster no longer names, `but` for the one who imports.

    Whoever came by hand, without an employee number, stays. So does the last administrator. Nobody
    leaves while a row does not say whom it speaks of.
    """
    if names_nobody(roster):
        return []
    query = select(Person.id, Person.name, Person.employee_id, Person.email).where(
        Person.employee_id.is_not(None), Person.deactivated_at.is_(None)
    )
    named = roster.survey
    gone = [
        Leaver(person_id, name)
        for person_id, name, number, email in db.session.execute(query.order_by(Person.id))
        if number not in named.ids and email not in named.emails and person_id != but
    ]
    admins = active_admin_ids()
    if admins <= {leaver.id for leaver in gone}:
        gone = [leaver for leaver in gone if leaver.id != min(admins, default=None)]
    return gone


def names_nobody(roster: Roster) -> bool:
    """Whether some row cannot be tied to a person, here or new."""
    return any(email not in roster.holders for email in roster.survey.nameless)


def active_admin_ids() -> set[int]:
    """Everybody who may administer just now."""
    query = (
        select(RoleGrant.person_id)
        .join(Person, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == Role.ADMIN, Person.deactivated_at.is_(None))
    )
    return set(db.session.scalars(query))
