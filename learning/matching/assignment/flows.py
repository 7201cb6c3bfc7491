"""The flow that is best term by term, each step with the proof that nothing is better."""

from collections.abc import Sequence

import numpy as np
from ortools.graph.python import min_cost_flow

from learning.matching.assignment import SolverFailed
from learning.matching.assignment.network import IntArray, Network
from learning.matching.problem import TERMS


def terms(objective: Sequence[str]) -> list[str]:
    """The costs to lower, one after the other: `served` also means most pairs, then come ties."""
    costs = {"served": ("served", "filled"), "spread": ("spread",), "score": ("score",)}
    order = [*objective, *(term for term in TERMS if term not in objective)]
    return [*(cost for term in order for cost in costs[term]), "lots"]


def best_flow(network: Network, terms: Sequence[str]) -> IntArray:
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
        potential = potentials(tail, head, capacity, cost, units, nodes=len(supply))
        reduced = cost + potential[tail] - potential[head]
        full = reduced < 0
        np.subtract.at(supply, tail[full], capacity[full])
        np.add.at(supply, head[full], capacity[full])
        undecided = undecided[reduced == 0]
    return flow


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
