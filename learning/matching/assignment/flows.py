"""The flow that is best term by term, each step with the proof that nothing is better."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic

import numpy as np
from ortools.graph.python import min_cost_flow

from learning.matching.assignment import SolverFailed
from learning.matching.assignment.network import (
    FIRST_PERSON,
    UNCUT_PAIRS,
    Market,
    PairArcs,
    draw,
    first_arcs,
    first_few,
)
from learning.matching.problem import TERMS, Id
from learning.matching.problem.pairs import NOT_ALLOWED, IntArray
from learning.matching.progress import Watch, within

BROUGHT_IN_AT_ONCE = 12
LENGTHS = {"served": 4, "spread": 4, "score": 16}  # of the terms that take longer than 1


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of the pairs chosen, whether nothing is better, and how many pairs were drawn."""

    pairs: list[tuple[int, int]]
    is_proven: bool
    considered: int
    widened: int


def terms(objective: Sequence[str]) -> list[str]:
    """The costs to lower, one after the other.

    `served` also means most pairs, and then whose priority is higher; kept pairs come right after
    it, or first; last come ties.
    """
    costs = {"served": ("served", "filled", "stated"), "spread": ("spread",), "score": ("score",)}
    order = [*objective, *(term for term in TERMS if term not in objective)]
    found = [cost for term in order for cost in costs[term]]
    before_kept = 3 if objective[0] == "served" else 0
    return [*found[:before_kept], "kept", *found[before_kept:], "lots"]


def best_flow(market: Market[Id], terms: Sequence[str], watch: Watch) -> Found:
    """The pairs that are best in the first term, among those best in the second …

    A watch that says no ends the search after the term at hand.
    """
    arcs = first_arcs(market, cut=not market.is_small)
    return _Descent(market, arcs).go(terms, watch)


def most_served(market: Market[Id], arcs: PairArcs, watch: Watch) -> int:
    """How many mentees can have a mentor; the network begins with these pairs."""
    found = _Descent(market, arcs).go(["served"], watch)
    already = int(market.is_served.sum())
    return already + len({mentee for mentee, _ in found.pairs if not market.is_served[mentee]})


