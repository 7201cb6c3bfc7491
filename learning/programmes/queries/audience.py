"""The roster as an audience sees it: who is invited, and of what one may choose."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from learning.extensions import db
from learning.people.models import Department, Person, PersonLanguage, Role, RoleGrant
from learning.people.queries import openly_spoken
from learning.people.queries.people import is_open
from learning.people.rules.profile import Field
from learning.programmes.rules import RosterLine, is_invited

NO_COLLEAGUES = (Role.AUDITOR, Role.HR_INTEGRATION)  # accounts that take part in nothing


@dataclass(frozen=True)
class AudienceChoices:
    """The values an audience may name; languages as ISO 639 codes."""

    departments: list[str]
    locations: list[str]
    languages: list[str]


def audience_choices() -> AudienceChoices:
    """What occurs in the roster of those who work here now."""
    departments = (
        select(Department.name)
        .where(Department.id.in_(select(Person.department_id).where(_is_colleague())))
        .order_by(Department.name)
    )
    locations = (
        select(Person.location)
        .where(_is_colleague(), Person.location != "")
        .distinct()
        .order_by(Person.location)
    )
    languages = (
        select(PersonLanguage.code)
        .join(Person, Person.id == PersonLanguage.person_id)
        .where(_is_colleague(), is_open(Field.LANGUAGES))
        .distinct()
        .order_by(PersonLanguage.code)
    )
    return AudienceChoices(
        list(db.session.scalars(departments)),
        list(db.session.scalars(locations)),
        list(db.session.scalars(languages)),
    )


def roster_line(person: Person) -> RosterLine:
    """What the roster says of this person."""
    return RosterLine(
        person.department.name if person.department else None,
        person.location,
        frozenset(spoken.code for spoken in person.languages),
        person.started_on,
    )


def invited_ids(audience: Mapping[str, Sequence[str]], today: date) -> set[int]:
    """The numbers of all colleagues whom the rule invites."""
    return {
        person_id
        for person_id, line in _roster(with_languages=bool(audience.get("language")))
        if is_invited(audience, line, today)
    }


def head_count(audience: Mapping[str, Sequence[str]], today: date) -> int:
    """How many colleagues the rule invites."""
    return len(invited_ids(audience, today))


def colleagues_by_address(addresses: Collection[str]) -> dict[str, int]:
    """Address → number of those of the addresses that belong to colleagues of today."""
    wanted = {address.casefold() for address in addresses}
    query = select(Person.email, Person.id).where(_is_colleague(), Person.email.in_(wanted))
    return dict(db.session.execute(query).all())


def _roster(*, with_languages: bool) -> Iterator[tuple[int, RosterLine]]:
    """Every colleague's line, in two queries at most; languages only where they are asked for.

    A lead who asks for few at a time could read them off the counts, so what somebody does not
    tell colleagues counts for nobody.
    """
    spoken: dict[int, set[str]] = defaultdict(set)
    if with_languages:
        for person_id, code in db.session.execute(openly_spoken()):
            spoken[person_id].add(code)
    query = (
        select(Person.id, Department.name, Person.location, Person.started_on)
        .outerjoin(Department, Department.id == Person.department_id)
        .where(_is_colleague())
    )
    for person_id, department, location, started_on in db.session.execute(query):
        languages = frozenset(spoken.get(person_id, ()))
        yield person_id, RosterLine(department, location, languages, started_on)


def _is_colleague() -> ColumnElement[bool]:
    limited = select(RoleGrant.person_id).where(RoleGrant.role.in_(NO_COLLEAGUES))
    return Person.deactivated_at.is_(None) & Person.id.not_in(limited)
