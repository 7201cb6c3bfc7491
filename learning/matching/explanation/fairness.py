"""Whether a plan treats groups alike, spreads its load, and grants first wishes."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

from learning.matching.problem import Id, Plan, Problem

LEAST_IN_A_GROUP = 5
FLAGGED_GAP = 10.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan did for one mentee: the score, None without a mentor, and the days waited.

    `groups` says by field, such as "department", where the mentee belongs.
    """

    groups: Mapping[str, str]
    score: float | None
    days: float | None = None


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """A group of a field; `group` is None where small groups were put together.

    `share` is the percentage served; the gaps are percentage points, or points of score, above or
    below all mentees together. A gap of more than FLAGGED_GAP is flagged.
    """

    field: str
    group: str | None
    people: int
    served: int
    share: float
    mean_score: float | None
    mean_days: float | None
    share_gap: float
    score_gap: float | None

    @property
    def is_flagged(self) -> bool:
        return max(abs(self.share_gap), abs(self.score_gap or 0.0)) > FLAGGED_GAP


def fairness(outcomes: Sequence[Outcome]) -> tuple[GroupFigures, ...]:
    """The figures of each group of each field, fields and groups by name, small ones last.

    Groups of fewer than LEAST_IN_A_GROUP people are put together, with the next larger group where
    that is still too few; a field that leaves only one group says nothing and is missing.
    """
    everybody = _figures("", None, outcomes, None)
    found = list[GroupFigures]()
    for field in sorted({field for outcome in outcomes for field in outcome.groups}):
        groups = defaultdict[str, list[Outcome]](list)
        for outcome in outcomes:
            groups[outcome.groups.get(field, "")].append(outcome)
        named, merged = _merged(groups)
        if len(named) + bool(merged) > 1:
            found += [_figures(field, name, named[name], everybody) for name in sorted(named)]
            found += [_figures(field, None, merged, everybody)] if merged else []
    return tuple(found)


def load_distribution(problem: Problem[Id], plan: Plan[Id]) -> dict[int, int]:
    """How many mentors with places have no mentee, one, two …"""
    load = Counter(pair.mentor for pair in plan.pairs)
    return dict(sorted(Counter(load[m.id] for m in problem.mentors if m.capacity).items()))


@dataclass(frozen=True, slots=True)
class WishesGranted(Generic[Id]):
    """Of `people` with wishes, how many have their first one, and how many any."""

    people: int
    first: int
    some: int


def wishes_granted(wishes: Mapping[Id, Sequence[Id]], plan: Plan[Id]) -> WishesGranted[Id]:
    """`wishes` are the mentors each mentee named, the dearest first."""
    named = {mentee: mentors for mentee, mentors in wishes.items() if mentors}
    first = {pair.mentee for pair in plan.pairs if pair.mentor in named.get(pair.mentee, ())[:1]}
    some = {pair.mentee for pair in plan.pairs if pair.mentor in named.get(pair.mentee, ())}
    return WishesGranted(len(named), len(first), len(some))


def _merged(
    groups: Mapping[str, list[Outcome]],
) -> tuple[dict[str, list[Outcome]], list[Outcome]]:
    """The groups large enough, and everybody else: nobody, or enough of them."""
    by_size = sorted(groups, key=lambda name: (len(groups[name]), name))
    merged, count = list[Outcome](), 0
    for name in by_size:
        is_small = len(groups[name]) < LEAST_IN_A_GROUP
        if not is_small and not 0 < len(merged) < LEAST_IN_A_GROUP:
            break
        merged += groups[name]
        count += 1
    return {name: groups[name] for name in by_size[count:]}, merged


def _figures(
    field: str, group: str | None, outcomes: Sequence[Outcome], everybody: GroupFigures | None
) -> GroupFigures:
    scores = [one.score for one in outcomes if one.score is not None]
    share = 100 * len(scores) / len(outcomes) if outcomes else 0.0
    score = _mean(scores)
    is_told = everybody is not None and score is not None and everybody.mean_score is not None
    return GroupFigures(
        field=field,
        group=group,
        people=len(outcomes),
        served=len(scores),
        share=share,
        mean_score=score,
        mean_days=_mean([one.days for one in outcomes if one.days is not None]),
        share_gap=share - everybody.share if everybody else 0.0,
        score_gap=score - everybody.mean_score if is_told else None,  # type: ignore[operator, union-attr]
    )


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
