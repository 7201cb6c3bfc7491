"""Pairings: whose they are, and the dates and counts that a lead may see of them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import joinedload

from learning.extensions import db
from learning.mentoring import policy
from learning.mentoring.models import Booking, Ending, LoggedTalk, Match, Pairing, PairingKind, Slot
from learning.people.models import Person
from learning.programmes.models import (
    Enrolment,
    EnrolmentRole,
    EnrolmentState,
    Programme,
    ProgrammeState,
)


@dataclass(frozen=True)
class Progress:
    """Dates and counts of a pairing: all that a lead sees of it."""

    held: int
    ahead: int
    cancelled: int
    last_held_at: datetime | None
    next_at: datetime | None


def pairing_of(person: Person, pairing_id: int) -> Pairing | None:
    """The pairing if this person is one of the two; None to anybody else."""
    query = _one(pairing_id).options(joinedload(Pairing.programme))
    found = db.session.scalar(query)
    return found if found and found.has(person) else None


def pairing_for(person: Person, pairing_id: int) -> Pairing | None:
    """The pairing if this person is one of the two or leads its programme; else None."""
    found = _by_id(pairing_id)
    return found if found and policy.can_end(person, found) else None


def pairings_of(person: Person) -> list[Pairing]:
    """The person's pairings: the running ones first, then the latest."""
    query = (
        select(Pairing)
        .where(or_(Pairing.mentee_id == person.id, Pairing.mentor_id == person.id))
        .options(
            joinedload(Pairing.mentee), joinedload(Pairing.mentor), joinedload(Pairing.programme)
        )
        .order_by(Pairing.ended_at.is_not(None), Pairing.started_at.desc())
    )
    return list(db.session.scalars(query))


def pairings_in(programme: Programme, limit: int, offset: int = 0) -> list[Pairing]:
    """The programme's pairings for its leads, the running ones first."""
    query = (
        select(Pairing)
        .where(Pairing.programme_id == programme.id)
        .options(joinedload(Pairing.mentee), joinedload(Pairing.mentor))
        .order_by(Pairing.ended_at.is_not(None), Pairing.started_at.desc(), Pairing.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def pairings_in_count(programme: Programme) -> int:
    query = select(func.count(Pairing.id)).where(Pairing.programme_id == programme.id)
    return db.session.scalar(query) or 0


def running_pairing(mentee_id: int, mentor_id: int) -> Pairing | None:
    """What lets this mentee book this mentor's times; the newest where there are several.

    In a tandem each books the other's.
    """
    return db.session.scalar(_running_pairing(), {"mentee": mentee_id, "mentor": mentor_id})


@cache
def _running_pairing() -> Select[Pairing]:
    mentee: BindParameter[int] = bindparam("mentee")
    mentor: BindParameter[int] = bindparam("mentor")
    is_tandem = Pairing.kind == PairingKind.TANDEM
    return (
        select(Pairing)
        .where(
            or_(
                (Pairing.mentee_id == mentee) & (Pairing.mentor_id == mentor),
                (Pairing.mentee_id == mentor) & (Pairing.mentor_id == mentee) & is_tandem,
            ),
            Pairing.ended_at.is_(None),
            Pairing.paused_at.is_(None),
        )
        .order_by(Pairing.started_at.desc())
        .limit(1)
    )


def pairing_from(match: Match) -> Pairing | None:
    """What the match led to."""
    return db.session.scalar(select(Pairing).where(Pairing.match_id == match.id))


def running_count(mentor_id: int, programme_id: int) -> int:
    """How many mentees the mentor has in the programme just now."""
    query = select(func.count(Pairing.id)).where(
        Pairing.mentor_id == mentor_id,
        Pairing.programme_id == programme_id,
        Pairing.ended_at.is_(None),
        Pairing.kind != PairingKind.TANDEM,
    )
    return db.session.scalar(query) or 0


def progress_of(pairing: Pairing, now: datetime) -> Progress:
    is_held = Booking.held_at.is_not(None)
    is_ahead = Booking.cancelled_at.is_(None) & (Slot.ends_at > now)
    query = (
        select(
            func.count(case((is_held, 1))),
            func.count(case((is_ahead, 1))),
            func.count(case((Booking.ending == Ending.CANCELLED, 1))),
            func.max(case((is_held, Slot.starts_at))),
            func.min(case((is_ahead, Slot.starts_at))),
        )
        .join(Booking.slot)
        .where(Booking.pairing_id == pairing.id)
    )
    found = Progress(*db.session.execute(query).one())
    talks = select(func.count(LoggedTalk.id), func.max(LoggedTalk.held_at)).where(
        LoggedTalk.pairing_id == pairing.id, LoggedTalk.confirmed_at.is_not(None)
    )
    count, last = db.session.execute(talks).one()
    latest = max((at for at in (found.last_held_at, last) if at), default=None)
    return replace(found, held=found.held + count, last_held_at=latest)


def pairings_past_their_day(now: datetime) -> list[Pairing]:
    """Running pairings whose last day, as agreed, is over."""
    query = select(Pairing).where(Pairing.ended_at.is_(None), Pairing.ends_on < now.date())
    return list(db.session.scalars(query))


def pairings_near_their_day(now: datetime, days: int) -> list[Pairing]:
    """Running pairings that end within so many days."""
    query = select(Pairing).where(
        Pairing.ended_at.is_(None),
        Pairing.paused_at.is_(None),
        Pairing.ends_on >= now.date(),
        Pairing.ends_on <= now.date() + timedelta(days=days),
    )
    return list(db.session.scalars(query))


def pairings_to_end() -> list[Pairing]:
    """Running pairings that have lost their ground.

    The programme winds down or is over, or one of the two has left it or the company.
    """
    gone = select(Person.id).where(Person.deactivated_at.is_not(None))
    joinable = (ProgrammeState.OPEN, ProgrammeState.RUNNING)
    query = (
        select(Pairing)
        .join(Pairing.programme)
        .where(
            Pairing.ended_at.is_(None),
            or_(
                Programme.state.not_in(joinable),
                Pairing.mentee_id.in_(gone),
                Pairing.mentor_id.in_(gone),
                ~_takes_part(EnrolmentRole.MENTEE),
                ~_takes_part(EnrolmentRole.MENTOR),
            ),
        )
        .options(
            joinedload(Pairing.mentee), joinedload(Pairing.mentor), joinedload(Pairing.programme)
        )
    )
    return list(db.session.scalars(query))


def _takes_part(role: EnrolmentRole) -> ColumnElement[bool]:
    """Whether the side of this role takes part still; in a tandem both are participants."""
    side = Pairing.mentee_id if role is EnrolmentRole.MENTEE else Pairing.mentor_id
    is_tandem = Pairing.kind == PairingKind.TANDEM
    return (
        select(Enrolment.id)
        .where(
            Enrolment.programme_id == Pairing.programme_id,
            Enrolment.person_id == side,
            Enrolment.role == case((is_tandem, EnrolmentRole.PARTICIPANT.value), else_=role.value),
            Enrolment.state == EnrolmentState.ACTIVE,
        )
        .exists()
    )


def _by_id(pairing_id: int) -> Pairing | None:
    return db.session.scalar(_one(pairing_id))


def _one(pairing_id: int) -> Select[Pairing]:
    return (
        select(Pairing)
        .where(Pairing.id == pairing_id)
        .options(
            joinedload(Pairing.mentee), joinedload(Pairing.mentor), joinedload(Pairing.programme)
        )
    )
