"""The best plan, exactly: one minimum-cost flow for each term of the objective, in its order.

The network has a node for each mentee and mentor, between a source that sends one unit for each
wanted mentor and a sink that takes them all:

    source → mentee   one arc for the first mentor, one for the further ones
    mentee → mentor   an arc for each allowed pair, capacity 1
    mentor → sink     an arc for each place; the k-th mentee adds 2k − 1 to the sum of squared loads
    source → sink     a way past everybody, for wishes that stay open

**Terms in order.** Each term is a cost on some of these arcs. After a term is solved, the
potentials of its residual network say which arcs no best plan uses, and which every best plan
fills: the first are closed, the second kept full. Exactly the best plans remain, among which the
next term chooses. So no term needs a weight large enough to outrank the others. Source: Ahuja,
Magnanti and Orlin, "Network Flows", 1993, theorem 9.4 (complementary slackness).

**Proof.** The potentials exist only if the residual network has no negative cycle, that is if the
flow is optimal (theorem 9.1). A plan is handed out only with that proof, whatever the solver says;
so `Plan.optimal` is never a claim.

**Scores as integers.** Flows need integer costs, so scores are multiplied by a power of ten and
rounded. Scores with up to six decimals and up to 10^6 are represented exactly. Otherwise the factor
is 10^6, or the largest that keeps scores under 10^12, each score is off by at most half a unit, and
the total of a plan of n pairs is less than n / factor below the true optimum.

**Ties.** Plans equal in every term of the objective are told apart by the terms it does not name,
in the order served, spread, score; then the plan with the least sum of lots wins. The lot of a pair
is a 32-bit number drawn by hashing both ids, so nobody gains by name or place in the list, and the
plan depends neither on the order of the entries nor on the solver. Two plans of the same sum of
lots remain with a chance below (pairs still undecided) / 2^32 (Mulmuley, Vazirani and Vazirani,
"Matching is as easy as matrix inversion", 1987); the same input in the same order gives the same
plan even then.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from learning.matching.problem import TERMS, Id, Pair, Plan, Problem, Unmatched, UnmatchedReason

IntArray = npt.NDArray[np.int64]

MOST_DECIMALS = 6
LARGEST_COST = 10**12
SOURCE, SINK = 0, 1


class SolverFailed(RuntimeError):
    """The flow solver gave no proven optimum: a fault of ours, never of the problem."""


def solve(problem: Problem[Id]) -> Plan[Id]:
    """The best plan for the problem's objective. Raises SolverFailed."""
    closed = problem.locked | problem.forbidden
    free = [pair for pair in problem.pairs if pair.key not in closed]
    network = _network(problem, free)
    flow = _best_flow(network, _terms(problem.objective))
    chosen = {pair.key for pair, units in zip(free, flow[network.pairs], strict=True) if units}
    return _plan(problem, problem.locked | chosen)


@dataclass(frozen=True, slots=True)
class _Network:
    """Arcs by column; `pairs` says where the arcs of the pairs stand, `costs` what a term adds."""

    tail: IntArray
    head: IntArray
    capacity: IntArray
    supply: IntArray
    pairs: slice
    costs: dict[str, IntArray]


