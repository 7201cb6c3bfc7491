"""Clinics, their queues, and who may help."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from learning.clinics import policy
from learning.clinics.models import Case, Clinic
from learning.clinics.rules import Sitting, wait_minutes
from learning.extensions import db
from learning.people.models import Direction, Person, PersonSkill, Skill
from learning.programmes.models import (
    Enrolment,
    EnrolmentRole,
    EnrolmentState,
    Format,
    Programme,
    ProgrammeState,
)
from learning.programmes.queries import enrolments_of, programmes_with_format

JOINABLE = (ProgrammeState.OPEN, ProgrammeState.RUNNING)


@dataclass(frozen=True)
class Wait:
    """Where a case stands in the queue of its skill, counted from 1, and how long at most."""

    place: int
    minutes: int


def open_clinics() -> list[Clinic]:
    """Every clinic that sits, by weekday and hour."""
    query = (
        select(Clinic)
        .join(Clinic.programme)
        .where(Clinic.closed_at.is_(None), Programme.state.in_(JOINABLE))
        .options(joinedload(Clinic.programme))
        .order_by(Clinic.weekday, Clinic.at, Clinic.id)
    )
    return list(db.session.scalars(query))


def next_clinic(now: datetime) -> tuple[Clinic, Sitting] | None:
    """The clinic that sits just now or next, and when."""
    sittings = [(one, one.sitting(now)) for one in open_clinics()]
    return min(sittings, key=lambda pair: (pair[1].starts_at, pair[0].id), default=None)


def clinic_by_id(clinic_id: int) -> Clinic | None:
    query = select(Clinic).where(Clinic.id == clinic_id)
    return db.session.scalar(query.options(joinedload(Clinic.programme)))


def queue_of(clinic: Clinic) -> list[Case]:
    """The open cases, first come first."""
    query = (
        select(Case)
        .where(Case.clinic_id == clinic.id, Case.closed_at.is_(None))
        .options(joinedload(Case.asker), joinedload(Case.skill), joinedload(Case.helper))
        .order_by(Case.asked_at, Case.id)
    )
    return list(db.session.scalars(query))


def wait_of(case: Case, queue: list[Case], now: datetime) -> Wait:
    """What a guest is told: those before them who wait for the same skill, and the longest wait."""
    before = [
        one
        for one in queue
        if one.skill_id == case.skill_id
        and not one.is_claimed(now)
        and (one.asked_at, one.id) < (case.asked_at, case.id)
    ]
    helpers = sum(one.skill_id == case.skill_id and one.is_claimed(now) for one in queue)
    ahead = len(before) + helpers
    sitting = case.clinic.sitting(now)
    return Wait(len(before) + 1, wait_minutes(ahead, helpers, sitting, now))


def own_case(person: Person, clinic: Clinic) -> Case | None:
    """The person's open case in this clinic."""
    query = select(Case).where(
        Case.clinic_id == clinic.id, Case.asker_id == person.id, Case.closed_at.is_(None)
    )
    return db.session.scalar(query)


def case_by_id(case_id: int) -> Case | None:
    """Any case, for a page whose policy decides."""
    return db.session.scalar(_cases().where(Case.id == case_id))


def case_of(person: Person, case_id: int, now: datetime) -> Case | None:
    """The case if the person asked, is at it or solved it; None to anybody else."""
    found = case_by_id(case_id)
    if found is None:
        return None
    is_party = policy.can_resolve(person, found, now) or found.solved_by == person.id
    return found if is_party else None


def past_cases(person: Person, limit: int) -> list[Case]:
    """What the person asked or solved and is closed, the latest first."""
    query = (
        _cases()
        .where(
            Case.solved_at.is_not(None),
            or_(Case.asker_id == person.id, Case.solved_by == person.id),
        )
        .order_by(Case.solved_at.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def claim_of(person: Person) -> Case | None:
    """The open case that carries this person's claim, run out or not."""
    query = select(Case).where(Case.claimed_by == person.id, Case.closed_at.is_(None))
    return db.session.scalar(query)


def taught_by(person: Person) -> set[int]:
    """The skills the person teaches."""
    query = select(PersonSkill.skill_id).where(
        PersonSkill.person_id == person.id, PersonSkill.direction == Direction.TEACHES
    )
    return set(db.session.scalars(query))


def helpers_of(clinic: Clinic, skill_id: int) -> dict[Person, set[int]]:
    """Mentors and experts of the programme who teach the skill, each with all that they teach."""
    taking_part = select(Enrolment.person_id).where(
        Enrolment.programme_id == clinic.programme_id,
        Enrolment.role.in_(policy.HELPERS),
        Enrolment.state == EnrolmentState.ACTIVE,
    )
    able = select(PersonSkill.person_id).where(
        PersonSkill.skill_id == skill_id, PersonSkill.direction == Direction.TEACHES
    )
    query = (
        select(Person, PersonSkill.skill_id)
        .join(PersonSkill, PersonSkill.person_id == Person.id)
        .where(
            PersonSkill.direction == Direction.TEACHES,
            Person.id.in_(taking_part),
            Person.id.in_(able),
            Person.deactivated_at.is_(None),
        )
        .order_by(Person.id)
    )
    found = dict[Person, set[int]]()
    for person, taught in db.session.execute(query):
        found.setdefault(person, set()).add(taught)
    return found


def skills_taught() -> list[Skill]:
    """What somebody who works here teaches, by name."""
    taught = (
        select(PersonSkill.skill_id)
        .join(Person, Person.id == PersonSkill.person_id)
        .where(PersonSkill.direction == Direction.TEACHES, Person.deactivated_at.is_(None))
    )
    query = select(Skill).where(Skill.id.in_(taught), Skill.merged_into_id.is_(None))
    return list(db.session.scalars(query.order_by(func.lower(Skill.name))))


def programmes_to_open_in(person: Person) -> list[Programme]:
    """Where the person may open a clinic."""
    roles = dict[int, set[EnrolmentRole]]()
    for enrolment in enrolments_of(person):
        if enrolment.state is EnrolmentState.ACTIVE:
            roles.setdefault(enrolment.programme_id, set()).add(enrolment.role)
    return [
        one
        for one in programmes_with_format(Format.CLINIC)
        if policy.can_open(person, one, roles.get(one.id, set()))
    ]


def roles_in(programme: Programme, person: Person) -> set[EnrolmentRole]:
    query = select(Enrolment.role).where(
        Enrolment.programme_id == programme.id,
        Enrolment.person_id == person.id,
        Enrolment.state == EnrolmentState.ACTIVE,
    )
    return set(db.session.scalars(query))


def _cases() -> Select[Case]:
    return select(Case).options(
        joinedload(Case.clinic).joinedload(Clinic.programme),
        joinedload(Case.asker),
        joinedload(Case.skill),
        joinedload(Case.helper),
        joinedload(Case.solver),
    )
