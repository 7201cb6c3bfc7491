"""Groups by size: people around topics, each group with a host, none smaller than worth meeting.

An integer programme, for groups of a least size are beyond a flow: a group is either closed, or
has from `least` to `most` members. First the seats that were fixed by hand are kept, then most
people have a group, then the fit is best. It is solved by branch and bound, on one thread and with
a limit counted in nodes rather than seconds, so the same input gives the same groups; the bound
says whether they are proven best.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Generic

from ortools.linear_solver import pywraplp

from learning.matching.problem import Id

LIMITS = "limits/nodes = 25\nlimits/absgap = 0.5"  # scores are whole, so half of one is none
HALF = 0.5
UNITS = 10  # scores are counted in tenths
FOUND = pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE


@dataclass(frozen=True, slots=True)
class Group(Generic[Id]):
    """People around a topic; `members` in the order of their fit with the host."""

    host: Id
    topic: str
    members: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class GroupPlan(Generic[Id]):
    """The groups to make. At most `most_served` people could have one; `optimal` if no better."""

    groups: tuple[Group[Id], ...]
    served: int
    most_served: int
    optimal: bool


def plan_groups(
    fits: Mapping[tuple[Id, str], Mapping[Id, float]],
    least: int,
    most: int,
    apart: Collection[tuple[Id, Id]] = (),
    locked: Collection[tuple[tuple[Id, str], Id]] = (),
) -> GroupPlan[Id]:
    """The best groups: each person in one at most, each host with one at most.

    `fits` holds, by host and topic, who would like to come and how well they fit, from 0 to 100.
    People of a pair in `apart` are never in one group. Of the seats in `locked` (host and
    topic, person) as many are kept as can be, whatever it costs.
    """
    able = {key: people for key, people in fits.items() if len(people) >= least}
    solver = pywraplp.Solver.CreateSolver("SCIP")
    solver.SetSolverSpecificParametersAsString(LIMITS)
    exactly = pywraplp.MPSolverParameters()
    exactly.SetDoubleParam(pywraplp.MPSolverParameters.RELATIVE_MIP_GAP, 0.0)
    comes = {}
    of_person, of_host = defaultdict(list), defaultdict(list)
    for key, people in able.items():
        is_open = solver.BoolVar("")
        of_host[key[0]].append(is_open)
        for person in people:
            comes[key, person] = solver.BoolVar("")
            of_person[person].append(comes[key, person])
            solver.Add(comes[key, person] <= is_open)  # says nothing new, and bounds far better
        size = solver.Sum([comes[key, person] for person in people])
        solver.Add(size >= least * is_open)
        solver.Add(size <= most * is_open)
        for one, other in apart:
            if one in people and other in people:
                solver.Add(comes[key, one] + comes[key, other] <= 1)
    for choices in (*of_person.values(), *of_host.values()):
        solver.Add(solver.Sum(choices) <= 1)
    kept = [comes[seat] for seat in locked if seat in comes]
    if kept:
        solver.Maximize(solver.Sum(kept))
        if solver.Solve(exactly) not in FOUND:
            return GroupPlan((), 0, len(of_person), optimal=False)
        solver.Add(solver.Sum(kept) >= round(solver.Objective().Value()))
    dearer = 100 * UNITS * len(of_person) + 1  # one person more outweighs any fit
    solver.Maximize(
        solver.Sum(
            [
                (dearer + round(UNITS * able[key][person])) * variable
                for (key, person), variable in comes.items()
            ]
        )
    )
    status = solver.Solve(exactly)
    if status not in FOUND:
        return GroupPlan((), 0, len(of_person), optimal=False)
    groups = list[Group[Id]]()
    for key, people in able.items():
        coming = [person for person in people if comes[key, person].solution_value() > HALF]
        if coming:
            best_first = sorted(coming, key=lambda one, fits=people: (-fits[one], str(one)))  # type: ignore[misc]
            groups.append(Group(*key, tuple(best_first)))
    served = sum(len(group.members) for group in groups)
    return GroupPlan(
        groups=tuple(sorted(groups, key=lambda one: (one.topic, str(one.host)))),
        served=served,
        most_served=max(served, int((solver.Objective().BestBound() + HALF) // dearer)),
        optimal=status == solver.OPTIMAL,
    )
