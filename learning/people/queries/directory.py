"""The directory: colleagues by what they do, speak, teach and want."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import lazyload, load_only

from learning.extensions import db
from learning.people.models import (
    Department,
    Direction,
    Person,
    PersonLanguage,
    PersonSkill,
    Skill,
)
from learning.people.models.person import NEWCOMER_DAYS
from learning.people.queries.people import is_open, takes_part
from learning.people.queries.skills import find_skill
from learning.people.rules.profile import Field, may_read
from learning.people.rules.skills import skill_key
from learning.people.rules.text import folded, like_pattern


@dataclass(frozen=True)
class Filters:
    """What somebody looks for; an empty value asks for nothing."""

    text: str = ""
    department: str = ""
    location: str = ""
    language: str = ""
    teaches: str = ""
    wants: str = ""
    is_newcomer: bool = False


@dataclass(frozen=True)
class Card:
    """A colleague in a list, with the skills that any colleague may see, the strongest first."""

    person: Person
    teaches: list[str]
    wants: list[str]


def directory(filters: Filters, today: date, limit: int, offset: int) -> tuple[list[Card], int]:
    """One page of the people who fit, by name, as any colleague sees them; and how many fit."""
    conditions = _conditions(filters, today)
    total = db.session.scalar(select(func.count(Person.id)).where(*conditions)) or 0
    query = (
        select(Person)
        .where(*conditions)
        .options(
            load_only(
                Person.name,
                Person.job_title,
                Person.location,
                Person.photo_key,
                Person.started_on,
                Person.privacy,
            ),
            lazyload(Person.grants),
        )
        .order_by(Person.name_key, Person.id)
        .limit(limit)
        .offset(offset)
    )
    people = db.session.scalars(query).all()
    asked = [skill_key(name) for name in (filters.teaches, filters.wants) if name]
    taught, wanted = _skills([person.id for person in people], asked)
    cards = [
        Card(
            person,
            taught.get(person.id, []) if _sees(person, Field.TEACHES) else [],
            wanted.get(person.id, []) if _sees(person, Field.WANTS) else [],
        )
        for person in people
    ]
    return cards, total


def _sees(person: Person, part: Field) -> bool:
    return may_read(person.privacy, part, is_owner=False, is_tied=False)


def _skills(
    ids: Sequence[int], asked: Sequence[str]
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """What these people teach and want by name: first what was asked for, then the strongest.

    Loaded apart, since a card shows so little.
    """
    taught: dict[int, list[str]] = {}
    wanted: dict[int, list[str]] = {}
    query = (
        select(PersonSkill.person_id, PersonSkill.direction, Skill.name)
        .join(Skill, PersonSkill.skill_id == Skill.id)
        .where(PersonSkill.person_id.in_(ids))
        .order_by(
            Skill.key.in_(asked).desc(), func.coalesce(PersonSkill.level, 0).desc(), Skill.key
        )
    )
    for person_id, direction, name in db.session.execute(query):
        found = taught if direction is Direction.TEACHES else wanted
        found.setdefault(person_id, []).append(name)
    return taught, wanted


def languages_in_use() -> list[str]:
    """The codes of languages that colleagues let others know they speak."""
    query = (
        select(PersonLanguage.code)
        .join(Person)
        .where(takes_part(), is_open(Field.LANGUAGES))
        .distinct()
    )
    return list(db.session.scalars(query))


def _conditions(filters: Filters, today: date) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [takes_part()]
    for word in folded(filters.text).split():
        pattern = like_pattern(word)
        found.append(
            Person.name_key.like(pattern, escape="\\")
            | Person.job_title_key.like(pattern, escape="\\")
        )
    if filters.department:
        found.append(
            Person.department_id.in_(
                select(Department.id).where(Department.name == filters.department)
            )
        )
    if filters.location:
        found.append(Person.location == filters.location)
    if filters.language:
        speakers = select(PersonLanguage.person_id).where(PersonLanguage.code == filters.language)
        found += [Person.id.in_(speakers), is_open(Field.LANGUAGES)]
    for name, direction, part in (
        (filters.teaches, Direction.TEACHES, Field.TEACHES),
        (filters.wants, Direction.WANTS, Field.WANTS),
    ):
        if name:
            found += [_has_skill(find_skill(name), direction), is_open(part)]
    if filters.is_newcomer:
        found.append(Person.started_on > today - timedelta(days=NEWCOMER_DAYS))
    return found


def _has_skill(skill: Skill | None, direction: Direction) -> ColumnElement[bool]:
    if skill is None:
        return false()
    return Person.id.in_(
        select(PersonSkill.person_id).where(
            PersonSkill.skill_id == skill.id, PersonSkill.direction == direction
        )
    )
