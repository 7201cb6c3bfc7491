"""Times that somebody can book: what hosts offer by hand, and what their hours leave."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import BindParameter, Select, bindparam, func, or_, select
from sqlalchemy.orm.attributes import set_committed_value

from learning.extensions import db
from learning.mentoring.models import Booking, NoShow, Pairing, Slot
from learning.mentoring.queries.pool import is_available, partners_of
from learning.mentoring.queries.sessions import open_slots
from learning.mentoring.rules import TURNS_WITHIN, Turn
from learning.people.models import Avoidance, Direction, Person, PersonSkill, Skill
from learning.programmes.models import Enrolment, EnrolmentRole, EnrolmentState, Programme
from learning.programmes.queries.catalogue import JOINABLE
from learning.scheduling.models import Availability
from learning.scheduling.queries import (
    free_hosts,
    free_times,
    hours_of,
    is_free_time,
    nearest_free_times,
)
from learning.scheduling.rules.hours import ANY, Hours

KIND = "mentoring.session"
GIVERS = [role for role in EnrolmentRole if role.is_giver]
AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Time:
    """A time that one person could book just now, with one host."""

    starts_at: datetime
    ends_at: datetime
    host: Person
    slot_id: int | None = None  # None: of the host's hours
    is_on_request: bool = False
    seats: int = 1
    seats_left: int = 1
    suits: bool = True  # within the working hours of both

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at) / timedelta(minutes=1))


def hosts_for(person: Person, now: datetime, host_ids: Collection[int]) -> list[Person]:
    """Who of these keeps hours that this person may book: givers, and partners of a tandem.

    Who avoids the other is not there.
    """
    return list(_hosts_and_bonds(person, now, host_ids))


def _hosts_and_bonds(
    person: Person, now: datetime, host_ids: Collection[int]
) -> dict[Person, bool]:
    """As `hosts_for`; and whether the person books them as a partner, without asking."""
    asked = {"hosts": list(host_ids), "reader": person.id, "today": now.date()}
    return {host: bool(is_paired) for host, is_paired in db.session.execute(_hosts_for(), asked)}


@cache
def _hosts_for() -> Select[Person, bool]:
    reader: BindParameter[int] = bindparam("reader")
    is_paired = Person.id.in_(partners_of(reader))
    avoided = select(Avoidance.other_id).where(Avoidance.person_id == reader)
    avoiding = select(Avoidance.person_id).where(Avoidance.other_id == reader)
    giving = (
        select(Enrolment.person_id)
        .join(Programme, Programme.id == Enrolment.programme_id)
        .where(
            Enrolment.role.in_(GIVERS),
            Enrolment.state == EnrolmentState.ACTIVE,
            Programme.state.in_(JOINABLE),
        )
    )
    return (
        select(Person, is_paired)
        .where(
            Person.id.in_(bindparam("hosts", expanding=True)),
            Person.id != reader,
            or_(Person.id.in_(giving), is_paired),
            Person.id.not_in(avoided),
            Person.id.not_in(avoiding),
            is_available(bindparam("today")),
        )
        .order_by(Person.id)
    )


def hours_for(person: Person, host: Person, now: datetime) -> Hours | None:
    """The hours of the host that this person may book; None without any."""
    if not hosts_for(person, now, [host.id]):
        return None
    return hours_of([host.id], KIND).get(host.id)


def has_times(pairing: Pairing, person: Person, now: datetime) -> bool:
    """Whether who books in this pair finds times: the mentee the mentor's, in a tandem each."""
    is_tandem = pairing.is_tandem
    guest = person if is_tandem else pairing.mentee
    host = pairing.other(guest)
    if open_slots(guest, now, [host.id], limit=1):
        return True
    keeping = select(Availability.person_id).where(Availability.kind.in_((ANY, KIND)))
    asked = {"hosts": [host.id], "reader": guest.id, "today": now.date()}
    return db.session.execute(_hosts_for().where(Person.id.in_(keeping)), asked).first() is not None


def times_with(
    person: Person,
    host: Person,
    minutes: int,
    since: datetime,
    until: datetime,
    now: datetime,
    *,
    moving: Sequence[Booking] = (),
) -> list[Time]:
    """Every time this person could book with the host from `since` on, the soonest first.

    Of the host's hours those that end by `until`: own mentees book them at once, others ask. The
    sessions `moving` stand in no way, and those of a series may go past the host's horizon.
    """
    found = {
        slot.starts_at: time_of(slot)
        for slot in _with_seats(open_slots(person, now, [host.id]))
        if since <= slot.starts_at
    }
    hosts = _hosts_and_bonds(person, now, [host.id])
    for one in free_times(
        list(hosts),
        person,
        minutes,
        since,
        until,
        KIND,
        now,
        beyond=any(one.series_id is not None for one in moving),
        besides=[one.appointment_id for one in moving],
    ):
        found.setdefault(
            one.starts_at,
            Time(
                one.starts_at,
                one.ends_at,
                host,
                is_on_request=not hosts[host],
                suits=one.is_inside_both,
            ),
        )
    return [found[start] for start in sorted(found)]


