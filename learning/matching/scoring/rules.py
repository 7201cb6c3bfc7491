"""The rules a lead can weigh: how alike two answers are, from 0 to 1, and what two people share.

| rule | similarity | facts |
|--|--|--|
| skills | level distance of the wanted skills taught: best 70 %, mean 30 % | `skills`: best first |
| goals | shared ÷ the mentee's, of which two are enough | `goals` |
| languages | 1 if one is shared | `languages` |
| hours | shared free minutes a week, of four weeks, ÷ 600; else 1 − zone distance ÷ 8 h | \
`minutes`, or `zone_minutes` |
| zone | 1 − zone distance ÷ 12 h | `zone_minutes` |
| location, department, team | 1 if the same, or if another, as the rule compares | \
`location`; `mentee`, `mentor` |
| interests | shared ÷ the shorter list, of which three are enough | `interests` |
| seniority | level distance | `steps` upwards |
| site_or_role | 1 if the same location or role family | `location`, `role_family` |
| tenure | days here ÷ 182: half a year is enough | `days` |
| wishes | the place on the other's list: 1, 0.8, 0.6 … 0; the mean of those who made one | \
`mentee`, `mentor`: the places |
| earlier | 0 for a pair that was one within the limit; others have no such rule | `days` since |

Wishes count by their order alone, so nobody can press with high marks or a long list.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from learning.matching.scoring.columns import Columns, Compared, FloatArray, Values
from learning.matching.scoring.participants import (
    BYTES_OF_HOURS,
    DAYS_AHEAD,
    HALF_HOUR_MINUTES,
    Participant,
)
from learning.matching.scoring.weights import Facts, Rule

BEST_SKILL_SHARE = 0.7
ENOUGH_GOALS = 2
FULL_OVERLAP_MINUTES = 10 * 60
WORKING_DAY = 8 * 60
FARTHEST_ZONE = 12 * 60
ENOUGH_INTERESTS = 3
HALF_A_YEAR_DAYS = 182
MOST_WISHES = 5
DAYS_A_MONTH = 365 / 12
TOLERANCE = 1e-6  # of similarities, which are single-precision numbers
_DAY_MINUTES = 24 * 60
_WEEKS = DAYS_AHEAD / 7


@dataclass(frozen=True, slots=True)
class Comparison:
    """`compare` gives, for one mentee and each mentor, the similarity and whether both answered.

    As a must the rule removes pairs that did not both answer or stay under `least`. An `optional`
    rule says nothing of the pairs it does not concern: they meet it, and it is not missed.
    """

    compare: Callable[[Participant[Any], Columns[Any], Rule], Compared]
    facts: Callable[[Participant[Any], Participant[Any]], Facts]
    least: Callable[[Rule], float] = lambda _rule: TOLERANCE
    is_optional: bool = False


def level_fit(distance: FloatArray) -> FloatArray:
    """How well somebody `distance` levels above teaches: best from 1 to 3, not at all from below.

    An equal can still help; somebody four levels above has forgotten how it was.
    """
    fit = np.select([distance < 0, distance < 1, distance <= 3], [0.0, 0.4, 1.0], 0.7)
    return fit.astype(np.float32)


def _skills(mentee: Participant[Any], mentors: Columns[Any], _rule: Rule) -> Compared:
    if not mentee.wants:
        return mentors.unanswered()
    best = np.zeros(mentors.size, dtype=np.float32)
    total = np.zeros(mentors.size, dtype=np.float32)
    for skill, level in mentee.wants.items():
        if skill in mentors.taught:
            rows, levels = mentors.taught[skill]
            fit = _FIT[level][levels]
            best[rows] = np.maximum(best[rows], fit)
            total[rows] += fit
    best *= BEST_SKILL_SHARE
    total *= (1 - BEST_SKILL_SHARE) / len(mentee.wants)
    best += total
    return Compared(best, mentors.teaches)


_LEVELS = np.arange(128, dtype=np.float32)
# by the level wanted, then the level taught: how well it fits; level 0 is not taught
_FIT = [
    np.where(_LEVELS > 0, level_fit(_LEVELS - wanted), 0).astype(np.float32) for wanted in range(8)
]


def _skill_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    fits = {
        skill: float(_FIT[level][mentor.teaches.get(skill, 0)])
        for skill, level in mentee.wants.items()
    }
    return {"skills": sorted((s for s in fits if fits[s]), key=lambda s: (-fits[s], s))}


def _goals(mentee: Participant[Any], mentors: Columns[Any], _rule: Rule) -> Compared:
    if not mentee.goals:
        return mentors.unanswered()
    shared = mentors.count(mentors.goals, mentee.goals)
    enough = min(len(mentee.goals), ENOUGH_GOALS)
    return Compared(np.minimum(1, shared / enough), mentors.has_goals)


def _goal_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    return {"goals": sorted(mentee.goals & mentor.goals)}


def _languages(mentee: Participant[Any], mentors: Columns[Any], _rule: Rule) -> Compared:
    def compared() -> Compared:
        shared = mentors.count(mentors.languages, mentee.languages)
        return Compared(np.minimum(1, shared), mentors.speaks & bool(mentee.languages))

    return mentors.remember(("languages", mentee.languages), compared)


def _language_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    return {"languages": sorted(mentee.languages & mentor.languages)}


def _hours(mentee: Participant[Any], mentors: Columns[Any], _rule: Rule) -> Compared:
    def compared() -> Compared:
        by_zone = mentors.remember(
            ("working day", mentee.utc_offset), lambda: _by_zone(mentee, mentors, WORKING_DAY)
        )
        if not mentee.hours:
            return by_zone
        by_hours = _BY_HALF_HOURS[mentors.shared_half_hours(mentee.hours)]
        return Compared(
            np.where(mentors.has_hours, by_hours, by_zone.alike),
            mentors.has_hours | by_zone.is_answered,
        )

    return mentors.remember(("hours", mentee.hours, mentee.utc_offset), compared)


# by the half hours shared in all the days ahead: how alike that is
_BY_HALF_HOURS = np.minimum(
    1, np.arange(8 * BYTES_OF_HOURS + 1) * (HALF_HOUR_MINUTES / _WEEKS / FULL_OVERLAP_MINUTES)
).astype(np.float32)


def _hours_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    if mentee.hours and mentor.hours:
        mine, theirs = (int.from_bytes(one.hours, "little") for one in (mentee, mentor))
        return {"minutes": round((mine & theirs).bit_count() * HALF_HOUR_MINUTES / _WEEKS)}
    return _zone_facts(mentee, mentor)


def _by_zone(mentee: Participant[Any], mentors: Columns[Any], farthest: int) -> Compared:
    offset = np.nan if mentee.utc_offset is None else mentee.utc_offset
    gap = np.abs(mentors.utc_offset - offset) % _DAY_MINUTES
    distance = np.minimum(gap, _DAY_MINUTES - gap)
    by_zone = np.maximum(0, 1 - np.nan_to_num(distance) / farthest)
    return Compared(by_zone.astype(np.float32), ~np.isnan(distance))


def _zone(mentee: Participant[Any], mentors: Columns[Any], _rule: Rule) -> Compared:
    return mentors.remember(
        ("zone", mentee.utc_offset), lambda: _by_zone(mentee, mentors, FARTHEST_ZONE)
    )


def _zone_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    gap = abs((mentee.utc_offset or 0) - (mentor.utc_offset or 0)) % _DAY_MINUTES
    return {"zone_minutes": min(gap, _DAY_MINUTES - gap)}


def _compared_by(
    key: str, rule: Rule, own: str | None, column: Values, mentors: Columns[Any]
) -> Compared:
    def compared() -> Compared:
        same = column.equal(own)
        alike = same if rule.compares == "same" else ~same
        return Compared(alike.astype(np.float32), column.is_known & bool(own))

    return mentors.remember((key, rule.compares, own), compared)


def _location(mentee: Participant[Any], mentors: Columns[Any], rule: Rule) -> Compared:
    return _compared_by("location", rule, mentee.location, mentors.location, mentors)


def _location_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    if mentee.location == mentor.location:
        return {"location": mentee.location or ""}
    return {"mentee": mentee.location or "", "mentor": mentor.location or ""}


def _department(mentee: Participant[Any], mentors: Columns[Any], rule: Rule) -> Compared:
    return _compared_by("department", rule, mentee.department, mentors.department, mentors)


def _department_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    return {"mentee": mentee.department or "", "mentor": mentor.department or ""}


def _team(mentee: Participant[Any], mentors: Columns[Any], rule: Rule) -> Compared:
    return _compared_by("team", rule, mentee.team, mentors.team, mentors)


def _team_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    return {"same": int(mentee.team == mentor.team)}


def _interests(mentee: Participant[Any], mentors: Columns[Any], _rule: Rule) -> Compared:
    def needed() -> Compared:
        shorter = np.minimum(mentors.interest_count, len(mentee.interests))
        return Compared(np.clip(shorter, 1, ENOUGH_INTERESTS), shorter > 0)

    enough = mentors.remember(("interests", len(mentee.interests)), needed)
    shared = mentors.count(mentors.interests, mentee.interests)
    shared /= enough.alike
    return Compared(np.minimum(1, shared, out=shared), enough.is_answered)


def _interest_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    return {"interests": sorted(mentee.interests & mentor.interests)}


def _seniority(mentee: Participant[Any], mentors: Columns[Any], _rule: Rule) -> Compared:
    def compared() -> Compared:
        own = np.nan if mentee.seniority is None else mentee.seniority
        distance = mentors.seniority - own
        return Compared(level_fit(distance), ~np.isnan(distance))

    return mentors.remember(("seniority", mentee.seniority), compared)


def _seniority_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    return {"steps": (mentor.seniority or 0) - (mentee.seniority or 0)}


def _site_or_role(mentee: Participant[Any], mentors: Columns[Any], _rule: Rule) -> Compared:
    def compared() -> Compared:
        same = mentors.location.equal(mentee.location)
        same |= mentors.role_family.equal(mentee.role_family)
        both_sites = mentors.location.is_known & bool(mentee.location)
        both_roles = mentors.role_family.is_known & bool(mentee.role_family)
        return Compared(same.astype(np.float32), both_sites | both_roles)

    return mentors.remember(("site_or_role", mentee.location, mentee.role_family), compared)


def _site_or_role_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    facts = dict[str, str | int | list[str]]()
    if mentee.location and mentee.location == mentor.location:
        facts["location"] = mentee.location
    if mentee.role_family and mentee.role_family == mentor.role_family:
        facts["role_family"] = mentee.role_family
    return facts


def _tenure(_mentee: Participant[Any], mentors: Columns[Any], _rule: Rule) -> Compared:
    """Only the mentor's answer counts."""

    def compared() -> Compared:
        days = np.nan_to_num(mentors.days_here)
        return Compared(np.clip(days / HALF_A_YEAR_DAYS, 0, 1), ~np.isnan(mentors.days_here))

    return mentors.remember("tenure", compared)


