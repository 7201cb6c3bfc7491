"""What a run does for whom: the outcome of each mentee, by the groups they belong to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from learning.extensions import db
from learning.matching.explanation import Outcome
from learning.mentoring.models import Match, MatchRun, UnmatchedMentee
from learning.people.models import Department, Person
from learning.people.rules.roster import GROUP
from learning.programmes.models import Enrolment, EnrolmentRole, Programme

DAYS_A_YEAR = 365


@dataclass(frozen=True)
class Background:
    """The groups a mentee belongs to, by field, and the days waited, where that is known."""

    groups: Mapping[str, str]
    days: int | None


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
    return outcomes(found, backgrounds(run.programme, found, run.solved_at.date()))


def outcomes(scores: Mapping[int, float | None], known: Mapping[int, Background]) -> list[Outcome]:
    """For each mentee the score, None without a mentor, with their background."""
    return [
        Outcome(known[mentee].groups, score, known[mentee].days)
        for mentee, score in sorted(scores.items())
        if mentee in known
    ]


def backgrounds(
    programme: Programme, person_ids: Collection[int], today: date
) -> dict[int, Background]:
    """By mentee what a report tells groups apart by."""
    waited = _waited(programme, person_ids, today)
    return {
        person: Background(groups, waited.get(person))
        for person, groups in groups_of(person_ids, today).items()
    }


def groups_of(person_ids: Collection[int], today: date) -> dict[int, dict[str, str]]:
    """By person the department, location, language of the pages, and time in the company.

    And what the company's own groups are, each as "group:" and its name.
    """
    query = (
        select(
            Person.id,
            Department.name,
            Person.location,
            Person.language,
            Person.started_on,
            Person.groups,
        )
        .outerjoin(Department, Person.department_id == Department.id)
        .where(Person.id.in_(person_ids))
    )
    return {
        person: {
            "department": department or "",
            "location": location,
            "language": language,
            "tenure": tenure_band(started_on, today),
            **{f"{GROUP}{name}": group for name, group in own.items()},
        }
        for person, department, location, language, started_on, own in db.session.execute(query)
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
