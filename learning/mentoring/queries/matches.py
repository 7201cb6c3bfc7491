"""Matches as the two people see them, and the mentors one may ask."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from learning.extensions import db
from learning.mentoring import policy
from learning.mentoring.models import UNTOLD, Match, MatchState, Pairing, PairingKind
from learning.mentoring.queries.pool import is_available, is_found
from learning.mentoring.rules import days_of_patience_ago
from learning.people.models import Person
from learning.programmes.models import (
    ConsentOrder,
    Enrolment,
    EnrolmentRole,
    EnrolmentState,
    Programme,
    ProgrammeState,
)
from learning.programmes.queries import enrolments_of


def match_of(person: Person, match_id: int) -> Match | None:
    """The match if it was proposed to this person, or if they lead its programme; else None."""
    query = _matches().where(Match.id == match_id).options(joinedload(Match.programme))
    found = db.session.scalar(query)
    if found is None:
        return None
    return (
        found
        if found.is_told_to(person) or policy.can_run_matches(person, found.programme)
        else None
    )


def matches_of(person: Person, limit: int, offset: int = 0) -> list[Match]:
    """The person's matches: the open ones first, then the latest."""
    query = (
        _matches()
        .where(*is_told(person))
        .options(joinedload(Match.programme))
        .order_by(Match.state != MatchState.PROPOSED, Match.proposed_at.desc(), Match.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def matches_of_count(person: Person) -> int:
    return db.session.scalar(select(func.count(Match.id)).where(*is_told(person))) or 0


def matches_awaiting(person: Person) -> list[Match]:
    """Matches that wait for this person's yes or no, the oldest first."""
    query = (
        _matches()
        .where(
            Match.state == MatchState.PROPOSED,
            *is_told(person),
            or_(
                (Match.mentor_id == person.id) & Match.mentor_accepted_at.is_(None),
                (Match.mentee_id == person.id) & Match.mentee_accepted_at.is_(None),
            ),
        )
        .options(joinedload(Match.programme))
        .order_by(Match.proposed_at, Match.id)
    )
    return list(db.session.scalars(query))


def open_requests(person: Person) -> list[Match]:
    """What this person has asked others for and is not answered yet."""
    query = (
        _matches()
        .where(Match.state == MatchState.PROPOSED, has_asked(person))
        .options(joinedload(Match.programme))
        .order_by(Match.proposed_at)
    )
    return list(db.session.scalars(query))


def enrolment_of_asker(match: Match) -> Enrolment | None:
    """The part in the programme of whoever asked for this match."""
    query = select(Enrolment).where(
        Enrolment.programme_id == match.programme_id,
        Enrolment.person_id == match.asker.id,
        Enrolment.role == (match.asked_by or EnrolmentRole.MENTEE),
        Enrolment.state == EnrolmentState.ACTIVE,
    )
    return db.session.scalar(query)


def enrolment_in(person: Person, match: Match) -> Enrolment | None:
    """The person's own part in the programme, on their side of this match."""
    role = EnrolmentRole.MENTOR if person.id == match.mentor_id else EnrolmentRole.MENTEE
    query = select(Enrolment).where(
        Enrolment.programme_id == match.programme_id,
        Enrolment.person_id == person.id,
        Enrolment.role == role,
        Enrolment.state == EnrolmentState.ACTIVE,
    )
    return db.session.scalar(query)


def open_match(programme_id: int, mentee_id: int, mentor_id: int) -> Match | None:
    """The proposal of these two that is not answered yet."""
    query = select(Match).where(
        Match.programme_id == programme_id,
        Match.mentee_id == mentee_id,
        Match.mentor_id == mentor_id,
        Match.state == MatchState.PROPOSED,
    )
    return db.session.scalar(query)


def other_open_matches(match: Match) -> list[Match]:
    """What else the mentee of this match still waits for in the same programme."""
    query = select(Match).where(
        Match.programme_id == match.programme_id,
        Match.mentee_id == match.mentee_id,
        Match.state == MatchState.PROPOSED,
        Match.id != match.id,
    )
    return list(db.session.scalars(query))


def expired_matches(now: datetime) -> list[Match]:
    """Proposals whose time to answer has run out."""
    query = _matches().where(Match.state == MatchState.PROPOSED, Match.expires_at <= now)
    return list(db.session.scalars(query.options(joinedload(Match.programme))))


def matches_to_remind(now: datetime) -> list[Match]:
    """Proposals that somebody has not answered for `WORKING_DAYS_OF_PATIENCE`, once each."""
    since = days_of_patience_ago(now)
    query = _matches().where(
        Match.state == MatchState.PROPOSED,
        Match.reminded_at.is_(None),
        Match.proposed_at <= since,
    )
    return list(db.session.scalars(query.options(joinedload(Match.programme))))


def matches_to_drop() -> list[Match]:
    """Open proposals that can come to nothing any more.

    One side has left the company or the programme, or the programme no longer pairs people.
    """
    gone = select(Person.id).where(Person.deactivated_at.is_not(None))
    joinable = (ProgrammeState.OPEN, ProgrammeState.RUNNING)
    query = (
        _matches()
        .join(Match.programme)
        .where(
            Match.state == MatchState.PROPOSED,
            or_(
                Programme.state.not_in(joinable),
                Match.mentee_id.in_(gone),
                Match.mentor_id.in_(gone),
                ~_takes_part(Match.mentee_id, EnrolmentRole.MENTEE),
                ~_takes_part(Match.mentor_id, EnrolmentRole.MENTOR),
            ),
        )
        .options(contains_eager(Match.programme))
    )
    return list(db.session.scalars(query))


def own_limit(mentor_id: int, programme_id: int) -> int | None:
    """How many mentees the mentor wants at most in this programme."""
    query = select(Enrolment.capacity).where(
        Enrolment.programme_id == programme_id,
        Enrolment.person_id == mentor_id,
        Enrolment.role == EnrolmentRole.MENTOR,
    )
    return db.session.scalar(query)


def open_matches_in_role(enrolment: Enrolment) -> list[Match]:
    """What is proposed to this person in this role, or asked by them, and still open."""
    query = _matches().where(
        Match.programme_id == enrolment.programme_id,
        _side(enrolment.role) == enrolment.person_id,
        Match.state == MatchState.PROPOSED,
    )
    return list(db.session.scalars(query.options(joinedload(Match.programme))))


def open_requests_to_mentors() -> list[Match]:
    """Requests that mentors have not answered, for a look at whether they still have places."""
    query = _matches().where(
        Match.state == MatchState.PROPOSED,
        Match.run_id.is_(None),
        Match.mentor_accepted_at.is_(None),
    )
    return list(
        db.session.scalars(query.options(joinedload(Match.programme)).order_by(Match.programme_id))
    )


def mentee_enrolments(person: Person) -> list[Enrolment]:
    """Where this person takes part as a mentee just now."""
    return enrolments_in_role(person, EnrolmentRole.MENTEE)


def enrolments_in_role(person: Person, role: EnrolmentRole) -> list[Enrolment]:
    return [
        enrolment
        for enrolment in enrolments_of(person)
        if enrolment.role == role
        and enrolment.state == EnrolmentState.ACTIVE
        and enrolment.programme.is_joinable
    ]


def enrolment_to_ask(enrolment_id: int) -> Enrolment | None:
    """A mentor's or mentee's active part in a programme, with person and programme."""
    query = (
        select(Enrolment)
        .where(
            Enrolment.id == enrolment_id,
            Enrolment.role.in_((EnrolmentRole.MENTOR, EnrolmentRole.MENTEE)),
            Enrolment.state == EnrolmentState.ACTIVE,
        )
        .options(joinedload(Enrolment.person), joinedload(Enrolment.programme))
    )
    found = db.session.scalar(query)
    return found if found and found.person.is_active and found.programme.is_joinable else None


def enrolments_by_person(
    programme: Programme, role: EnrolmentRole, person_ids: Collection[int]
) -> dict[int, Enrolment]:
    """By person their part in the programme in this role, each with person and skills."""
    query = (
        select(Enrolment)
        .where(
            Enrolment.programme_id == programme.id,
            Enrolment.role == role,
            Enrolment.person_id.in_(person_ids),
        )
        .options(joinedload(Enrolment.person).joinedload(Person.skills))
    )
    return {found.person_id: found for found in db.session.scalars(query).unique()}


def seeking_mentees(programme: Programme, today: date) -> list[int]:
    """Mentees without a mentor here whom no run has proposed to somebody, the first comers first.

    Who has asked mentors already is among them: a mentor may be quicker.
    """
    paired = select(Pairing.mentee_id).where(
        Pairing.programme_id == programme.id,
        Pairing.ended_at.is_(None),
        Pairing.kind != PairingKind.TANDEM,
    )
    proposed = select(Match.mentee_id).where(
        Match.programme_id == programme.id,
        Match.state == MatchState.PROPOSED,
        Match.run_id.is_not(None),
    )
    query = (
        select(Person.id)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(
            Enrolment.programme_id == programme.id,
            Enrolment.role == EnrolmentRole.MENTEE,
            Enrolment.state == EnrolmentState.ACTIVE,
            is_available(today),
            is_found(today),
            Person.id.not_in(paired),
            Person.id.not_in(proposed),
        )
        .order_by(Enrolment.applied_at, Person.id)
    )
    return list(db.session.scalars(query))


def people_by_id(person_ids: Collection[int]) -> dict[int, Person]:
    query = select(Person).where(Person.id.in_(person_ids)).options(joinedload(Person.skills))
    return {person.id: person for person in db.session.scalars(query).unique()}


def _matches() -> Select[Match]:
    return select(Match).options(joinedload(Match.mentee), joinedload(Match.mentor))


def _takes_part(person_id: InstrumentedAttribute[int], role: EnrolmentRole) -> ColumnElement[bool]:
    return (
        select(Enrolment.id)
        .where(
            Enrolment.programme_id == Match.programme_id,
            Enrolment.person_id == person_id,
            Enrolment.role == role,
            Enrolment.state == EnrolmentState.ACTIVE,
        )
        .exists()
    )


def _side(role: EnrolmentRole) -> InstrumentedAttribute[int]:
    return Match.mentor_id if role is EnrolmentRole.MENTOR else Match.mentee_id


def has_asked(person: Person) -> ColumnElement[bool]:
    """For a WHERE over matches: the person asked the other."""
    return or_(
        (Match.asked_by == EnrolmentRole.MENTEE) & (Match.mentee_id == person.id),
        (Match.asked_by == EnrolmentRole.MENTOR) & (Match.mentor_id == person.id),
    )


def is_told(person: Person) -> tuple[ColumnElement[bool], ...]:
    """For a WHERE over matches, as `Match.is_told_to`: who is asked second knows of it after the
    first yes.
    """
    return (
        Match.state.not_in(UNTOLD),
        or_(
            (Match.mentee_id == person.id)
            & or_(
                Match.run_id.is_(None),
                Match.mentor_accepted_at.is_not(None),
                Match.programme_id.not_in(_asking_first(ConsentOrder.MENTOR)),
            ),
            (Match.mentor_id == person.id)
            & or_(
                Match.run_id.is_(None),
                Match.mentee_accepted_at.is_not(None),
                Match.programme_id.not_in(_asking_first(ConsentOrder.MENTEE)),
            ),
        ),
    )


def _asking_first(order: ConsentOrder) -> Select[int]:
    return select(Programme.id).where(Programme.consent_order == order)
