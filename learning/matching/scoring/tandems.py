"""Tandems: two who teach each other, so that both directions must hold."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Generic

from learning.matching.problem import Id
from learning.matching.scoring.participants import Participant
from learning.matching.scoring.pool import explain_pairs, score_pool
from learning.matching.scoring.weights import PairScore, RuleSet


@dataclass(frozen=True, slots=True)
class Tandem(Generic[Id]):
    """Somebody and a possible partner; `learns` is what the one learns from the partner.

    The weaker direction is what the two get out of it alike, so the lower score counts.
    """

    one: Id
    partner: Id
    learns: PairScore
    teaches: PairScore

    @property
    def score(self) -> float:
        return min(self.learns.score, self.teaches.score)


def score_tandems(
    person: Participant[Id],
    others: Sequence[Participant[Id]],
    rules: RuleSet,
    barred: Collection[tuple[Id, Id]],
) -> list[Tandem[Id]]:
    """See the package."""
    learning = score_pool([person], others, rules, barred).pairs
    teaching = score_pool(others, [person], rules, barred).pairs
    partners = [
        one
        for one in others
        if learning.get((person.id, one.id)) is not None
        and teaching.get((one.id, person.id)) is not None
    ]
    learns = explain_pairs([(person, one) for one in partners], rules)
    teaches = explain_pairs([(one, person) for one in partners], rules)
    found = [
        Tandem(person.id, partner.id, there, back)
        for partner, there, back in zip(partners, learns, teaches, strict=True)
    ]
    return sorted(found, key=lambda tandem: (-tandem.score, tandem.partner))
