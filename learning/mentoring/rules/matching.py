"""The rules by which mentoring matches if a lead has said nothing else."""

from dataclasses import dataclass

from learning.matching.problem import TERMS
from learning.matching.scoring import MUST, OFF, Rule, RuleSet

DEFAULT_RULES = RuleSet(
    (
        Rule("skills", 10.0),
        Rule("goals", 5.0),
        Rule("languages", 10.0),
        Rule("hours", 5.0),
        Rule("zone", OFF),
        Rule("department", 3.0, compares="other"),
        Rule("team", OFF),
        Rule("seniority", 3.0),
        Rule("location", 1.0),
        Rule("interests", 1.0),
        Rule("tenure", OFF),
        Rule("wishes", 5.0),
        Rule("earlier", MUST),
    )
)
"""Every rule a lead can set, in the order of the page."""

OBJECTIVES: tuple[tuple[str, ...], ...] = (TERMS, ("served", "score"), ("served",), ("score",))


@dataclass(frozen=True)
class Settings:
    """How a programme, or one run of it, matches."""

    rules: RuleSet = DEFAULT_RULES
    objective: tuple[str, ...] = TERMS

    @property
    def is_default(self) -> bool:
        return self == Settings()


def with_every_rule(rules: RuleSet) -> RuleSet:
    """The rules in the order of the page, those missing as if they were off."""
    known = {rule.key: rule for rule in rules.rules}
    return RuleSet(
        tuple(
            known.get(rule.key) or Rule(rule.key, OFF, rule.compares, rule.limit)
            for rule in DEFAULT_RULES.rules
        ),
        rules.lines_up,
        rules.both_ways,
    )
