"""Which programmes there are, for whom."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select

from learning.extensions import db
from learning.people.models import Person, Role
from learning.programmes.models import (
    Enrolment,
    Format,
    Invitation,
    Programme,
    ProgrammeLead,
    ProgrammeState,
)
from learning.programmes.queries.audience import roster_line
from learning.programmes.rules import is_invited

JOINABLE = (ProgrammeState.OPEN, ProgrammeState.RUNNING)


def open_for(person: Person, today: date) -> list[Programme]:
    """Programmes that invite this person and have had no answer yet, the newest first."""
    asked = select(Invitation.programme_id, Invitation.declined_at).where(
        Invitation.person_id == person.id
    )
    answers = {row.programme_id: row.declined_at for row in db.session.execute(asked)}
    query = (
        select(Programme)
        .where(
            Programme.state.in_(JOINABLE),
            Programme.id.not_in(
                select(Enrolment.programme_id).where(Enrolment.person_id == person.id)
            ),
            Programme.id.not_in(_led_ids(person)),
        )
        .order_by(Programme.opened_at.desc(), Programme.id.desc())
    )
    line = roster_line(person)
    return [
        programme
        for programme in db.session.scalars(query)
        if answers.get(programme.id) is None
        and (programme.id in answers or is_invited(programme.audience, line, today))
    ]


def catalogue(
    person: Person,
    states: Collection[ProgrammeState],
    limit: int,
    offset: int = 0,
    but: Collection[int] = (),
) -> list[Programme]:
    """Programmes in these states, the newest first; drafts only of those who may write them.

    Those of the ids in `but` are left out.
    """
    query = (
        select(Programme)
        .where(*_listed(person, states), Programme.id.not_in(but))
        .order_by(Programme.opened_at.desc().nulls_first(), Programme.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def catalogue_count(
    person: Person, states: Collection[ProgrammeState], but: Collection[int] = ()
) -> int:
    listed = *_listed(person, states), Programme.id.not_in(but)
    query = select(func.count(Programme.id)).where(*listed)
    return db.session.scalar(query) or 0


def programmes_led_by(person: Person) -> list[Programme]:
    """The programmes whose lead this person is, drafts included, archived ones not."""
    if Role.PROGRAMME_LEAD not in person.roles:
        return []
    query = (
        select(Programme)
        .where(Programme.id.in_(_led_ids(person)), Programme.state != ProgrammeState.ARCHIVED)
        .order_by(Programme.id.desc())
    )
    return list(db.session.scalars(query))


def programmes_with_format(wanted: Format) -> list[Programme]:
    """Programmes one may join just now that offer this format, the newest first."""
    query = (
        select(Programme)
        .where(Programme.state.in_(JOINABLE))
        .order_by(Programme.opened_at.desc(), Programme.id.desc())
    )
    return [one for one in db.session.scalars(query) if one.has_format(wanted)]


def programmes_winding_down() -> list[Programme]:
    """Programmes whose pairs and groups are to end: winding down, or closed already."""
    query = select(Programme).where(
        Programme.state.in_((ProgrammeState.CLOSING, ProgrammeState.CLOSED))
    )
    return list(db.session.scalars(query))


def _listed(person: Person, states: Collection[ProgrammeState]) -> tuple[ColumnElement[bool], ...]:
    if Role.ADMIN in person.roles:
        return (Programme.state.in_(states),)
    return (
        Programme.state.in_(states),
        or_(Programme.state != ProgrammeState.DRAFT, Programme.id.in_(_led_ids(person))),
    )


def _led_ids(person: Person) -> Select[int]:
    return select(ProgrammeLead.programme_id).where(ProgrammeLead.person_id == person.id)