def time_at(person: Person, host: Person, starts_at: datetime, minutes: int, now: datetime) -> Time:
    """Exactly this time of the host's hours; with no seat left where it cannot be had."""
    is_free = is_free_time(host, person, starts_at, minutes, KIND, now)
    return Time(
        starts_at,
        starts_at + timedelta(minutes=minutes),
        host,
        is_on_request=host.id not in set(db.session.scalars(partners_of(person.id))),
        seats_left=int(is_free),
    )


def nearest_times(
    person: Person, host: Person, minutes: int, around: datetime, now: datetime, count: int = 3
) -> list[Time]:
    """The free times nearest to a moment: with this host, and where these are too few anybody's."""

    def nearest(slots: Sequence[Slot], most: int) -> list[Time]:
        by_distance = sorted(slots, key=lambda one: abs(one.starts_at - around))
        return [time_of(slot) for slot in _with_seats(by_distance[:most])]

    offered = open_slots(person, now, [host.id])
    found = nearest(offered, count)
    if hosts := _hosts_and_bonds(person, now, [host.id]):
        known = {slot.starts_at for slot in offered}
        on_request = not hosts[host]
        for free in nearest_free_times(list(hosts), person, minutes, around, KIND, now, count):
            if free.starts_at not in known:
                found.append(Time(free.starts_at, free.ends_at, host, is_on_request=on_request))
        found = sorted(found, key=lambda one: abs(one.starts_at - around))[:count]
    if len(found) < count:
        others = [one for one in open_slots(person, now, limit=50) if one.mentor_id != host.id]
        found += nearest(others, count - len(found))
    return sorted(found, key=lambda one: one.starts_at)


def time_of(slot: Slot) -> Time:
    return Time(
        slot.starts_at,
        slot.ends_at,
        slot.mentor,
        slot.id,
        slot.is_on_request,
        slot.seats,
        slot.seats_left if slot.is_group else 1,
    )


def _with_seats(slots: Sequence[Slot]) -> Sequence[Slot]:
    """The same slots, knowing how many seats of groups are left."""
    groups = {slot.id: list[Booking]() for slot in slots if slot.is_group}
    if groups:
        for booking in db.session.scalars(
            select(Booking).where(Booking.slot_id.in_(groups)).order_by(Booking.booked_at)
        ):
            groups[booking.slot_id].append(booking)
    for slot in slots:
        if slot.is_group:
            set_committed_value(slot, "bookings", groups[slot.id])
    return slots


def taught_skills() -> list[Skill]:
    """Skills that somebody teaches, by name."""
    teaching = select(PersonSkill.skill_id).where(PersonSkill.direction == Direction.TEACHES)
    query = select(Skill).where(Skill.id.in_(teaching)).order_by(Skill.key)
    return list(db.session.scalars(query))


def teachers_of(skill: Skill, person: Person, now: datetime) -> list[Person]:
    """Hosts who teach the skill, say so to colleagues, and whose hours this person may book."""
    query = select(PersonSkill.person_id).where(
        PersonSkill.skill_id == skill.id, PersonSkill.direction == Direction.TEACHES
    )
    hosts = hosts_for(person, now, list(db.session.scalars(query)))
    return [one for one in hosts if one.privacy.get("teaches", "colleagues") == "colleagues"]


def pool_times(
    person: Person, hosts: Sequence[Person], minutes: int, until: datetime, now: datetime
) -> dict[datetime, list[int]]:
    """By moment who of the hosts is free then, the soonest first."""
    return free_hosts(hosts, person, minutes, now, until, KIND, now)


def turns_of(host_ids: Iterable[int], now: datetime) -> list[Turn]:
    """What each of these hosts has taken lately, and how much they said they can."""
    ids = list(host_ids)
    missed_by_guest = (
        select(NoShow.id)
        .where(NoShow.booking_id == Booking.id, NoShow.absent_id == Booking.mentee_id)
        .exists()
    )
    query = (
        select(Slot.mentor_id, func.count(Booking.id), func.max(Booking.booked_at))
        .join(Slot, Slot.id == Booking.slot_id)
        .where(
            Slot.mentor_id.in_(ids),
            Booking.cancelled_at.is_(None),
            Slot.starts_at > now - TURNS_WITHIN,
            ~missed_by_guest,
        )
        .group_by(Slot.mentor_id)
    )
    taken = {row[0]: (row[1], row[2]) for row in db.session.execute(query)}
    places = (
        select(Enrolment.person_id, func.max(Enrolment.capacity))
        .where(Enrolment.person_id.in_(ids), Enrolment.state == EnrolmentState.ACTIVE)
        .group_by(Enrolment.person_id)
    )
    weights = {row[0]: row[1] for row in db.session.execute(places)}
    return [Turn(one, weights.get(one) or 1, *taken.get(one, (0, None))) for one in ids]
