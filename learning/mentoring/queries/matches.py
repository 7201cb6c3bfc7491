"""Matches as the two people see them, and the mentors one may ask."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload, selectinload

from learning.extensions import db
from learning.mentoring import policy
from learning.mentoring.models import Match, MatchState
from learning.people.models import Direction, Person, PersonSkill, Skill
from learning.programmes.models import (
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
    is_party = person.id in {found.mentee_id, found.mentor_id} and found.state != MatchState.DRAFT
    return found if is_party or policy.can_run_matches(person, found.programme) else None


def matches_of(person: Person, limit: int, offset: int = 0) -> list[Match]:
    """The person's matches: the open ones first, then the latest."""
    query = (
        _matches()
        .where(*_is_told(person))
        .options(joinedload(Match.programme))
        .order_by(Match.state != MatchState.PROPOSED, Match.proposed_at.desc(), Match.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def matches_of_count(person: Person) -> int:
    return db.session.scalar(select(func.count(Match.id)).where(*_is_told(person))) or 0


def matches_awaiting(person: Person) -> list[Match]:
    """Matches that wait for this person's yes or no, the oldest first."""
    query = (
        _matches()
        .where(
            Match.state == MatchState.PROPOSED,
            or_(
                (Match.mentor_id == person.id) & Match.mentor_accepted_at.is_(None),
                (Match.mentee_id == person.id)
                & Match.mentee_accepted_at.is_(None)
                & Match.run_id.is_not(None),
            ),
        )
        .options(joinedload(Match.programme))
        .order_by(Match.proposed_at, Match.id)
    )
    return list(db.session.scalars(query))


def open_requests(person: Person) -> list[Match]:
    """What this mentee has asked mentors for and is not answered yet."""
    query = (
        _matches()
        .where(
            Match.mentee_id == person.id,
            Match.run_id.is_(None),
            Match.state == MatchState.PROPOSED,
        )
        .options(joinedload(Match.programme))
        .order_by(Match.proposed_at)
    )
    return list(db.session.scalars(query))


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


def mentee_enrolments(person: Person) -> list[Enrolment]:
    """Where this person takes part as a mentee just now."""
    return [
        enrolment
        for enrolment in enrolments_of(person)
        if enrolment.role == EnrolmentRole.MENTEE
        and enrolment.state == EnrolmentState.ACTIVE
        and enrolment.programme.is_joinable
    ]


def mentor_enrolment(enrolment_id: int) -> Enrolment | None:
    """A mentor's active part in a programme, with both."""
    query = (
        select(Enrolment)
        .where(
            Enrolment.id == enrolment_id,
            Enrolment.role == EnrolmentRole.MENTOR,
            Enrolment.state == EnrolmentState.ACTIVE,
        )
        .options(joinedload(Enrolment.person), joinedload(Enrolment.programme))
    )
    found = db.session.scalar(query)
    return found if found and found.person.is_active and found.programme.is_joinable else None


def mentor_enrolments(programme: Programme, mentor_ids: Collection[int]) -> dict[int, Enrolment]:
    """By mentor their part in the programme, each with person and skills."""
    query = (
        select(Enrolment)
        .where(
            Enrolment.programme_id == programme.id,
            Enrolment.role == EnrolmentRole.MENTOR,
            Enrolment.person_id.in_(mentor_ids),
        )
        .options(joinedload(Enrolment.person).selectinload(Person.skills))
    )
    return {found.person_id: found for found in db.session.scalars(query)}


def people_named(person_ids: Collection[int], words: str) -> set[int]:
    """Who of these people has the words in their name, job title or an openly taught skill."""
    like = f"%{words.replace('%', ' ').replace('_', ' ')}%"
    named = select(Person.id).where(
        Person.id.in_(person_ids), or_(Person.name.ilike(like), Person.job_title.ilike(like))
    )
    teaching = (
        select(Person.id, Person.privacy)
        .join(PersonSkill, PersonSkill.person_id == Person.id)
        .join(Skill, Skill.id == PersonSkill.skill_id)
        .where(
            Person.id.in_(person_ids),
            PersonSkill.direction == Direction.TEACHES,
            Skill.name.ilike(like),
        )
    )
    return set(db.session.scalars(named)) | {
        person_id
        for person_id, privacy in db.session.execute(teaching)
        if privacy.get("teaches", "colleagues") == "colleagues"
    }


def people_by_id(person_ids: Collection[int]) -> dict[int, Person]:
    query = select(Person).where(Person.id.in_(person_ids)).options(selectinload(Person.skills))
    return {person.id: person for person in db.session.scalars(query)}


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


def _is_told(person: Person) -> tuple[ColumnElement[bool], ...]:
    return (
        or_(Match.mentee_id == person.id, Match.mentor_id == person.id),
        Match.state != MatchState.DRAFT,
    )
