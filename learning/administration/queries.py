"""Accounts with their ways in, the trail with names, and what is owed and late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, select, union_all
from sqlalchemy.orm import selectinload

from learning.audit.models import AuditEntry
from learning.audit.queries import entries
from learning.extensions import db
from learning.identity.models import Credential, LinkRequest
from learning.identity.rules import LinkPurpose
from learning.outbox import MAX_ATTEMPTS, Owed
from learning.people.models import Person, Role, RoleGrant
from learning.people.queries import people_by_id
from learning.people.queries.people import takes_part
from learning.people.rules.text import folded, like_pattern

LATE = timedelta(minutes=10)

_HAS_PASSWORD = exists().where(Credential.person_id == Person.id)
_INVITED = exists().where(
    LinkRequest.email == Person.email, LinkRequest.purpose == LinkPurpose.INVITATION
)


@dataclass(frozen=True)
class Account:
    """A person, and how far they are on their way in."""

    person: Person
    has_password: bool
    is_invited: bool


@dataclass(frozen=True)
class Entry:
    """A line of the trail. Whoever was erased stands as a number."""

    number: int
    at: datetime
    actor: Person | None
    action: str
    target: str
    person: Person | None  # the one it was done to
    details: dict[str, Any]


@dataclass(frozen=True)
class Pile:
    """All rows of one kind that are owed an effect."""

    kind: str
    waiting: int  # due and not done
    late: int  # and due for longer than `LATE`
    given_up: int  # tried too often; a person has to look


def accounts(text: str, state: str, limit: int, offset: int) -> list[Account]:
    """Accounts by name; `state` is "waiting" (no password yet), "closed" or empty for all."""
    query = (
        select(Person, _HAS_PASSWORD, _INVITED)
        .where(*_wanted(text, state))
        .options(selectinload(Person.grants))
        .order_by(Person.name_key, Person.id)
        .limit(limit)
        .offset(offset)
    )
    return [Account(*row) for row in db.session.execute(query)]


def account_count(text: str, state: str) -> int:
    return db.session.scalar(select(func.count(Person.id)).where(*_wanted(text, state))) or 0


def account_of(person: Person) -> Account:
    """The person, and how far they are on their way in."""
    query = select(_HAS_PASSWORD, _INVITED).where(Person.id == person.id)
    return Account(person, *db.session.execute(query).one())


def role_holders() -> dict[Role, list[Person]]:
    """Who holds each role, by name; roles that nobody holds are there, too."""
    query = (
        select(RoleGrant.role, Person)
        .join(Person, RoleGrant.person_id == Person.id)
        .order_by(Person.name_key, Person.id)
    )
    found: dict[Role, list[Person]] = {role: [] for role in Role}
    for role, person in db.session.execute(query):
        found[role].append(person)
    return found


def trail(limit: int, offset: int) -> list[Entry]:
    """What was done, newest first, with the people it names."""
    lines = entries(limit, offset)
    people = people_by_id(
        {line.actor_id for line in lines if line.actor_id}
        | {number for line in lines if (number := _person_number(line.target))}
    )
    return [_entry(line, people) for line in lines]


def piles(now: datetime) -> list[Pile]:
    """What is owed, kind by kind."""
    counts = [
        select(
            literal(kind),
            _count_if(*_due(model, now)),
            _count_if(*_due(model, now - LATE)),
            _count_if(*_given_up(model)),
        ).where(model.done_at.is_(None))
        for kind, model in owed_kinds().items()
    ]
    found = [Pile(*row) for row in db.session.execute(union_all(*counts))]
    return sorted(found, key=lambda pile: pile.kind)


def given_up(piles: list[Pile], limit: int) -> dict[str, list[Owed]]:
    """Rows of these piles that were tried too often, oldest first, kind by kind."""
    kinds = owed_kinds()
    found: dict[str, list[Owed]] = {}
    for pile in piles:
        if pile.given_up:
            model = kinds[pile.kind]
            query = select(model).where(*_given_up(model)).order_by(model.due_at, model.id)
            found[pile.kind] = list(db.session.scalars(query.limit(limit)))
    return found


def owed_row(kind: str, row_id: int) -> Owed | None:
    """The row of this kind and number, if it was given up."""
    model = owed_kinds().get(kind)
    if model is None:
        return None
    return db.session.scalar(select(model).where(model.id == row_id, *_given_up(model)))


def owed_kinds() -> dict[str, type[Owed]]:
    """Every table of rows that are owed an effect, by name."""
    return {str(model.__tablename__): model for model in Owed.__subclasses__()}  # type: ignore[attr-defined]


def _wanted(text: str, state: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Person.name_key.like(like_pattern(word), escape="\\")
        | Person.email.like(like_pattern(word), escape="\\")
        for word in folded(text).split()
    ]
    if state == "closed":
        return [*conditions, Person.deactivated_at.is_not(None)]
    if state == "waiting":
        return [*conditions, takes_part(), ~_HAS_PASSWORD]
    return conditions


def _entry(line: AuditEntry, people: dict[int, Person]) -> Entry:
    return Entry(
        number=line.id,
        at=line.at,
        actor=people.get(line.actor_id or 0),
        action=line.action,
        target=line.target,
        person=people.get(_person_number(line.target) or 0),
        details=line.details,
    )


def _person_number(target: str) -> int | None:
    kind, _, number = target.partition(":")
    return int(number) if kind == "person" and number.isdecimal() else None


def _due(model: type[Owed], now: datetime) -> tuple[ColumnElement[bool], ...]:
    return model.done_at.is_(None), model.due_at <= now, model.attempts < MAX_ATTEMPTS


def _given_up(model: type[Owed]) -> tuple[ColumnElement[bool], ...]:
    return model.done_at.is_(None), model.attempts >= MAX_ATTEMPTS


def _count_if(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((and_(*conditions), 1)))
