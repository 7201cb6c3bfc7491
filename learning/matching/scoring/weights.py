"""How much each rule counts, and what scoring answers: the pairs, or the parts of one score."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, Literal

from learning.matching.problem import Id, Pair

RULE_KEYS = (
    "skills",
    "languages",
    "hours",
    "location",
    "department",
    "interests",
    "seniority",
    "site_or_role",
    "tenure",
)
"""What each means stands in `rules`."""

Facts = Mapping[str, str | int | list[str]]
"""Ready for JSON; the words for it belong to the pages."""

Must = Literal["must"]
MUST: Must = "must"
MUST_POINTS = 10.0
Weight = float | Must


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What counts and how much. Raises ValueError for an unknown rule or a weight not above 0.

    A weight is `MUST` or a number: 10, 5, 3 and 1 are the lead's usual ones. A must removes pairs
    that do not meet it and weighs 10 in the score of the others. A pair is also removed if one
    stands at most `lines_up` above the other in the chain of managers; with `both_ways` false only
    the mentor above the mentee counts.
    """

    weights: Mapping[str, Weight]
    lines_up: int = 2
    both_ways: bool = True

    def __post_init__(self) -> None:
        for key, weight in self.weights.items():
            if key not in RULE_KEYS:
                raise ValueError(f"there is no rule {key}")
            if weight != MUST and not 0 < float(weight) < math.inf:
                raise ValueError(f"rule {key} has weight {weight}")


MENTORING = RuleSet(
    {"skills": 10, "languages": 10, "hours": 5, "department": 3, "seniority": 3}
    | {"interests": 1, "location": 1}
)
BUDDIES = RuleSet(
    {"languages": 10, "site_or_role": 10, "tenure": 5, "hours": 3, "interests": 1},
    lines_up=1,
    both_ways=False,
)


@dataclass(frozen=True, slots=True)
class Pool(Generic[Id]):
    """The pairs allowed, with scores from 0 to 100 in tenths.

    `removed_by` names by mentee the rules that removed at least one mentor: `reporting_line`, or
    the key of a must.
    """

    pairs: tuple[Pair[Id], ...]
    removed_by: Mapping[Id, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reason:
    """What a rule added to the score: `points` of at most `out_of`, and the facts behind them."""

    rule: str
    points: float
    out_of: float
    facts: Facts


@dataclass(frozen=True, slots=True)
class PairScore:
    """The score and its parts, largest first; `unanswered` are the rules that could not count."""

    score: float
    reasons: tuple[Reason, ...]
    unanswered: tuple[str, ...]

    def strongest(self, count: int = 3) -> tuple[Reason, ...]:
        """The reasons to tell the two people: those that added something."""
        return tuple(reason for reason in self.reasons if reason.points > 0)[:count]