class _Descent(Generic[Id]):
    """One term after the other; pairs that the cut left out are priced and brought in if needed."""

    def __init__(self, market: Market[Id], arcs: PairArcs) -> None:
        self.market = market
        self.is_whole = market.is_small
        self.pairs = arcs
        self.network = draw(market).with_pairs(market, self.pairs)
        self.flow = np.zeros(len(self.network), dtype=np.int64)
        self.undecided = np.arange(len(self.network))
        self.supply = self.network.supply.copy()
        self.settled: list[tuple[str, IntArray]] = []
        self.widened = 0

    def go(self, terms: Sequence[str], watch: Watch) -> Found:
        goes_on = True

        def tell(share: float) -> bool:
            nonlocal goes_on
            goes_on = goes_on and watch(share)
            return goes_on

        lengths = [LENGTHS.get(term, 1) for term in terms]
        ends = [length / sum(lengths) for length in itertools.accumulate(lengths)]
        is_proven = True
        for term, begin, end in zip(terms, [0, *ends], ends, strict=False):
            if begin and not tell(begin):
                is_proven = False
                break
            self._settle(term, within(tell, begin, end))
        chosen = np.flatnonzero(self.flow[self.network.frame :])
        rows = zip(self.pairs.mentee[chosen], self.pairs.mentor[chosen], strict=True)
        return Found(
            [(int(mentee), int(mentor)) for mentee, mentor in rows],
            is_proven,
            len(self.pairs),
            self.widened,
        )

    def _settle(self, term: str, watch: Watch) -> None:
        """Find the best flow of the term; fix the arcs on which all such flows agree.

        Nobody knows how often the network is widened, so each round takes a part of what is left.
        """
        start = np.zeros(len(self.supply), dtype=np.int64)
        for number in itertools.count(1):
            arcs = self.undecided
            cost = self.network.costs[term][arcs]
            if not cost.any() and (self.is_whole or term not in ("score", "lots")):
                return
            tail, head = self.network.tail[arcs], self.network.head[arcs]
            capacity = self.network.capacity[arcs]
            units = _least_cost_flow(tail, head, capacity, cost, self.supply)
            start = potentials(tail, head, capacity, cost, units, start)
            self.flow[arcs] = units
            watch(number / (number + 2))
            if self.is_whole or term == "lots" or not self._widen(term, start):
                break
        self.settled.append((term, start))
        reduced = cost + start[tail] - start[head]
        full = reduced < 0
        np.subtract.at(self.supply, tail[full], capacity[full])
        np.add.at(self.supply, head[full], capacity[full])
        self.undecided = arcs[reduced == 0]
        if term == "score" and not self.is_whole:
            self._bring_in_ties()

    def _widen(self, term: str, potential: IntArray) -> bool:
        """Bring in the pairs left out that would make the flow better; false if there are none."""
        found = self._priced((term, potential))
        self.widened += bool(len(found))
        self._bring_in(found)
        return bool(len(found))

    def _bring_in_ties(self) -> None:
        """What the scores leave open is little; then later terms need no cut. Else it stays cut."""
        ties = self._priced(None)
        if len(ties) <= UNCUT_PAIRS:
            self._bring_in(ties)
            self.is_whole = True

    def _bring_in(self, pairs: PairArcs) -> None:
        before = len(self.network)
        self.pairs = PairArcs.joined([self.pairs, pairs])
        self.network = self.network.with_pairs(self.market, pairs)
        self.flow = np.concatenate([self.flow, np.zeros(len(pairs), dtype=np.int64)])
        self.undecided = np.concatenate([self.undecided, np.arange(before, len(self.network))])

    def _priced(self, now: tuple[str, IntArray] | None) -> PairArcs:
        """Pairs not in the network that no settled term rules out.

        With a term at hand, each mentee's few that lower its cost the most; without, all of them.
        """
        market, people = self.market, FIRST_PERSON + self.market.mentees
        *settled, (term, prices) = [*self.settled, now] if now else self.settled
        if np.abs(prices).max(initial=0) < 2**29:  # then half the memory is moved
            prices = prices.astype(np.int32)
        mine, theirs = prices[FIRST_PERSON:people], prices[people:]
        order = np.argsort(self.pairs.mentee, kind="stable")
        inside = self.pairs.mentee[order], self.pairs.mentor[order]
        parts, count = list[PairArcs](), 0
        for start, units in market.blocks():
            stop = start + len(units)
            gain = mine[start:stop, None] - theirs
            if term == "score":
                gain = gain - units
            worth = (gain < 0 if now else gain == 0) & (units != NOT_ALLOWED)
            known = slice(*np.searchsorted(inside[0], [start, stop]))
            worth[inside[0][known] - start, inside[1][known]] = False
            line, mentor = np.divmod(np.flatnonzero(worth), market.mentors)
            for earlier, potential in settled if len(line) else ():
                reduced = potential[FIRST_PERSON + start + line] - potential[people + mentor]
                if earlier == "score":
                    reduced -= units[line, mentor]
                line, mentor = line[reduced == 0], mentor[reduced == 0]
            if now and len(line):
                few = first_few(line, mentor, gain[line, mentor], BROUGHT_IN_AT_ONCE)
                line, mentor = line[few], mentor[few]
            parts.append(market.arcs(start + line, mentor, units[line, mentor]))
            count += len(line)
            if not now and count > UNCUT_PAIRS:
                break
        return PairArcs.joined(parts)


def _least_cost_flow(
    tail: IntArray, head: IntArray, capacity: IntArray, cost: IntArray, supply: IntArray
) -> IntArray:
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        tail.astype(np.int32), head.astype(np.int32), capacity, cost
    )
    solver.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise SolverFailed(f"the flow solver answered {status.name}")
    flow = np.asarray(solver.flows(arcs), dtype=np.int64)
    balance = supply.copy()
    np.subtract.at(balance, tail, flow)
    np.add.at(balance, head, flow)
    if balance.any() or (flow < 0).any() or (flow > capacity).any():
        raise SolverFailed("the flow solver's answer is not a flow")
    return flow


def potentials(
    tail: IntArray,
    head: IntArray,
    capacity: IntArray,
    cost: IntArray,
    flow: IntArray,
    start: IntArray,
) -> IntArray:
    """Shortest distances in the residual network, by Bellman and Ford, all arcs in one step.

    They begin at `start`, a number by node: any will do, near ones are found sooner. Raises
    SolverFailed if there are none, for then the flow is not optimal.
    """
    forward, backward = flow < capacity, flow > 0
    begin = np.concatenate([tail[forward], head[backward]])
    end = np.concatenate([head[forward], tail[backward]])
    length = np.concatenate([cost[forward], -cost[backward]])
    order = np.argsort(end, kind="stable")
    begin, end, length = begin[order], end[order], length[order]
    groups = np.flatnonzero(np.diff(end, prepend=-1))
    reached = end[groups]
    distance = start.copy()
    for _ in range(len(start)):
        nearer = np.minimum.reduceat(distance[begin] + length, groups)
        if (nearer >= distance[reached]).all():
            return distance
        distance[reached] = np.minimum(distance[reached], nearer)
    raise SolverFailed("the flow solver's answer is not optimal")
