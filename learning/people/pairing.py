"""People as candidates for matching, for whichever feature matches them."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import ScalarSelect, String, cast, func, select
from sqlalchemy.orm import aliased

from learning.extensions import db
from learning.matching.scoring import Participant, utc_offset, weekly_half_hours
from learning.people.models import Department, Direction, Person, PersonLanguage, PersonSkill, Skill
from learning.people.rules.skills import LEVEL_OF_A_TEACHER, present_level
from learning.people.rules.text import career_step, role_family

_FIELD, _LINE = "\x1f", "\x1e"  # signs that no skill is written with


class WorkTime(NamedTuple):
    """When somebody works, as the profile says it: the weekdays' hours in this zone."""

    zone: str
    hours: Mapping[str, list[str]]


def hours_at_work(works: Mapping[int, WorkTime], today: date) -> dict[int, bytes]:
    """By person the half hours at work, see `Participant.hours`; nothing where no zone is known."""
    return {
        person: weekly_half_hours(own.zone, _windows(own.hours), today) if own.zone else b""
        for person, own in works.items()
    }


def participants(
    person_ids: Collection[int],
    today: date,
    hours: Callable[[Mapping[int, WorkTime], date], Mapping[int, bytes]] = hours_at_work,
) -> dict[int, Participant[int]]:
    """What each has said that matching may use: a field kept to oneself counts as not answered.

    `hours` says when they are free, of all who do not keep that to themselves.
    """
    if not person_ids:
        return {}
    boss = aliased(Person)
    query = (
        select(Person, Department.name, boss.manager_id)
        .outerjoin(Department, Person.department_id == Department.id)
        .outerjoin(boss, Person.manager_id == boss.id)
        .where(Person.id.in_(person_ids))
        .with_only_columns(
            Person.id,
            Person.timezone,
            Person.location,
            Person.job_title,
            Person.started_on,
            Person.interests,
            Person.working_hours,
            Person.privacy,
            Person.manager_id,
            Department.name.label("department"),
            boss.manager_id.label("second_manager_id"),
            _skills().label("skills"),
            _languages().label("languages"),
        )
    )
    rows = db.session.execute(query).all()
    works = {
        row.id: WorkTime(row.timezone, row.working_hours)
        for row in rows
        if row.privacy.get("hours") != "me"
    }
    free = hours(works, today)
    found = dict[int, Participant[int]]()
    for row in rows:
        own = {field for field, audience in row.privacy.items() if audience == "me"}
        teaches, wants = _levels(row.skills)
        managers = (row.manager_id, row.second_manager_id)
        found[row.id] = Participant(
            id=row.id,
            wants={}
            if "wants" in own
            else {
                skill: present_level(level, teaches.get(skill)) for skill, level in wants.items()
            },
            teaches={} if "teaches" in own else teaches,
            languages=frozenset(() if "languages" in own else (row.languages or "").split()),
            interests=frozenset() if "interests" in own else frozenset(row.interests),
            department=row.department,
            location=row.location or None,
            role_family=role_family(row.job_title) or None,
            seniority=career_step(row.job_title),
            days_here=(today - row.started_on).days if row.started_on else None,
            managers=tuple(manager for manager in managers if manager is not None),
            utc_offset=utc_offset(row.timezone, today) if row.timezone else None,
            hours=free.get(row.id, b""),
        )
    return found


def _skills() -> ScalarSelect[str]:
    """A person's skills in one column, which costs less than a row each: see `_levels`."""
    level = func.coalesce(cast(PersonSkill.level, String), "")
    words = PersonSkill.direction.concat(_FIELD).concat(level).concat(_FIELD).concat(Skill.name)
    return (
        select(func.aggregate_strings(words, _LINE))
        .join(Skill, PersonSkill.skill_id == Skill.id)
        .where(PersonSkill.person_id == Person.id)
        .scalar_subquery()
    )


def _languages() -> ScalarSelect[str]:
    """The codes of the languages that a person speaks well enough to work in."""
    return (
        select(func.aggregate_strings(PersonLanguage.code, " "))
        .where(PersonLanguage.person_id == Person.id, PersonLanguage.level != "basic")
        .scalar_subquery()
    )


def _levels(skills: str | None) -> tuple[dict[str, int], dict[str, int | None]]:
    """What somebody teaches and wants, by skill the level."""
    teaches, wants = dict[str, int](), dict[str, int | None]()
    for line in skills.split(_LINE) if skills else ():
        direction, level, name = line.split(_FIELD)
        if direction == Direction.TEACHES:
            teaches[name] = int(level) if level else LEVEL_OF_A_TEACHER
        else:
            wants[name] = int(level) if level else None
    return teaches, wants


def _windows(hours: Mapping[str, list[str]]) -> tuple[tuple[int, int, int], ...]:
    """Weekday and minutes of the day; one that does not end after its start runs past midnight."""
    found = []
    for weekday, (start, end) in hours.items():
        first, last = _minutes(start), _minutes(end)
        found.append((int(weekday), first, last if last > first else last + 24 * 60))
    return tuple(found)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
