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
so `Plan.optimal` is never a mere claim.

**Scores as integers.** Flows need integer costs, so scores are multiplied by a power of ten and
rounded. Scores with up to six decimals and up to 10^6 are represented exactly. Otherwise the factor
is 10^6, or the largest that keeps scores under 10^12, each score is off by at most half a unit, and
the total of a plan of n pairs is at most n / factor below the true optimum.

**Ties.** Plans equal in every term of the objective are told apart by the terms it does not name,
in the order served, spread, score; then the plan with the least sum of lots wins. The lot of a pair
is a 32-bit number drawn by hashing both ids, so nobody gains by name or place in the list, and the
plan depends neither on the order of the entries nor on the solver. Two plans of the same sum of
lots remain with a chance below (pairs still undecided) / 2^32 (Mulmuley, Vazirani and Vazirani,
"Matching is as easy as matrix inversion", 1987); the same input in the same order gives the same
plan even then.
"""

import math
from collections import Counter

from learning.matching.problem import Id, Plan, Problem, Unmatched, UnmatchedReason


class SolverFailed(RuntimeError):
    """The flow solver gave no proven optimum: a fault of ours, never of the problem."""


def solve(problem: Problem[Id]) -> Plan[Id]:
    """The best plan for the problem's objective. Raises SolverFailed."""
    from learning.matching.assignment import flows, network  # noqa: PLC0415  (slow to load)

    closed = problem.locked | problem.forbidden
    free = [pair for pair in problem.pairs if pair.key not in closed]
    arcs = network.draw(problem, free)
    flow = flows.best_flow(arcs, flows.terms(problem.objective))
    chosen = {pair.key for pair, units in zip(free, flow[arcs.pairs], strict=True) if units}
    return _plan(problem, problem.locked | chosen)


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
