"""What mentees look for against what mentors have room for, before anybody is matched."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from learning.matching.scoring import Participant

NEAR_MINUTES = 3 * 60
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Balance:
    """Mentees who ask for something, mentors who have it, and their free places.

    `key` is a skill, a language code, or minutes east of UTC as text. `covered` counts the mentees
    whom another answer of theirs serves as well, as a second language does.
    """

    key: str
    mentees: int
    mentors: int
    places: int
    covered: int = 0

    @property
    def missing(self) -> int:
        """How many places too few for those who have nothing else."""
        return max(0, self.mentees - self.covered - self.places)


@dataclass(frozen=True)
class SupplyAndDemand:
    """By skill wanted, language spoken, and time zone, the scarcest first."""

    skills: list[Balance]
    languages: list[Balance]
    zones: list[Balance]


def supply_and_demand(
    mentees: Collection[Participant[int]],
    mentors: Collection[Participant[int]],
    free: Mapping[int, int],
) -> SupplyAndDemand:
    """`free` is how many more mentees each mentor can take.

    A place counts for a zone if its mentor's clock is at most three hours away.
    """
    return SupplyAndDemand(
        skills=_balances(
            Counter(skill for one in mentees for skill in one.wants),
            {one.id: set(one.teaches) for one in mentors},
            free,
        ),
        languages=_languages(mentees, mentors, free),
        zones=_zones(mentees, mentors, free),
    )


def _languages(
    mentees: Collection[Participant[int]],
    mentors: Collection[Participant[int]],
    free: Mapping[int, int],
) -> list[Balance]:
    """One language is enough: who speaks another that some mentor with a place does is covered."""
    understood = {code for one in mentors if free[one.id] for code in one.languages}
    covered = Counter[str]()
    for one in mentees:
        covered.update(code for code in one.languages if understood & set(one.languages) - {code})
    found = _balances(
        Counter(code for one in mentees for code in one.languages),
        {one.id: set(one.languages) for one in mentors},
        free,
    )
    with_others = [replace(one, covered=covered[one.key]) for one in found]
    return sorted(with_others, key=_scarcest_first)


def _zones(
    mentees: Collection[Participant[int]],
    mentors: Collection[Participant[int]],
    free: Mapping[int, int],
) -> list[Balance]:
    asked = Counter(str(one.utc_offset) for one in mentees if one.utc_offset is not None)
    near = {
        one.id: {zone for zone in asked if _is_near(int(zone), one.utc_offset)}
        for one in mentors
        if one.utc_offset is not None
    }
    return _balances(asked, near, free)


def _is_near(zone: int, other: int) -> bool:
    gap = abs(zone - other) % _DAY_MINUTES
    return min(gap, _DAY_MINUTES - gap) <= NEAR_MINUTES


def _balances(
    asked: Mapping[str, int], offered: Mapping[int, Iterable[str]], free: Mapping[int, int]
) -> list[Balance]:
    mentors, places = Counter[str](), Counter[str]()
    for mentor, keys in offered.items():
        for key in keys:
            mentors[key] += 1
            places[key] += free[mentor]
    found = [Balance(key, count, mentors[key], places[key]) for key, count in asked.items()]
    return sorted(found, key=_scarcest_first)


def _scarcest_first(one: Balance) -> tuple[int, int, str]:
    return -one.missing, -one.mentees, one.key
