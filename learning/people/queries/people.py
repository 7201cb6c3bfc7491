"""Finding people, and the relations between them that other features ask about."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import lazyload

from learning.extensions import db
from learning.people.models import (
    Avoidance,
    Department,
    Person,
    PersonLanguage,
    Role,
    RoleGrant,
)
from learning.people.rules.profile import Audience, Field
from learning.people.rules.text import folded, like_pattern

LEVELS = 2  # of the reporting line that matching keeps apart


def takes_part() -> ColumnElement[bool]:
    """Active people; an account of a system is nobody to meet."""
    systems = select(RoleGrant.person_id).where(RoleGrant.role == Role.HR_INTEGRATION)
    return Person.deactivated_at.is_(None) & Person.id.not_in(systems)


def is_open(part: Field) -> ColumnElement[bool]:
    """Whether every colleague may know; a list must not tell what the profile hides."""
    chosen = func.coalesce(Person.privacy[part.value].as_string(), Audience.COLLEAGUES.value)
    return chosen == Audience.COLLEAGUES.value


def active_person(person_id: int) -> Person | None:
    """The person of this number, if they take part."""
    return db.session.scalar(select(Person).where(Person.id == person_id, takes_part()))


def person_by_email(email: str) -> Person | None:
    """Whoever has this address, in any letter case, also after they left."""
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def people_by_id(ids: Collection[int]) -> dict[int, Person]:
    """These people by number, also those who left."""
    if not ids:
        return {}
    query = select(Person).where(Person.id.in_(ids))
    return {person.id: person for person in db.session.scalars(query)}


def people_for_select(ids: Collection[int]) -> list[tuple[int, str]]:
    """These people as choices of a form, by name; those of one name are told apart."""
    return [(person.id, label(person)) for person in _by_name(Person.id.in_(ids))]


def label(person: Person) -> str:
    """A name that tells people of one name apart: "Anna Bell · Design · Berlin"."""
    department = person.department.name if person.department else ""
    return " · ".join(part for part in (person.name, department, person.location) if part)


def find_person(text: str) -> Person | None:
    """Whom somebody means who typed an address, a name, or what `label` makes of it.

    None where nobody fits, and where several do: then `people_named` has the candidates.
    """
    if "@" in text:
        return db.session.scalar(
            select(Person).where(Person.email == text.strip().lower(), takes_part())
        )
    name = text.split(" · ", maxsplit=1)[0]
    found = _by_name(Person.name_key == folded(name), limit=50)
    if len(found) > 1:
        found = [person for person in found if folded(label(person)) == folded(text)]
    return found[0] if len(found) == 1 else None


def colleagues_names() -> list[str]:
    """The names of everybody who takes part."""
    return list(db.session.scalars(select(Person.name).where(takes_part())))


def openly_spoken() -> Select[int, str]:
    """Number and language of everybody who lets colleagues know what they speak."""
    return (
        select(PersonLanguage.person_id, PersonLanguage.code)
        .join(Person, Person.id == PersonLanguage.person_id)
        .where(is_open(Field.LANGUAGES))
    )


def people_named(text: str, limit: int = 12) -> list[Person]:
    """People in whose names every word of the text stands, by name."""
    words = folded(text.split(" · ", maxsplit=1)[0]).split()
    if not words:
        return []
    fits = [Person.name_key.like(like_pattern(word), escape="\\") for word in words]
    return _by_name(*fits, limit=limit)


def _by_name(*conditions: ColumnElement[bool], limit: int | None = None) -> list[Person]:
    query = (
        select(Person)
        .where(takes_part(), *conditions)
        .options(lazyload(Person.grants))
        .order_by(Person.name_key, Person.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def reports_of(manager: Person) -> list[Person]:
    """The people this person leads directly, by name."""
    return _by_name(Person.manager_id == manager.id)


def reporting_line_ids(person_id: int, levels: int = LEVELS) -> frozenset[int]:
    """Everybody above and below the person, so many levels; the person is not among them."""
    return reporting_lines([person_id], levels)[person_id]


def reporting_lines(ids: Collection[int], levels: int = LEVELS) -> dict[int, frozenset[int]]:
    """As `reporting_line_ids`, for many people in a constant number of queries."""
    lines: dict[int, set[int]] = {person_id: set() for person_id in ids}
    above = {person_id: {person_id} for person_id in ids}
    below = {person_id: {person_id} for person_id in ids}
    for _level in range(levels):
        managers, reports = _managers_and_reports(
            {one for some in above.values() for one in some},
            {one for some in below.values() for one in some},
        )
        for person_id in lines:
            above[person_id] = {managers[one] for one in above[person_id] if one in managers}
            below[person_id] = {low for one in below[person_id] for low in reports.get(one, ())}
            lines[person_id] |= above[person_id] | below[person_id]
    return {person_id: frozenset(line - {person_id}) for person_id, line in lines.items()}


def _managers_and_reports(
    of: Collection[int], under: Collection[int]
) -> tuple[dict[int, int], dict[int, list[int]]]:
    """By person of the first their manager, by manager of the second who reports to them."""
    query = select(Person.id, Person.manager_id).where(
        or_(Person.id.in_(of), Person.manager_id.in_(under))
    )
    managers, reports = dict[int, int](), dict[int, list[int]]()
    for person_id, manager_id in db.session.execute(query):
        if manager_id is not None:
            managers[person_id] = manager_id
            reports.setdefault(manager_id, []).append(person_id)
    return managers, reports


def avoided_by(person: Person) -> list[Person]:
    """Whom this person named, by name; for their own eyes."""
    named = select(Avoidance.other_id).where(Avoidance.person_id == person.id)
    query = select(Person).where(Person.id.in_(named)).order_by(Person.name_key)
    return list(db.session.scalars(query))


def avoided_pairs(ids: Collection[int]) -> set[tuple[int, int]]:
    """Pairs that must not be, the lower number first, with at least one of these people."""
    query = select(Avoidance.person_id, Avoidance.other_id).where(
        or_(Avoidance.person_id.in_(ids), Avoidance.other_id.in_(ids))
    )
    return {(min(one, two), max(one, two)) for one, two in db.session.execute(query)}


def people_who_left(since: datetime) -> list[Person]:
    """People deactivated from this moment on, for features that release what they held."""
    query = select(Person).where(Person.deactivated_at >= since).order_by(Person.deactivated_at)
    return list(db.session.scalars(query))


def departments_in_use() -> list[str]:
    """The departments that somebody who takes part belongs to, by name."""
    query = select(Department.name).where(
        Department.id.in_(select(Person.department_id).where(takes_part()))
    )
    return list(db.session.scalars(query.order_by(Department.name)))


def locations_in_use() -> list[str]:
    """The places where somebody who takes part works, by name."""
    query = select(Person.location).where(takes_part(), Person.location != "").distinct()
    return list(db.session.scalars(query.order_by(Person.location)))
