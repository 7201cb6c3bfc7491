"""Flash talks: who can be met for one, when, and what became of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from learning.extensions import db
from learning.mentoring.models import Booking, FlashTalk, Slot
from learning.mentoring.queries.pool import is_available, is_found
from learning.mentoring.queries.times import Time
from learning.mentoring.rules import FLASH, lengths_of
from learning.people.models import Avoidance, Direction, Person, PersonSkill, Skill
from learning.programmes.models import (
    Enrolment,
    EnrolmentRole,
    EnrolmentState,
    Format,
    Programme,
)
from learning.programmes.queries.catalogue import JOINABLE
from learning.scheduling.queries import free_times, hours_of, keeping_own_hours


@dataclass(frozen=True)
class FlashHost:
    """Somebody who teaches the skill and gives flash talks, for the programme that counts them."""

    person: Person
    programme: Programme
    lengths: tuple[int, ...]
    place: str
    is_instant: bool  # keeps hours for flash talks, so nobody needs to ask first


def flash_hosts(
    person: Person, skill: Skill, now: datetime, host_ids: Collection[int] | None = None
) -> list[FlashHost]:
    """Whom this person may meet for a flash talk on the skill; of `host_ids` where given.

    Mentors of a programme with flash talks who teach the skill and say so to colleagues. Who
    avoids the other, or stands in one reporting line, is as if they were not there.
    """
    query = (
        select(Person, Programme)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(Programme, Programme.id == Enrolment.programme_id)
        .join(PersonSkill, PersonSkill.person_id == Person.id)
        .where(
            Enrolment.role == EnrolmentRole.MENTOR,
            Enrolment.state == EnrolmentState.ACTIVE,
            Programme.state.in_(JOINABLE),
            PersonSkill.skill_id == skill.id,
            PersonSkill.direction == Direction.TEACHES,
            Person.id != person.id,
            is_available(now.date()),
            is_found(now.date()),
            *_may_meet(person),
        )
        .order_by(Person.id, Programme.id)
    )
    if host_ids is not None:
        query = query.where(Person.id.in_(host_ids))
    found: dict[int, tuple[Person, Programme]] = {}
    for host, programme in db.session.execute(query):
        says_so = host.privacy.get("teaches", "colleagues") == "colleagues"
        if says_so and programme.has_format(Format.FLASH):
            found.setdefault(host.id, (host, programme))
    hours, own = hours_of(found, FLASH), keeping_own_hours(found, FLASH)
    return [
        FlashHost(
            host, programme, lengths_of(hours[id_], FLASH), hours[id_].place, is_instant=id_ in own
        )
        for id_, (host, programme) in found.items()
        if id_ in hours
    ]


def flash_times(
    person: Person, hosts: Sequence[FlashHost], minutes: int, until: datetime, now: datetime
) -> dict[int, list[Time]]:
    """By host every time for a flash talk of this length, the soonest first."""
    able = {one.person.id: one for one in hosts if minutes in one.lengths}
    people = [one.person for one in able.values()]
    found = defaultdict[int, list[Time]](list)
    for free in free_times(people, person, minutes, now, until, FLASH, now):
        host = able[free.host_id]
        found[free.host_id].append(
            Time(
                free.starts_at,
                free.ends_at,
                host.person,
                is_on_request=not host.is_instant,
                suits=free.is_inside_both,
            )
        )
    return found


def open_flash(host: Person, guest: Person) -> FlashTalk | None:
    """The flash talk that the two have open, asked of the database again."""
    query = select(FlashTalk).where(
        FlashTalk.host_id == host.id, FlashTalk.guest_id == guest.id, FlashTalk.closed_at.is_(None)
    )
    return db.session.scalar(query)


def flash_ahead(guest: Person, now: datetime) -> list[Booking]:
    """The guest's flash talks that are asked for or booked and not over yet, the next first."""
    query = (
        select(Booking)
        .join(Booking.slot)
        .where(
            Booking.mentee_id == guest.id,
            Booking.flash_id.is_not(None),
            Booking.cancelled_at.is_(None),
            Slot.ends_at > now,
        )
        .order_by(Slot.starts_at)
    )
    return list(db.session.scalars(query))


def partner_to_ask(person: Person, other: Person, *, is_guest: bool) -> Enrolment | None:
    """The other's part in a programme of pairs where the guest is a mentee, the host a mentor."""
    sides = EnrolmentRole.MENTEE, EnrolmentRole.MENTOR
    own_role, their_role = sides if is_guest else sides[::-1]
    own = select(Enrolment.programme_id).where(
        Enrolment.person_id == person.id,
        Enrolment.role == own_role,
        Enrolment.state == EnrolmentState.ACTIVE,
    )
    query = (
        select(Enrolment)
        .join(Programme, Programme.id == Enrolment.programme_id)
        .where(
            Enrolment.person_id == other.id,
            Enrolment.role == their_role,
            Enrolment.state == EnrolmentState.ACTIVE,
            Enrolment.programme_id.in_(own),
            Programme.state.in_(JOINABLE),
        )
        .order_by(Enrolment.id)
    )
    found = db.session.scalars(query)
    return next((one for one in found if one.programme.has_format(Format.MENTORING)), None)


def _may_meet(person: Person) -> tuple[ColumnElement[bool], ...]:
    """Neither avoids the other, and neither stands within two levels above the other."""
    avoided = select(Avoidance.other_id).where(Avoidance.person_id == person.id)
    avoiding = select(Avoidance.person_id).where(Avoidance.other_id == person.id)
    report, low, boss = aliased(Person), aliased(Person), aliased(Person)
    reports = select(report.id).where(report.manager_id == person.id)
    below = select(low.id).where(or_(low.manager_id == person.id, low.manager_id.in_(reports)))
    above = select(boss.manager_id).where(
        boss.id.in_([person.id, person.manager_id or person.id]), boss.manager_id.is_not(None)
    )
    return tuple(Person.id.not_in(some) for some in (avoided, avoiding, below, above))
