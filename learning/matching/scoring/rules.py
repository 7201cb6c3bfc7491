"""The rules a lead can weigh: how alike two answers are, from 0 to 1, and what two people share.

| rule | similarity | facts |
|--|--|--|
| skills | level distance of the wanted skills taught: best 70 %, mean 30 % | `skills`: best first |
| languages | 1 if one is shared | `languages` |
| hours | shared working minutes a week ÷ 600; without hours 1 − zone distance ÷ 8 h | \
`minutes`, or `zone_minutes` |
| location | 1 if the same | `location` |
| department | 1 if another: a mentor from outside sees more | `mentee`, `mentor` |
| interests | shared ÷ the shorter list, of which three are enough | `interests` |
| seniority | level distance | `steps` upwards |
| site_or_role | 1 if the same location or role family | `location`, `role_family` |
| tenure | days here ÷ 182: half a year is enough | `days` |
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from learning.matching.scoring.columns import (
    QUARTER,
    BoolArray,
    Columns,
    FloatArray,
    quarters,
)
from learning.matching.scoring.participants import Participant
from learning.matching.scoring.weights import Facts

BEST_SKILL_SHARE = 0.7
FULL_OVERLAP_MINUTES = 10 * 60
LEAST_OVERLAP_MINUTES = 2 * 60
FULL_ZONE_DISTANCE = 8 * 60
ENOUGH_INTERESTS = 3
HALF_A_YEAR_DAYS = 182
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Rule:
    """`compare` gives, for one mentee and each mentor, the similarity and whether both answered.

    As a must the rule removes pairs that did not both answer or stay under `least`.
    """

    key: str
    compare: Callable[[Participant[Any], Columns[Any]], tuple[FloatArray, BoolArray]]
    facts: Callable[[Participant[Any], Participant[Any]], Facts]
    least: float = 1e-9


def level_fit(distance: FloatArray) -> FloatArray:
    """How well somebody `distance` levels above teaches: best from 1 to 3, not at all from below.

    An equal can still help; somebody four levels above has forgotten how it was.
    """
    return np.select([distance < 0, distance < 1, distance <= 3], [0.0, 0.4, 1.0], 0.7)


def _skills(mentee: Participant[Any], mentors: Columns[Any]) -> tuple[FloatArray, BoolArray]:
    best, total = np.zeros(mentors.size), np.zeros(mentors.size)
    for skill, level in mentee.wants.items():
        taught = mentors.taught.get(skill)
        if taught is not None:
            fit = np.where(taught > 0, level_fit((taught - level).astype(np.float64)), 0.0)
            best = np.maximum(best, fit)
            total += fit
    mean = total / max(1, len(mentee.wants))
    return BEST_SKILL_SHARE * best + (1 - BEST_SKILL_SHARE) * mean, (
        mentors.teaches & bool(mentee.wants)
    )


def _skill_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    shared = [skill for skill in mentee.wants if mentor.teaches.get(skill, 0) > 0]
    distance = np.array([mentor.teaches[s] - mentee.wants[s] for s in shared], dtype=np.float64)
    fits = dict(zip(shared, level_fit(distance).tolist(), strict=True))
    return {"skills": sorted((s for s in shared if fits[s]), key=lambda s: (-fits[s], s))}


def _languages(mentee: Participant[Any], mentors: Columns[Any]) -> tuple[FloatArray, BoolArray]:
    shared = mentors.none()
    for language in mentee.languages:
        shared |= mentors.languages.get(language, False)
    return shared.astype(np.float64), mentors.speaks & bool(mentee.languages)


def _language_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    return {"languages": sorted(mentee.languages & mentor.languages)}


def _hours(mentee: Participant[Any], mentors: Columns[Any]) -> tuple[FloatArray, BoolArray]:
    week = quarters(mentee.hours)
    shared = np.bitwise_count(mentors.week & np.packbits(week)).sum(axis=1) * QUARTER
    offset = np.nan if mentee.utc_offset is None else mentee.utc_offset
    gap = np.abs(mentors.utc_offset - offset) % _DAY_MINUTES
    distance = np.minimum(gap, _DAY_MINUTES - gap)
    both_hours, both_zones = mentors.has_hours & week.any(), ~np.isnan(distance)
    by_hours = np.minimum(1.0, shared / FULL_OVERLAP_MINUTES)
    by_zone = np.maximum(0.0, 1 - np.nan_to_num(distance) / FULL_ZONE_DISTANCE)
    return np.where(both_hours, by_hours, by_zone), both_hours | both_zones


def _hours_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    mine, theirs = quarters(mentee.hours), quarters(mentor.hours)
    if mine.any() and theirs.any():
        return {"minutes": int((mine & theirs).sum()) * QUARTER}
    gap = abs((mentee.utc_offset or 0) - (mentor.utc_offset or 0)) % _DAY_MINUTES
    return {"zone_minutes": min(gap, _DAY_MINUTES - gap)}


def _location(mentee: Participant[Any], mentors: Columns[Any]) -> tuple[FloatArray, BoolArray]:
    same = mentors.location.equal(mentee.location)
    return same.astype(np.float64), mentors.location.is_known & bool(mentee.location)


def _location_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    return {"location": mentee.location or ""} if mentee.location == mentor.location else {}


def _department(mentee: Participant[Any], mentors: Columns[Any]) -> tuple[FloatArray, BoolArray]:
    other = ~mentors.department.equal(mentee.department)
    return other.astype(np.float64), mentors.department.is_known & bool(mentee.department)


def _department_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    return {"mentee": mentee.department or "", "mentor": mentor.department or ""}


def _interests(mentee: Participant[Any], mentors: Columns[Any]) -> tuple[FloatArray, BoolArray]:
    shared = np.zeros(mentors.size)
    for interest in mentee.interests:
        shared += mentors.interests.get(interest, False)
    shorter = np.minimum(mentors.interest_count, len(mentee.interests))
    enough = np.clip(shorter, 1, ENOUGH_INTERESTS)
    return np.minimum(1.0, shared / enough), shorter > 0


def _interest_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    return {"interests": sorted(mentee.interests & mentor.interests)}


def _seniority(mentee: Participant[Any], mentors: Columns[Any]) -> tuple[FloatArray, BoolArray]:
    own = np.nan if mentee.seniority is None else mentee.seniority
    distance = mentors.seniority - own
    return level_fit(distance), ~np.isnan(distance)


def _seniority_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    return {"steps": (mentor.seniority or 0) - (mentee.seniority or 0)}


def _site_or_role(mentee: Participant[Any], mentors: Columns[Any]) -> tuple[FloatArray, BoolArray]:
    same = mentors.location.equal(mentee.location) | mentors.role_family.equal(mentee.role_family)
    both_sites = mentors.location.is_known & bool(mentee.location)
    both_roles = mentors.role_family.is_known & bool(mentee.role_family)
    return same.astype(np.float64), both_sites | both_roles


def _site_or_role_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    facts = dict[str, str | int | list[str]]()
    if mentee.location and mentee.location == mentor.location:
        facts["location"] = mentee.location
    if mentee.role_family and mentee.role_family == mentor.role_family:
        facts["role_family"] = mentee.role_family
    return facts


def _tenure(_mentee: Participant[Any], mentors: Columns[Any]) -> tuple[FloatArray, BoolArray]:
    """Only the mentor's answer counts."""
    days = np.nan_to_num(mentors.days_here)
    return np.clip(days / HALF_A_YEAR_DAYS, 0.0, 1.0), ~np.isnan(mentors.days_here)


def _tenure_facts(_mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    return {"days": mentor.days_here or 0}


RULES: Mapping[str, Rule] = {
    rule.key: rule
    for rule in (
        Rule("skills", _skills, _skill_facts),
        Rule("languages", _languages, _language_facts),
        Rule("hours", _hours, _hours_facts, least=LEAST_OVERLAP_MINUTES / FULL_OVERLAP_MINUTES),
        Rule("location", _location, _location_facts),
        Rule("department", _department, _department_facts),
        Rule("interests", _interests, _interest_facts),
        Rule("seniority", _seniority, _seniority_facts),
        Rule("site_or_role", _site_or_role, _site_or_role_facts),
        Rule("tenure", _tenure, _tenure_facts, least=1.0),
    )
}
