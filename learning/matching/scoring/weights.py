"""How much each rule counts, and what scoring answers: the pairs, or the parts of one score."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal

from learning.matching.problem import Id

if TYPE_CHECKING:
    from learning.matching.problem.pairs import Pairs

RULE_KEYS = (
    "skills",
    "goals",
    "languages",
    "hours",
    "zone",
    "location",
    "department",
    "team",
    "interests",
    "seniority",
    "site_or_role",
    "tenure",
    "wishes",
    "earlier",
)
"""What each means stands in `rules`."""

LIMITS: Mapping[str, float | None] = {"hours": 2.0, "zone": 3.0, "earlier": None}
"""The rules with a limit, and where it stands if nobody moves it.

`hours`: at least so many shared hours a week; `zone`: at most so many hours apart; `earlier`: for
so many months, None for ever.
"""
HIGHEST_LIMITS: Mapping[str, float] = {"hours": 10.0, "zone": 12.0, "earlier": 120.0}

COMPARISONS: Mapping[str, "Compares"] = {"department": "other", "location": "same", "team": "other"}
"""The rules that may ask for the same or for another answer, and what they ask if nobody says."""

Compares = Literal["same", "other"]

Facts = Mapping[str, str | int | list[str]]
"""Ready for JSON; the words for it belong to the pages."""

Must = Literal["must"]
MUST: Must = "must"
MUST_POINTS = 10.0
OFF = 0.0
OWN_FACTOR = 2.0
"""A rule weighs so much more for a person to whom it matters most; the mean of the two counts."""
PRIOR = 50.0
"""What a rule counts, out of 100, that one of the two has not answered; docs/decisions/0005."""
IMPORTANCES: tuple["Weight", ...] = (MUST, 10.0, 5.0, 3.0, 1.0, OFF)
"""Must, very important, important, nice, a touch, off: a lead's usual ones; any points will do."""
Weight = float | Must


