"""People as candidates for matching, for whichever feature matches them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import null, select
from sqlalchemy.orm import aliased

from learning.extensions import db
from learning.matching.scoring import Participant, utc_offset, weekly_half_hours
from learning.people.models import Department, Direction, Person, PersonLanguage, PersonSkill, Skill
from learning.people.rules.skills import LEVEL_OF_A_TEACHER, present_level
from learning.people.rules.text import career_step, role_family


def participants(person_ids: Collection[int], today: date) -> dict[int, Participant[int]]:
    """What each has said that matching may use: a field kept to oneself counts as not answered."""
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
        )
    )
    said = _said(person_ids)
    found = dict[int, Participant[int]]()
    for row in db.session.execute(query):
        own = {field for field, audience in row.privacy.items() if audience == "me"}
        teaches, wants = said[row.id].teaches, said[row.id].wants
        managers = (row.manager_id, row.second_manager_id)
        found[row.id] = Participant(
            id=row.id,
            wants={}
            if "wants" in own
            else {
                skill: present_level(level, teaches.get(skill)) for skill, level in wants.items()
            },
            teaches={} if "teaches" in own else teaches,
            languages=frozenset(() if "languages" in own else said[row.id].speaks),
            interests=frozenset() if "interests" in own else frozenset(row.interests),
            department=row.department,
            location=row.location or None,
            role_family=role_family(row.job_title) or None,
            seniority=career_step(row.job_title),
            days_here=(today - row.started_on).days if row.started_on else None,
            managers=tuple(manager for manager in managers if manager is not None),
            utc_offset=utc_offset(row.timezone, today) if row.timezone else None,
            hours=b""
            if "hours" in own or not row.timezone
            else weekly_half_hours(row.timezone, _windows(row.working_hours), today),
        )
    return found


@dataclass
class _Said:
    """What somebody teaches and wants, by skill the level, and speaks well enough to work in."""

    teaches: dict[str, int] = field(default_factory=dict)
    wants: dict[str, int | None] = field(default_factory=dict)
    speaks: set[str] = field(default_factory=set)


def _said(person_ids: Collection[int]) -> dict[int, _Said]:
    """Skills and languages of these people, in one query."""
    skills = (
        select(PersonSkill.person_id, PersonSkill.direction, Skill.name, PersonSkill.level)
        .join(Skill, PersonSkill.skill_id == Skill.id)
        .where(PersonSkill.person_id.in_(person_ids))
    )
    languages = select(PersonLanguage.person_id, null(), PersonLanguage.code, null()).where(
        PersonLanguage.person_id.in_(person_ids), PersonLanguage.level != "basic"
    )
    found = defaultdict[int, _Said](_Said)
    for person, direction, word, level in db.session.execute(skills.union_all(languages)):
        if direction is None:
            found[person].speaks.add(word)
        elif direction == Direction.TEACHES:
            found[person].teaches[word] = level or LEVEL_OF_A_TEACHER
        else:
            found[person].wants[word] = level
    return found


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
