"""Office hours, and the requests for seats that a host gives."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from learning.extensions import db
from learning.mentoring.models import (
    Audience,
    Booking,
    OfficeHour,
    SeatAnswer,
    SeatRequest,
    Slot,
)
from learning.mentoring.queries.barred import not_barred
from learning.people.models import Direction, Person, PersonSkill, Skill
from learning.people.queries.people import takes_part
from learning.programmes.models import Enrolment, EnrolmentState, Programme
from learning.programmes.queries import enrolments_of


def office_hours_ahead(person: Person, now: datetime, limit: int) -> list[OfficeHour]:
    """Hours with seats that this person may come to or hosts, the soonest first."""
    query = (
        select(OfficeHour)
        .join(OfficeHour.slot)
        .join(Slot.mentor)
        .where(
            Slot.ends_at > now,
            Slot.withdrawn_at.is_(None),
            Person.deactivated_at.is_(None),
            *not_barred(person, Slot.mentor_id),
        )
        .options(
            contains_eager(OfficeHour.slot).contains_eager(Slot.mentor),
            contains_eager(OfficeHour.slot).selectinload(Slot.bookings),
        )
        .order_by(Slot.starts_at, OfficeHour.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def seat_request_of(person: Person, slot: Slot) -> SeatRequest | None:
    """What the person asked for this time, whatever became of it."""
    query = select(SeatRequest).where(
        SeatRequest.slot_id == slot.id, SeatRequest.person_id == person.id
    )
    return db.session.scalar(query)


def is_chosen(slot: Slot, person: Person) -> bool:
    """Whether the host has given this person a seat."""
    found = seat_request_of(person, slot)
    return found is not None and found.answer is SeatAnswer.CHOSEN


def seat_requests_of(person: Person, slots: Sequence[Slot]) -> dict[int, SeatRequest]:
    """By slot, what the person asked for."""
    query = select(SeatRequest).where(
        SeatRequest.person_id == person.id, SeatRequest.slot_id.in_([one.id for one in slots])
    )
    return {one.slot_id: one for one in db.session.scalars(query)}


def seat_requests(slot: Slot) -> list[SeatRequest]:
    """What was asked for this time and not taken back, the first come first."""
    query = (
        select(SeatRequest)
        .where(
            SeatRequest.slot_id == slot.id,
            SeatRequest.answer.is_distinct_from(SeatAnswer.WITHDRAWN),
        )
        .options(joinedload(SeatRequest.person))
        .order_by(SeatRequest.asked_at, SeatRequest.id)
    )
    return list(db.session.scalars(query))


def open_seat_requests(slot: Slot) -> list[SeatRequest]:
    """Those that wait for the host's answer."""
    return [one for one in seat_requests(slot) if one.answer is None]


def seat_request_to(host: Person, request_id: int) -> SeatRequest | None:
    """The request if it is to this host; None to anybody else."""
    query = (
        select(SeatRequest)
        .join(SeatRequest.slot)
        .where(SeatRequest.id == request_id, Slot.mentor_id == host.id)
        .options(contains_eager(SeatRequest.slot), joinedload(SeatRequest.person))
    )
    return db.session.scalar(query)


def open_request_counts(host: Person, now: datetime) -> dict[int, int]:
    """By slot of the host, how many requests wait, where there is still time to choose."""
    query = (
        select(SeatRequest.slot_id, func.count(SeatRequest.id))
        .join(SeatRequest.slot)
        .where(
            Slot.mentor_id == host.id,
            Slot.withdrawn_at.is_(None),
            Slot.choose_by > now,
            SeatRequest.answer.is_(None),
        )
        .group_by(SeatRequest.slot_id)
    )
    return dict(db.session.execute(query).all())


def own_group(host: Person, slot_id: int) -> Slot | None:
    """The host's own time with several seats, with who comes; None to anybody else."""
    query = (
        select(Slot)
        .where(Slot.id == slot_id, Slot.mentor_id == host.id, Slot.seats > 1)
        .options(selectinload(Slot.bookings).joinedload(Booking.mentee))
    )
    return db.session.scalar(query)


def programmes_to_tell(person: Person) -> list[Programme]:
    """Programmes that run and in which the person gives, whose people may be told."""
    return [
        one.programme
        for one in enrolments_of(person)
        if one.state is EnrolmentState.ACTIVE and one.role.is_giver and one.programme.is_joinable
    ]


def skills_to_tell(person: Person) -> list[Skill]:
    """What the person teaches and somebody else wants to learn, by name."""
    taught = select(PersonSkill.skill_id).where(
        PersonSkill.person_id == person.id, PersonSkill.direction == Direction.TEACHES
    )
    wanted = select(PersonSkill.skill_id).where(
        PersonSkill.person_id != person.id, PersonSkill.direction == Direction.WANTS
    )
    query = select(Skill).where(Skill.id.in_(taught), Skill.id.in_(wanted))
    return list(db.session.scalars(query.order_by(func.lower(Skill.name))))


def audience_of(hour: OfficeHour, host: Person) -> list[int]:
    """Who is told of the hour: colleagues who take part in Collegium, the host left out."""
    if hour.audience is Audience.NOBODY:
        return []
    query = select(Person.id).where(
        takes_part(), Person.id != host.id, *not_barred(host, Person.id)
    )
    if hour.audience is Audience.PROGRAMME:
        inside = select(Enrolment.person_id).where(
            Enrolment.programme_id == hour.programme_id,
            Enrolment.state == EnrolmentState.ACTIVE,
        )
        query = query.where(Person.id.in_(inside))
    elif hour.audience is Audience.SKILL:
        wanting = select(PersonSkill.person_id).where(
            PersonSkill.skill_id == hour.skill_id, PersonSkill.direction == Direction.WANTS
        )
        query = query.where(Person.id.in_(wanting))
    return list(db.session.scalars(query.order_by(Person.id)))