def _network(problem: Problem[Id], free: Sequence[Pair[Id]]) -> _Network:
    """Locked pairs are taken out: they use up wishes and places before the first arc is drawn."""
    mentee_at = {mentee.id: row for row, mentee in enumerate(problem.mentees)}
    mentor_at = {mentor.id: row for row, mentor in enumerate(problem.mentors)}
    mentee_of = _column(mentee_at[pair.mentee] for pair in free)
    mentor_of = _column(mentor_at[pair.mentor] for pair in free)
    choices = np.bincount(mentee_of, minlength=len(mentee_at))
    demand = np.bincount(mentor_of, minlength=len(mentor_at))
    mentors_had = Counter(mentee for mentee, _ in problem.locked)
    mentees_had = Counter(mentor for _, mentor in problem.locked)
    is_served = np.array([mentee.id in mentors_had for mentee in problem.mentees], dtype=bool)
    wishes = _column(
        min(mentee.wants - mentors_had[mentee.id], int(choices[row]))
        for row, mentee in enumerate(problem.mentees)
    )
    places = _column(
        min(mentor.capacity - mentees_had[mentor.id], int(demand[row]))
        for row, mentor in enumerate(problem.mentors)
    )
    load = _column(mentees_had[mentor.id] for mentor in problem.mentors)

    first_mentee = np.flatnonzero((wishes > 0) & ~is_served)
    further = wishes - ((wishes > 0) & ~is_served)
    further_mentee = np.flatnonzero(further)
    place_mentor = np.repeat(np.arange(len(places)), places)
    place_number = np.arange(len(place_mentor)) - np.repeat(np.cumsum(places) - places, places)
    mentees_from, mentors_from = 2, 2 + len(mentee_at)
    total = int(wishes.sum())

    sizes = [len(first_mentee), len(further_mentee), len(free), len(place_mentor), 1]
    first, more, pairs, seats, past = (
        slice(end - size, end) for size, end in zip(sizes, np.cumsum(sizes).tolist(), strict=True)
    )
    tail, head, capacity = np.full((3, sum(sizes)), SOURCE, dtype=np.int64)
    head[first], capacity[first] = mentees_from + first_mentee, 1
    head[more], capacity[more] = mentees_from + further_mentee, further[further_mentee]
    tail[pairs], head[pairs] = mentees_from + mentee_of, mentors_from + mentor_of
    capacity[pairs] = 1
    tail[seats], head[seats], capacity[seats] = mentors_from + place_mentor, SINK, 1
    head[past], capacity[past] = SINK, total
    supply = np.zeros(2 + len(mentee_at) + len(mentor_at), dtype=np.int64)
    supply[SOURCE], supply[SINK] = total, -total

    costs = {name: np.zeros(sum(sizes), dtype=np.int64) for name in ("served", "filled", *TERMS)}
    costs["lots"] = np.zeros(sum(sizes), dtype=np.int64)
    costs["served"][first] = -1
    costs["filled"][past] = 1
    costs["spread"][seats] = 2 * (load[place_mentor] + place_number) + 1
    costs["score"][pairs] = -_scaled(np.array([pair.score for pair in free], dtype=np.float64))
    costs["lots"][pairs] = _lots(problem, mentee_of, mentor_of)
    return _Network(tail, head, capacity, supply, pairs, costs)


def _terms(objective: Sequence[str]) -> list[str]:
    """The costs to lower, one after the other: `served` also means most pairs, then come ties."""
    costs = {"served": ("served", "filled"), "spread": ("spread",), "score": ("score",)}
    order = [*objective, *(term for term in TERMS if term not in objective)]
    return [*(cost for term in order for cost in costs[term]), "lots"]


def _best_flow(network: _Network, terms: Sequence[str]) -> IntArray:
    """The flow on each arc that is best in the first term, among those best in the second …"""
    flow = np.zeros(len(network.tail), dtype=np.int64)
    supply = network.supply.copy()
    undecided = np.arange(len(network.tail))
    for term in terms:
        cost = network.costs[term][undecided]
        if not cost.any():
            continue
        tail, head = network.tail[undecided], network.head[undecided]
        capacity = network.capacity[undecided]
        units = _least_cost_flow(tail, head, capacity, cost, supply)
        flow[undecided] = units
        potential = _potentials(tail, head, capacity, cost, units, nodes=len(supply))
        reduced = cost + potential[tail] - potential[head]
        full = reduced < 0
        np.subtract.at(supply, tail[full], capacity[full])
        np.add.at(supply, head[full], capacity[full])
        undecided = undecided[reduced == 0]
    return flow


