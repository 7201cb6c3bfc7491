"""What a run does for whom: the outcome of each mentee, by the groups they belong to."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import func, select

from learning.extensions import db
from learning.matching.explanation import Outcome
from learning.mentoring.models import Match, MatchRun, UnmatchedMentee
from learning.people.models import Department, Person
from learning.programmes.models import Enrolment, EnrolmentRole, Programme

DAYS_A_YEAR = 365


def outcomes_in(run: MatchRun) -> list[Outcome]:
    """What the run, with all that was changed by hand, does for each mentee."""
    scores = (
        select(Match.mentee_id, func.avg(Match.score))
        .where(Match.run_id == run.id)
        .group_by(Match.mentee_id)
    )
    left = select(UnmatchedMentee.mentee_id).where(UnmatchedMentee.run_id == run.id)
    found: dict[int, float | None] = {row[0]: row[1] for row in db.session.execute(scores)}
    found |= dict.fromkeys(db.session.scalars(left))
    return outcomes(run.programme, found, run.solved_at.date())


def outcomes(
    programme: Programme, scores: Mapping[int, float | None], today: date
) -> list[Outcome]:
    """For each mentee the score, None without a mentor, with their groups and the days waited."""
    groups = groups_of(scores, today)
    waited = _waited(programme, scores, today)
    return [
        Outcome(groups[mentee], score, waited.get(mentee))
        for mentee, score in sorted(scores.items())
        if mentee in groups
    ]


def groups_of(person_ids: Collection[int], today: date) -> dict[int, dict[str, str]]:
    """By person the department, location, language of the pages, and time in the company."""
    query = (
        select(Person.id, Department.name, Person.location, Person.language, Person.started_on)
        .outerjoin(Department, Person.department_id == Department.id)
        .where(Person.id.in_(person_ids))
    )
    return {
        person: {
            "department": department or "",
            "location": location,
            "language": language,
            "tenure": tenure_band(started_on, today),
        }
        for person, department, location, language, started_on in db.session.execute(query)
    }


def tenure_band(started_on: date | None, today: date) -> str:
    """A word for how long somebody is here; empty where nobody knows."""
    if started_on is None:
        return ""
    years = (today - started_on).days / DAYS_A_YEAR
    return "0-1" if years < 1 else "1-3" if years < 3 else "3-10" if years < 10 else "10-"


def _waited(programme: Programme, person_ids: Collection[int], today: date) -> dict[int, int]:
    query = select(Enrolment.person_id, Enrolment.applied_at).where(
        Enrolment.programme_id == programme.id,
        Enrolment.role == EnrolmentRole.MENTEE,
        Enrolment.person_id.in_(person_ids),
    )
    return {one: max(0, (today - at.date()).days) for one, at in db.session.execute(query)}