class BadRules(ValueError):
    """The rules contradict themselves; the message names the rule in one line."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as a lead sets it. Raises BadRules.

    A must removes the pairs that do not meet it and weighs `MUST_POINTS` in the score of the
    others; `OFF` keeps the settings of a rule that does not count. `compares` belongs to the rules
    of COMPARISONS and `limit` to those of LIMITS, None elsewhere. A must with a `relax` number is
    dropped for people to whom the musts leave nobody, the lowest number first.
    """

    key: str
    importance: Weight = 5.0
    compares: Compares | None = None
    limit: float | None = None
    relax: int | None = None

    def __post_init__(self) -> None:
        if self.key not in RULE_KEYS:
            raise BadRules(f"there is no rule {self.key}")
        if not _is_weight(self.importance):
            raise BadRules(f"rule {self.key} has weight {self.importance}")
        if self.compares is None:
            object.__setattr__(self, "compares", COMPARISONS.get(self.key))
        elif self.key not in COMPARISONS or self.compares not in ("same", "other"):
            raise BadRules(f"rule {self.key} cannot compare by {self.compares}")
        if self.limit is None:
            object.__setattr__(self, "limit", LIMITS.get(self.key))
        elif not _is_number(self.limit) or not 0 < self.limit <= HIGHEST_LIMITS.get(self.key, 0):
            raise BadRules(f"rule {self.key} cannot have the limit {self.limit}")
        if self.relax is not None and (not isinstance(self.relax, int) or self.relax < 0):
            raise BadRules(f"rule {self.key} cannot be relaxed as number {self.relax}")

    @property
    def is_must(self) -> bool:
        return self.importance == MUST

    @property
    def points(self) -> float:
        """What the rule weighs in a score."""
        return MUST_POINTS if self.importance == MUST else float(self.importance)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What counts and how much. Raises BadRules if a rule stands twice.

    A pair is also removed if one stands at most `lines_up` above the other in the chain of
    managers; with `both_ways` false only the mentor above the mentee counts. That is fixed: no
    setting of a lead takes it away.
    """

    rules: tuple[Rule, ...]
    lines_up: int = 2
    both_ways: bool = True

    def __post_init__(self) -> None:
        keys = [rule.key for rule in self.rules]
        for position, key in enumerate(keys):
            if key in keys[:position]:
                raise BadRules(f"rule {key} stands twice")

    @classmethod
    def weighed(cls, weights: Mapping[str, Weight], **more: Any) -> "RuleSet":
        """Rules with nothing but a weight."""
        return cls(tuple(Rule(key, weight) for key, weight in weights.items()), **more)

    @property
    def counting(self) -> tuple[Rule, ...]:
        """The rules that are not off."""
        return tuple(rule for rule in self.rules if rule.importance != OFF)

    @property
    def musts(self) -> "RuleSet":
        """What alone decides which pairs are left."""
        kept = tuple(rule for rule in self.counting if rule.is_must)
        return RuleSet(kept, self.lines_up, self.both_ways)

    @property
    def relaxable(self) -> tuple[Rule, ...]:
        """The musts that may be dropped, in the order in which they are."""
        marked = [rule for rule in self.counting if rule.is_must and rule.relax is not None]
        return tuple(sorted(marked, key=lambda rule: rule.relax or 0))

    @property
    def scale(self) -> frozenset[tuple[str, float, Compares | None, float | None]]:
        """What a score is measured by: where it is the same, so is the score of a pair.

        A limit that only says when a must is met changes no score; the one of `earlier` does.
        """
        return frozenset(
            (rule.key, rule.points, rule.compares, rule.limit if rule.key == "earlier" else None)
            for rule in self.counting
        )

    def rule(self, key: str) -> Rule | None:
        """The rule of that key, if the set has it."""
        return next((rule for rule in self.rules if rule.key == key), None)

    def without(self, *keys: str) -> "RuleSet":
        """The same rules less these."""
        left = tuple(rule for rule in self.rules if rule.key not in keys)
        return RuleSet(left, self.lines_up, self.both_ways)


def rules_document(rules: RuleSet) -> dict[str, Any]:
    """The rules as plain JSON, as `parse_rules` reads them."""
    return {
        "rules": [
            {name: getattr(rule, name) for name in _FIELDS if getattr(rule, name) is not None}
            for rule in rules.rules
        ],
        "lines_up": rules.lines_up,
        "both_ways": rules.both_ways,
    }


def parse_rules(document: Mapping[str, Any]) -> RuleSet:
    """The rules a JSON document holds. Raises BadRules."""
    rows = document.get("rules") if isinstance(document, Mapping) else None
    if not isinstance(rows, list):
        raise BadRules("there is no list of rules")
    for row in rows:
        if not isinstance(row, Mapping) or "key" not in row or row.keys() - set(_FIELDS):
            raise BadRules(f"{row!r} is no rule")
    return RuleSet(
        tuple(Rule(**row) for row in rows),
        int(document.get("lines_up", 2)),
        bool(document.get("both_ways", True)),
    )


_FIELDS = ("key", "importance", "compares", "limit", "relax")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_weight(value: object) -> bool:
    return value == MUST or (_is_number(value) and 0 <= value < math.inf)  # type: ignore[operator]


MENTORING = RuleSet.weighed(
    {"skills": 10, "languages": 10, "hours": 5, "department": 3, "seniority": 3}
    | {"interests": 1, "location": 1}
)
TANDEM = RuleSet.weighed({"skills": MUST, "hours": 5, "interests": 1})
BUDDIES = RuleSet.weighed(
    {"languages": 10, "site_or_role": 10, "tenure": 5, "hours": 3, "interests": 1},
    lines_up=1,
    both_ways=False,
)


@dataclass(frozen=True, slots=True)
class Pool(Generic[Id]):
    """The pairs allowed, each with what it counts, from 0 to 100 in tenths.

    `removed_by` names by mentee the rules that removed at least one mentor: `reporting_line`, or
    the key of a must. `relaxed` names by mentee the musts that had to be dropped to leave anybody,
    in their order.
    """

    pairs: "Pairs[Id]"
    removed_by: Mapping[Id, tuple[str, ...]]
    relaxed: Mapping[Id, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reason:
    """What a rule added to the score: `points` of at most `out_of`, and the facts behind them."""

    rule: str
    points: float
    out_of: float
    facts: Facts


@dataclass(frozen=True, slots=True)
class PairScore:
    """The score and its parts, largest first; `unanswered` are the rules that could not count.

    `known` is the share of the rules' weight, from 0 to 1, that both answered. `counted` is what a
    plan adds up: the score as far as it is known, `PRIOR` for the rest. The pool rounds it from
    single-precision numbers, so that it may say a tenth more or less.
    """

    score: float
    counted: float
    known: float
    reasons: tuple[Reason, ...]
    unanswered: tuple[str, ...]

    def strongest(self, count: int = 3) -> tuple[Reason, ...]:
        """The reasons to tell the two people: those that added something."""
        return tuple(reason for reason in self.reasons if reason.points > 0)[:count]
