"""A programme's people as candidates for matching, and what matching says of them."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from learning.extensions import db
from learning.matching.assignment import solve
from learning.matching.explanation import why_unmatched
from learning.matching.problem import Mentee, Mentor, Plan, Problem
from learning.matching.scoring import (
    MENTORING,
    PairScore,
    Participant,
    RuleSet,
    explain_pair,
    score_pool,
    utc_offset,
    week_in_utc,
)
from learning.mentoring.queries.pool import (
    Pair,
    earlier_pairs,
    free_seats,
    private_bars,
    waiting_mentees,
)
from learning.mentoring.rules import LEVEL_OF_A_TEACHER, present_level
from learning.people.models import Department, Direction, Person, PersonLanguage, PersonSkill, Skill
from learning.programmes.models import Programme

# nobody has said how senior they are, so that rule has nothing to count
RULES: RuleSet = replace(
    MENTORING,
    weights={rule: weight for rule, weight in MENTORING.weights.items() if rule != "seniority"},
)
EARLIER = "earlier_pair"
REMOVED = "removed"


@dataclass(frozen=True)
class Candidates:
    """Everybody a run may use. `bars` are private; `earlier` pairs had their turn."""

    mentees: Mapping[int, Participant[int]]
    mentors: Mapping[int, Participant[int]]
    free: Mapping[int, int]
    bars: frozenset[Pair]
    earlier: frozenset[Pair]


@dataclass(frozen=True)
class Left:
    """A mentee without a mentor: the engine's reason, how many mentors were allowed, the rules."""

    mentee_id: int
    reason: str
    allowed: int
    rules: list[str]


@dataclass(frozen=True)
class Suggestion:
    """A pair that may be made, and how well it fits."""

    mentee_id: int
    mentor_id: int
    score: float
    reasons: list[dict[str, Any]]
    unanswered: list[str]


def candidates(
    programme: Programme, now: datetime, mentee_ids: Collection[int] | None = None
) -> Candidates:
    """The programme's mentees in need (or the ones given) and its mentors, in a few queries."""
    today = now.date()
    mentees = waiting_mentees(programme, today) if mentee_ids is None else list(mentee_ids)
    free = free_seats(programme, today)
    known = _participants({*mentees, *free}, today)
    return Candidates(
        mentees={person: known[person] for person in mentees},
        mentors={person: known[person] for person in free},
        free=free,
        bars=frozenset(private_bars(programme)),
        earlier=frozenset(earlier_pairs(programme)),
    )


def best_plan(
    people: Candidates, locked: Collection[Pair], removed: Collection[Pair]
) -> tuple[Plan[int], list[Left]]:
    """The best plan around the locked pairs, without those the lead took out.

    A locked pair that has become impossible is let go.
    """
    pool = score_pool(
        list(people.mentees.values()), list(people.mentors.values()), RULES, barred=people.bars
    )
    listed = {pair.key for pair in pool.pairs}
    closed = frozenset((people.earlier | frozenset(removed)) & listed)
    kept = list[Pair]()
    for pair in locked:
        is_possible = pair in listed and pair not in closed
        if is_possible and sum(mentor == pair[1] for _, mentor in kept) < people.free[pair[1]]:
            kept.append(pair)
    problem = Problem(
        mentees=tuple(Mentee(person) for person in people.mentees),
        mentors=tuple(Mentor(person, seats) for person, seats in people.free.items()),
        pairs=pool.pairs,
        locked=frozenset(kept),
        forbidden=closed,
    )
    plan = solve(problem)
    earlier = {mentee for mentee, _ in people.earlier & closed}
    taken_out = {mentee for mentee, _ in closed.intersection(removed)}
    left = []
    for one in why_unmatched(problem, plan, pool.removed_by):
        rules = list(one.removed_by)
        if one.reason == "no_candidate":
            rules += [EARLIER] if one.mentee in earlier else []
            rules += [REMOVED] if one.mentee in taken_out else []
        left.append(Left(one.mentee, one.reason, one.allowed, rules))
    return plan, left


