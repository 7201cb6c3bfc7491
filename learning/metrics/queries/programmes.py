"""The programmes whose figures somebody may see."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from learning.extensions import db
from learning.metrics import policy
from learning.people.models import Person
from learning.programmes.models import Programme, ProgrammeLead, ProgrammeState

PUT_AWAY = (ProgrammeState.DRAFT, ProgrammeState.ARCHIVED)


def programmes_shown_to(person: Person, limit: int, offset: int = 0) -> list[Programme]:
    """Programmes that have begun, the newest first: those one leads, or all to who oversees."""
    query = (
        select(Programme)
        .where(*_shown(person))
        .order_by(Programme.opened_at.desc(), Programme.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def programmes_shown_count(person: Person) -> int:
    return db.session.scalar(select(func.count(Programme.id)).where(*_shown(person))) or 0


def programme_with_targets(programme_id: int) -> Programme | None:
    """The programme, and what it set out to reach."""
    query = (
        select(Programme)
        .where(Programme.id == programme_id)
        .options(joinedload(Programme.targets), joinedload(Programme.leads))
    )
    return db.session.scalars(query).unique().one_or_none()


def _shown(person: Person) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Programme.state.not_in(PUT_AWAY)]
    if not policy.can_oversee(person):
        led = select(ProgrammeLead.programme_id).where(ProgrammeLead.person_id == person.id)
        conditions.append(Programme.id.in_(led))
    return conditions