def _tenure_facts(_mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    return {"days": mentor.days_here or 0}


def _wishes(mentee: Participant[Any], mentors: Columns[Any], _rule: Rule) -> Compared:
    if not mentee.wishes and not mentors.wishes:
        return mentors.unanswered()
    total = np.zeros(mentors.size, dtype=np.float32)
    for row, place in mentors.wishes.get(mentee.id, ()):
        total[row] = _wish(place)
    for place, mentor in enumerate(mentee.wishes):
        if mentor in mentors.row_of:
            total[mentors.row_of[mentor]] += _wish(place)
    lists = mentors.has_wishes.astype(np.float32) + bool(mentee.wishes)
    wished: FloatArray = (total / np.maximum(1, lists)).astype(np.float32)
    return Compared(wished, lists > 0)


def _wish_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    facts = dict[str, str | int | list[str]]()
    if mentor.id in mentee.wishes:
        facts["mentee"] = 1 + mentee.wishes.index(mentor.id)
    if mentee.id in mentor.wishes:
        facts["mentor"] = 1 + mentor.wishes.index(mentee.id)
    return facts


def _wish(place: int) -> float:
    return max(0.0, 1 - place / MOST_WISHES)


def _earlier(mentee: Participant[Any], mentors: Columns[Any], rule: Rule) -> Compared:
    if not mentee.earlier and not mentors.earlier:
        return mentors.unanswered()
    concerned = mentors.none()
    met = [
        (mentors.row_of[one], days) for one, days in mentee.earlier.items() if one in mentors.row_of
    ]
    for row, days in [*met, *mentors.earlier.get(mentee.id, ())]:
        if rule.limit is None or days < rule.limit * DAYS_A_MONTH:
            concerned[row] = True
    return Compared(np.zeros(mentors.size, dtype=np.float32), concerned)


def _earlier_facts(mentee: Participant[Any], mentor: Participant[Any]) -> Facts:
    known = [mentee.earlier.get(mentor.id), mentor.earlier.get(mentee.id)]
    return {"days": min(days for days in known if days is not None)}


COMPARED: Mapping[str, Comparison] = {
    "skills": Comparison(_skills, _skill_facts),
    "goals": Comparison(_goals, _goal_facts),
    "languages": Comparison(_languages, _language_facts),
    "hours": Comparison(
        _hours, _hours_facts, lambda rule: (rule.limit or 0) * 60 / FULL_OVERLAP_MINUTES - TOLERANCE
    ),
    "zone": Comparison(
        _zone, _zone_facts, lambda rule: 1 - (rule.limit or 0) * 60 / FARTHEST_ZONE - TOLERANCE
    ),
    "location": Comparison(_location, _location_facts),
    "department": Comparison(_department, _department_facts),
    "team": Comparison(_team, _team_facts),
    "interests": Comparison(_interests, _interest_facts),
    "seniority": Comparison(_seniority, _seniority_facts),
    "site_or_role": Comparison(_site_or_role, _site_or_role_facts),
    "tenure": Comparison(_tenure, _tenure_facts, lambda _rule: 1 - TOLERANCE),
    "wishes": Comparison(_wishes, _wish_facts),
    "earlier": Comparison(_earlier, _earlier_facts, is_optional=True),
}


def limit_met_by(mentee: Participant[Any], mentors: Columns[Any], rule: Rule) -> float | None:
    """The limit nearest to the rule's own, in halves, that some of these mentors would meet.

    None where no limit helps, or the rule has none that could be moved.
    """
    compared = COMPARED[rule.key].compare(mentee, mentors, rule)
    if rule.key not in ("hours", "zone") or not compared.is_answered.any():
        return None
    best = float(compared.alike[compared.is_answered].max())
    if rule.key == "hours":
        limit = math.floor(2 * (best * FULL_OVERLAP_MINUTES / 60 + TOLERANCE)) / 2
        return limit or None
    return math.ceil(2 * ((1 - best) * FARTHEST_ZONE / 60 - TOLERANCE)) / 2
