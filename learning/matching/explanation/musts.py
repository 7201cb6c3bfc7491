"""Which musts stand between people and their first candidate."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Generic

import numpy as np

from learning.matching.explanation.remedies import Remedy
from learning.matching.problem import Id, Plan, Problem
from learning.matching.problem.pairs import IntArray, Pairs
from learning.matching.scoring import Participant, Rule, RuleSet, score_pool
from learning.matching.scoring.columns import Columns
from learning.matching.scoring.rules import limit_met_by


class Search(Generic[Id]):
    """Looks for musts that stand between people and their first candidate."""

    def __init__(
        self,
        mentees: Sequence[Participant[Id]],
        mentors: Sequence[Participant[Id]],
        rules: RuleSet,
        barred: Collection[tuple[Id, Id]],
        problem: Problem[Id],
        plan: Plan[Id],
    ) -> None:
        self.mentees = {one.id: one for one in mentees}
        self.mentors, self.rules, self.barred = mentors, rules, barred
        load = Counter(pair.mentor for pair in plan.pairs)
        self.has_place = np.array([load[one.id] < one.capacity for one in problem.mentors])

    def by_rules(self, without: Mapping[Id, Sequence[str]]) -> dict[Id, list[Remedy[Id]]]:
        """What would help each of these; `without` names the rules that removed somebody."""
        found: dict[Id, list[Remedy[Id]]] = {person: [] for person in without}
        musts = [rule for rule in self.rules.counting if rule.is_must]
        for rule in musts:
            concerned = [one for one in without if rule.key in without[one]]
            for person, rows in self._candidates(concerned, rule.key).items():
                found[person].append(self._by_rule(self.mentees[person], rule, rows))
        keys = tuple(rule.key for rule in musts)
        left = [one for one in without if not found[one] and len(set(keys) & {*without[one]}) > 1]
        for person, rows in self._candidates(left, *keys).items():
            together = tuple(key for key in keys if key in without[person])
            found[person].append(
                Remedy("rules", together, is_enough=bool(self.has_place[rows].any()))
            )
        return found

    def _candidates(self, people: Sequence[Id], *dropped: str) -> dict[Id, IntArray]:
        """By person the rows of the mentors they may have without these rules; who has some."""
        if not people:
            return {}
        pool = score_pool(
            [self.mentees[one] for one in people],
            self.mentors,
            self.rules.without(*dropped),
            barred=self.barred,
        )
        rows = {one: pool.pairs.row(row)[0] for row, one in enumerate(people)}
        return {one: some for one, some in rows.items() if len(some)}

    def _by_rule(self, mentee: Participant[Id], rule: Rule, rows: IntArray) -> Remedy[Id]:
        is_enough = bool(self.has_place[rows].any())
        if is_enough:
            rows = rows[self.has_place[rows]]
        columns = Columns([self.mentors[row] for row in rows.tolist()])
        limit = limit_met_by(mentee, columns, rule)
        if limit is not None:
            return Remedy("limit", (rule.key,), limit, is_enough=is_enough)
        return Remedy("rule", (rule.key,), is_enough=is_enough)


def best_mentors(pairs: Pairs[Id], mentee: Id) -> Iterator[Id]:
    """Whom this mentee may have, the best fit first."""
    mentors, units = pairs.row(pairs.mentee_at[mentee])
    for place in np.argsort(-units, kind="stable"):
        yield pairs.mentors[mentors[place]]