def suggest(people: Candidates, mentee_id: int, mentor_id: int) -> Suggestion:
    """This pair with its score, part by part."""
    found = explain_pair(people.mentees[mentee_id], people.mentors[mentor_id], RULES)
    return Suggestion(mentee_id, mentor_id, found.score, _as_plain(found), list(found.unanswered))


def allowed_pairs(people: Candidates) -> set[Pair]:
    """Mentee and mentor of every pair that may be made."""
    pool = score_pool(
        list(people.mentees.values()), list(people.mentors.values()), RULES, barred=people.bars
    )
    return {pair.key for pair in pool.pairs} - people.earlier


def choices(people: Candidates, mentee_id: int) -> list[tuple[int, float]]:
    """The mentors this mentee may have, full ones too, with the score, the best first."""
    pool = score_pool(
        [people.mentees[mentee_id]], list(people.mentors.values()), RULES, barred=people.bars
    )
    allowed = [pair for pair in pool.pairs if pair.key not in people.earlier]
    return [
        (pair.mentor, pair.score)
        for pair in sorted(allowed, key=lambda one: (-one.score, one.mentor))
    ]


def _as_plain(found: PairScore) -> list[dict[str, Any]]:
    return [asdict(reason) | {"facts": dict(reason.facts)} for reason in found.reasons]


def _participants(person_ids: set[int], today: date) -> dict[int, Participant[int]]:
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
            Person.interests,
            Person.working_hours,
            Person.privacy,
            Person.manager_id,
            Department.name.label("department"),
            boss.manager_id.label("second_manager_id"),
        )
    )
    taught, wanted = _skills(person_ids)
    languages = _languages(person_ids)
    monday = today - timedelta(days=today.weekday())
    found = dict[int, Participant[int]]()
    for row in db.session.execute(query):
        own = {field for field, audience in row.privacy.items() if audience == "me"}
        teaches = taught.get(row.id, {})
        wants = wanted.get(row.id, {})
        managers = (row.manager_id, row.second_manager_id)
        found[row.id] = Participant(
            id=row.id,
            wants={}
            if "wants" in own
            else {
                skill: present_level(level, teaches.get(skill)) for skill, level in wants.items()
            },
            teaches={} if "teaches" in own else teaches,
            languages=frozenset() if "languages" in own else languages.get(row.id, frozenset()),
            interests=frozenset() if "interests" in own else frozenset(row.interests),
            department=row.department,
            location=row.location or None,
            managers=tuple(manager for manager in managers if manager is not None),
            utc_offset=utc_offset(row.timezone, today) if row.timezone else None,
            hours=()
            if "hours" in own or not row.timezone
            else week_in_utc(row.timezone, _windows(row.working_hours), monday),
        )
    return found


def _skills(
    person_ids: set[int],
) -> tuple[dict[int, dict[str, int]], dict[int, dict[str, int | None]]]:
    query = (
        select(PersonSkill.person_id, PersonSkill.direction, Skill.name, PersonSkill.level)
        .join(Skill, PersonSkill.skill_id == Skill.id)
        .where(PersonSkill.person_id.in_(person_ids))
    )
    taught: dict[int, dict[str, int]] = {}
    wanted: dict[int, dict[str, int | None]] = {}
    for person, direction, skill, level in db.session.execute(query):
        if direction == Direction.TEACHES:
            taught.setdefault(person, {})[skill] = level or LEVEL_OF_A_TEACHER
        else:
            wanted.setdefault(person, {})[skill] = level
    return taught, wanted


def _languages(person_ids: set[int]) -> dict[int, frozenset[str]]:
    """The languages in which people can work together."""
    query = select(PersonLanguage.person_id, PersonLanguage.code).where(
        PersonLanguage.person_id.in_(person_ids), PersonLanguage.level != "basic"
    )
    found = dict[int, frozenset[str]]()
    for person, code in db.session.execute(query):
        found[person] = found.get(person, frozenset()) | {code}
    return found


def _windows(hours: Mapping[str, list[str]]) -> list[tuple[int, int, int]]:
    """Weekday and minutes of the day; one that does not end after its start runs past midnight."""
    found = []
    for weekday, (start, end) in hours.items():
        first, last = _minutes(start), _minutes(end)
        found.append((int(weekday), first, last if last > first else last + 24 * 60))
    return found


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
