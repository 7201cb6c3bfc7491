"""Circles for a whole pool: mentees around what they want to learn, led by who teaches it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from learning.matching.progress import Watch, nobody, within
from learning.matching.scoring import Pool
from learning.mentoring.pairing import REMOVED, Candidates, Left, pool_of
from learning.mentoring.queries.pool import Pair

if TYPE_CHECKING:
    from learning.matching.assignment.groups import GroupPlan

SCORED = 0.5  # the share of the work that scoring is, as nobody can say how long the rest takes

Fits = Mapping[tuple[int, str], Mapping[int, float]]
"""By host and topic who could come, and how well they fit."""


@dataclass(frozen=True)
class Wanted:
    """What circles are to be made: their sizes, and around what there is one already.

    `topics` are those of the circles that the draft holds, by host: a locked seat is a seat there.
    """

    least: int
    most: int
    taken: frozenset[str] = frozenset()
    topics: Mapping[int, str] | None = None


@dataclass(frozen=True)
class SolvedCircles:
    """The best circles, and who is left and why. `relaxed` names musts dropped, by mentee."""

    plan: "GroupPlan[int]"
    left: list[Left]
    relaxed: Mapping[int, tuple[str, ...]]

    @property
    def pairs(self) -> list[Pair]:
        """Each member with the host, in the order of the circles and of the fit."""
        return [(one, group.host) for group in self.plan.groups for one in group.members]


def best_circles(
    people: Candidates,
    wanted: Wanted,
    locked: Collection[Pair],
    removed: Collection[Pair],
    watch: Watch = nobody,
) -> SolvedCircles:
    """The best circles around the locked seats, without those the lead took out.

    A mentor leads one at most, and needs a place for it; two who do not want to meet are never in
    one circle. A locked seat that has become impossible is let go.
    """
    from learning.matching.assignment.groups import plan_groups  # noqa: PLC0415  (slow to load)

    pool = pool_of(people, within(watch, 0, SCORED))
    every = _fits(people, wanted, pool)
    barred = set(removed)
    fits = {key: _without(key[0], some, barred) for key, some in every.items()}
    topics = wanted.topics or {}
    kept = [((host, topics[host]), member) for member, host in locked if host in topics]
    plan = plan_groups(fits, wanted.least, wanted.most, people.bars, kept)
    left = list(_left(people, wanted, plan, every, fits))
    return SolvedCircles(plan, left, pool.relaxed)


def circles_for(people: Candidates, wanted: Wanted, member: int) -> set[int]:
    """The hosts of those circles of the draft that fit this person."""
    alone = replace(people, mentees={member: people.mentees[member]})
    fits = _fits(alone, wanted, pool_of(alone))
    topics = wanted.topics or {}
    return {host for host, topic in topics.items() if member in fits.get((host, topic), {})}


def possible_seats(people: Candidates, wanted: Wanted, seats: Collection[Pair]) -> set[Pair]:
    """Those of the seats (member, host) of the draft that may still be offered."""
    fits, topics = _fits(people, wanted, pool_of(people)), wanted.topics or {}
    in_circle = {(one, host) for one, host in seats if one in fits.get((host, topics[host]), {})}
    apart = {
        one
        for one in in_circle
        for other in in_circle
        if one[1] == other[1] and (one[0], other[0]) in people.bars
    }
    return in_circle - apart


def _fits(people: Candidates, wanted: Wanted, pool: Pool[int]) -> Fits:
    seekers = dict[str, list[int]]()
    for mentee, found in people.mentees.items():
        for topic in found.wants:
            seekers.setdefault(topic, []).append(mentee)
    fits = dict[tuple[int, str], dict[int, float]]()
    for host, found in people.mentors.items():
        for topic in sorted(found.teaches.keys() & seekers.keys()) if people.free[host] else ():
            if topic not in wanted.taken:
                scores = {one: pool.pairs.get((one, host)) for one in seekers[topic]}
                fits[host, topic] = {
                    one: score for one, score in scores.items() if score is not None
                }
    return fits


def _without(host: int, some: Mapping[int, float], removed: Collection[Pair]) -> dict[int, float]:
    return {one: score for one, score in some.items() if (one, host) not in removed}


def _left(
    people: Candidates, wanted: Wanted, plan: "GroupPlan[int]", every: Fits, fits: Fits
) -> Iterator[Left]:
    """Why somebody has no seat.

    Who keeps whom apart plays no part in it: nothing here tells that from having no candidate.
    """
    seated = {one for group in plan.groups for one in group.members}
    sizes = Counter({group.host: len(group.members) for group in plan.groups})
    topics = {group.host: group.topic for group in plan.groups}
    for mentee, found in people.mentees.items():
        if mentee in seated:
            continue
        mine = [key for key, some in fits.items() if mentee in some]
        if not found.wants:
            reason = "no_wish"
        elif not mine and wanted.taken & found.wants.keys():
            reason = "has_circle"
        elif not mine:
            was_removed = any(mentee in some for some in every.values())
            reason = REMOVED if was_removed else "no_candidate"
        elif _is_beaten(mine, topics, sizes, wanted.most):
            reason = "contested"
        elif all(len(fits[key]) < wanted.least for key in mine):
            reason = "too_few"
        else:
            reason = "no_candidate"
        yield Left(mentee, reason, [], ())


def _is_beaten(
    mine: Iterable[tuple[int, str]], topics: Mapping[int, str], sizes: Counter[int], most: int
) -> bool:
    """Whether a mentor leads another circle, or one of them is full."""
    return any(
        host in topics and (topics[host] != topic or sizes[host] >= most) for host, topic in mine
    )
