"""Newcomers and volunteers as candidates for matching, and the buddy it proposes."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from learning.buddies.queries import volunteers
from learning.buddies.rules import BUDDY_TENURE_DAYS
from learning.matching.assignment import solve
from learning.matching.problem import Mentee, Mentor, Problem
from learning.matching.scoring import BUDDIES, explain_pair, score_pool
from learning.people.pairing import participants
from learning.people.queries.people import avoided_pairs, reporting_lines
from learning.programmes.models import Programme


@dataclass(frozen=True)
class Suggestion:
    """A buddy for a newcomer, how well it fits, and why."""

    newcomer_id: int
    buddy_id: int
    score: float
    reasons: list[dict[str, Any]]


def suggest_buddies(
    programme: Programme,
    newcomer_ids: Collection[int],
    now: datetime,
    asked_before: Collection[tuple[int, int]] = (),
) -> list[Suggestion]:
    """The best buddy for each newcomer, all together: most newcomers served first.

    Volunteers have been here half a year, have a free place and their rest behind them. The
    reporting line and private lists forbid a pair, and nobody is asked for one newcomer twice.
    Newcomers for whom nobody fits are missing.
    """
    free = volunteers(programme, now)
    people = participants({*newcomer_ids, *free}, now.date())
    old_hands = {
        person: places
        for person, places in free.items()
        if (people[person].days_here or BUDDY_TENURE_DAYS) >= BUDDY_TENURE_DAYS
        and person not in newcomer_ids
    }
    pool = score_pool(
        [people[person] for person in newcomer_ids],
        [people[person] for person in old_hands],
        BUDDIES,
        barred=_bars(newcomer_ids, old_hands) | set(asked_before),
    )
    plan = solve(
        Problem(
            mentees=tuple(Mentee(person) for person in newcomer_ids),
            mentors=tuple(Mentor(person, places) for person, places in old_hands.items()),
            pairs=pool.pairs,
        )
    )
    return [_suggestion(people, pair.mentee, pair.mentor) for pair in plan.pairs]


def candidates(programme: Programme, newcomer_id: int, now: datetime) -> list[Suggestion]:
    """Everybody who may be this newcomer's buddy, the best fit first."""
    free = volunteers(programme, now)
    people = participants({newcomer_id, *free}, now.date())
    old_hands = [
        person
        for person in free
        if person != newcomer_id
        and (people[person].days_here or BUDDY_TENURE_DAYS) >= BUDDY_TENURE_DAYS
    ]
    pool = score_pool(
        [people[newcomer_id]],
        [people[person] for person in old_hands],
        BUDDIES,
        barred=_bars([newcomer_id], old_hands),
    )
    ordered = sorted(pool.pairs, key=lambda pair: (-pair.score, pair.mentor))
    return [_suggestion(people, newcomer_id, pair.mentor) for pair in ordered]


def _bars(newcomer_ids: Collection[int], buddy_ids: Collection[int]) -> set[tuple[int, int]]:
    """Pairs that must not be: a private list, or the reporting line, in either direction."""
    private = avoided_pairs([*newcomer_ids, *buddy_ids])
    barred = {(b, a) for a, b in private} | private
    for newcomer, line in reporting_lines(newcomer_ids).items():
        barred |= {(newcomer, other) for other in line}
    return barred


def _suggestion(people: dict[int, Any], newcomer_id: int, buddy_id: int) -> Suggestion:
    found = explain_pair(people[newcomer_id], people[buddy_id], BUDDIES)
    reasons = [
        asdict(reason) | {"facts": dict(reason.facts)}
        for reason in found.reasons
        if reason.points > 0
    ]
    return Suggestion(newcomer_id, buddy_id, found.score, reasons)
