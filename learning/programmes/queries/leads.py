"""Who leads, and who could."""

from sqlalchemy import Select, select

from learning.extensions import db
from learning.people.models import Person, Role, RoleGrant
from learning.programmes.models import Programme, ProgrammeLead


def colleague_with_address(address: str) -> Person | None:
    """Whoever works here and has this e-mail address."""
    query = select(Person).where(
        Person.email == address.casefold(), Person.deactivated_at.is_(None)
    )
    return db.session.scalar(query)


def possible_leads(programme: Programme, limit: int = 200) -> list[Person]:
    """Colleagues who hold the role and do not lead this programme yet, by name."""
    query = (
        select(Person)
        .where(
            Person.deactivated_at.is_(None),
            Person.id.in_(_holders(Role.PROGRAMME_LEAD)),
            Person.id.not_in(
                select(ProgrammeLead.person_id).where(ProgrammeLead.programme_id == programme.id)
            ),
        )
        .order_by(Person.name, Person.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def administrators(limit: int = 3) -> list[str]:
    """Names of some who may give out roles."""
    query = (
        select(Person.name)
        .where(Person.deactivated_at.is_(None), Person.id.in_(_holders(Role.ADMIN)))
        .order_by(Person.name)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def _holders(role: Role) -> Select[int]:
    return select(RoleGrant.person_id).where(RoleGrant.role == role)
