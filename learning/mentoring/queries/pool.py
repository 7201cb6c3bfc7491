"""Who of a programme can be matched: mentees without a mentor, mentors with free places."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select

from learning.extensions import db
from learning.mentoring.models import Match, MatchState, Pairing
from learning.mentoring.rules import seats
from learning.people.models import Avoidance, Person
from learning.programmes.models import Enrolment, EnrolmentRole, EnrolmentState, Programme

Pair = tuple[int, int]


def is_available(today: date) -> ColumnElement[bool]:
    """For a WHERE over people: here, and not pausing."""
    return Person.deactivated_at.is_(None) & or_(
        Person.paused_until.is_(None), Person.paused_until <= today
    )


def enrolled(programme: Programme, role: EnrolmentRole) -> Select[int]:
    """The ids of the people who take part in this role, as a subquery."""
    return select(Enrolment.person_id).where(
        Enrolment.programme_id == programme.id,
        Enrolment.role == role,
        Enrolment.state == EnrolmentState.ACTIVE,
    )


def waiting_mentees(programme: Programme, today: date) -> list[int]:
    """Mentees who have neither a mentor here nor a proposal to answer, the first comers first."""
    taken = select(Pairing.mentee_id).where(
        Pairing.programme_id == programme.id, Pairing.ended_at.is_(None)
    )
    asked = select(Match.mentee_id).where(
        Match.programme_id == programme.id, Match.state == MatchState.PROPOSED
    )
    query = (
        select(Person.id)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(
            Enrolment.programme_id == programme.id,
            Enrolment.role == EnrolmentRole.MENTEE,
            Enrolment.state == EnrolmentState.ACTIVE,
            is_available(today),
            Person.id.not_in(taken),
            Person.id.not_in(asked),
        )
        .order_by(Enrolment.applied_at, Person.id)
    )
    return list(db.session.scalars(query))


def free_seats(
    programme: Programme, today: date, mentor_ids: Collection[int] | None = None
) -> dict[int, int]:
    """By mentor of the programme the places still free.

    A run's proposal keeps a place until it is answered; a mentee's request keeps none.
    """
    query = (
        select(Person.id, Enrolment.capacity)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(
            Enrolment.programme_id == programme.id,
            Enrolment.role == EnrolmentRole.MENTOR,
            Enrolment.state == EnrolmentState.ACTIVE,
            is_available(today),
        )
        .order_by(Person.id)
    )
    if mentor_ids is not None:
        query = query.where(Person.id.in_(mentor_ids))
    paired = _count_by_mentor(
        select(Pairing.mentor_id, func.count())
        .where(Pairing.programme_id == programme.id, Pairing.ended_at.is_(None))
        .group_by(Pairing.mentor_id)
    )
    proposed = _count_by_mentor(
        select(Match.mentor_id, func.count())
        .where(
            Match.programme_id == programme.id,
            Match.state == MatchState.PROPOSED,
            Match.run_id.is_not(None),
        )
        .group_by(Match.mentor_id)
    )
    return {
        mentor: max(
            0,
            seats(own, programme.mentor_capacity) - paired.get(mentor, 0) - proposed.get(mentor, 0),
        )
        for mentor, own in db.session.execute(query)
    }


def private_bars(programme: Programme) -> set[Pair]:
    """Pairs that one of the two does not want. Private: it must never show, not even as a gap."""
    people = select(Enrolment.person_id).where(Enrolment.programme_id == programme.id)
    query = select(Avoidance.person_id, Avoidance.other_id).where(Avoidance.person_id.in_(people))
    return {(one, other) for one, other in db.session.execute(query)}


def earlier_pairs(programme: Programme) -> set[Pair]:
    """Mentee and mentor, in whichever order, who had a pairing or said no to each other."""
    people = enrolled(programme, EnrolmentRole.MENTEE)
    paired = select(Pairing.mentee_id, Pairing.mentor_id).where(
        or_(Pairing.mentee_id.in_(people), Pairing.mentor_id.in_(people))
    )
    declined = select(Match.mentee_id, Match.mentor_id).where(
        Match.mentee_id.in_(people), Match.state == MatchState.DECLINED
    )
    found = {(one, other) for one, other in db.session.execute(paired)}
    found |= {(other, one) for one, other in found}
    return found | {(one, other) for one, other in db.session.execute(declined)}


def _count_by_mentor(query: Select[int, int]) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}