def _least_cost_flow(
    tail: IntArray, head: IntArray, capacity: IntArray, cost: IntArray, supply: IntArray
) -> IntArray:
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415  (slow to load)

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


def _potentials(
    tail: IntArray,
    head: IntArray,
    capacity: IntArray,
    cost: IntArray,
    flow: IntArray,
    nodes: int,
) -> IntArray:
    """Shortest distances in the residual network, by Bellman and Ford, all arcs in one step.

    Raises SolverFailed if there are none, for then the flow is not optimal.
    """
    forward, backward = flow < capacity, flow > 0
    start = np.concatenate([tail[forward], head[backward]])
    end = np.concatenate([head[forward], tail[backward]])
    length = np.concatenate([cost[forward], -cost[backward]])
    order = np.argsort(end, kind="stable")
    start, end, length = start[order], end[order], length[order]
    groups = np.flatnonzero(np.diff(end, prepend=-1))
    reached = end[groups]
    distance = np.zeros(nodes, dtype=np.int64)
    for _ in range(nodes):
        nearer = np.minimum.reduceat(distance[start] + length, groups)
        if (nearer >= distance[reached]).all():
            return distance
        distance[reached] = np.minimum(distance[reached], nearer)
    raise SolverFailed("the flow solver's answer is not optimal")


def _scaled(scores: npt.NDArray[np.float64]) -> IntArray:
    """Scores as integers, see "Scores as integers" above."""
    largest = float(scores.max(initial=0.0))
    decimals = 0
    while (
        decimals < MOST_DECIMALS
        and largest * 10 ** (decimals + 1) <= LARGEST_COST
        and (np.round(scores, decimals) != scores).any()
    ):
        decimals += 1
    units: IntArray = np.rint(scores * 10**decimals).astype(np.int64)
    return units


def _lots(problem: Problem[Id], mentee_of: IntArray, mentor_of: IntArray) -> IntArray:
    """The lot of each pair: both ids hashed, then mixed by the last steps of SplitMix64.

    Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
    """
    mentees = _hashes("mentee", (mentee.id for mentee in problem.mentees))
    mentors = _hashes("mentor", (mentor.id for mentor in problem.mentors))
    mixed = mentees[mentee_of] + mentors[mentor_of]
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    lots: IntArray = (mixed >> np.uint64(32)).astype(np.int64)
    return lots


def _hashes(role: str, ids: Iterable[int | str]) -> npt.NDArray[np.uint64]:
    digests = (
        hashlib.blake2b(f"{role} {person}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for person in ids
    )
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def _plan(problem: Problem[Id], chosen: frozenset[tuple[Id, Id]]) -> Plan[Id]:
    pairs = tuple(pair for pair in problem.pairs if pair.key in chosen)
    served = {pair.mentee for pair in pairs}
    load = Counter(pair.mentor for pair in pairs)
    return Plan(
        pairs=pairs,
        served=len(served),
        mentors_used=len(load),
        spread=sum(count**2 for count in load.values()),
        total_score=math.fsum(pair.score for pair in pairs),
        optimal=True,
        unmatched=_unmatched(problem, served),
    )


def _unmatched(problem: Problem[Id], served: set[Id]) -> tuple[Unmatched[Id], ...]:
    capacity = {mentor.id: mentor.capacity for mentor in problem.mentors}
    most_places = dict[Id, int]()
    for pair in problem.pairs:
        if pair.mentee not in served and pair.key not in problem.forbidden:
            known = most_places.get(pair.mentee, 0)
            most_places[pair.mentee] = max(known, capacity[pair.mentor])
    return tuple(
        Unmatched(mentee.id, _reason(most_places.get(mentee.id)))
        for mentee in problem.mentees
        if mentee.id not in served
    )


def _reason(most_places: int | None) -> UnmatchedReason:
    if most_places is None:
        return "no_candidate"
    return "contested" if most_places else "no_seat"


def _column(values: Iterable[int]) -> IntArray:
    return np.fromiter(values, dtype=np.int64)
