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

**Priority.** Of the plans that serve most, and fill most wishes, those stay in which the sum of
the priorities of the people served is highest. Where nobody has a priority this decides nothing.

**Kept pairs.** In a re-match the pairs of `Problem.kept` come right after those served: the plan
parts as few of them as it can without leaving anybody out.

**Large problems.** Of more than a quarter of a million pairs only each mentee's best, a sample and
the kept ones are put into the network. After each flow all the other pairs are priced with its
potentials: a pair whose reduced cost is below zero could make the flow better, so it is brought in
and the flow is found anew; a pair above zero is used by no best plan. When nothing is left to bring
in, the potentials prove the plan best among all pairs, not only those in the network. So the cut
costs nothing but time, and nobody is left without a mentor because of it. Source: delayed column
generation, Ahuja et al., section 17.6; `Plan.search` says how much was cut.

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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from learning.matching.problem import Id, Plan, Problem, Search, Unmatched, UnmatchedReason
from learning.matching.progress import Watch, nobody, within


class SolverFailed(RuntimeError):
    """The flow solver gave no proven optimum: a fault of ours, never of the problem."""


def solve(problem: Problem[Id], watch: Watch = nobody) -> Plan[Id]:
    """The best plan for the problem's objective.

    If the watch says no the plan is the best found so far, and not `optimal`; it is best at least
    in the first term of the objective. Raises SolverFailed.
    """
    from learning.matching.assignment import flows, network  # noqa: PLC0415  (slow to load)

    market = network.Market(problem)
    found = flows.best_flow(market, flows.terms(problem.objective), watch)
    pairs = problem.columns
    chosen = {(pairs.mentees[mentee], pairs.mentors[mentor]) for mentee, mentor in found.pairs}
    plan = plan_of(problem, problem.locked | chosen, optimal=found.is_proven)
    return replace(plan, search=Search(market.size, found.considered, found.widened))


def most_served(
    problem: Problem[Id], tried_places: Sequence[Mapping[Id, int]], watch: Watch = nobody
) -> list[int]:
    """How many mentees could have a mentor, for each trial of other places than the problem's.

    A trial names the mentors whose places differ. Raises SolverFailed.
    """
    from learning.matching.assignment import flows, network  # noqa: PLC0415  (slow to load)

    market = network.Market(problem)
    arcs = network.first_arcs(market, cut=not market.is_small)
    count = len(tried_places)
    return [
        flows.most_served(
            market.with_places(trial), arcs, within(watch, number / count, (number + 1) / count)
        )
        for number, trial in enumerate(tried_places)
    ]


def plan_of(problem: Problem[Id], chosen: Iterable[tuple[Id, Id]], *, optimal: bool) -> Plan[Id]:
    """These pairs of the problem as a plan with its figures."""
    columns = problem.columns
    rows = sorted((columns.mentee_at[key[0]], columns.mentor_at[key[1]]) for key in chosen)
    pairs = tuple(columns.pair(mentee, mentor) for mentee, mentor in rows)
    served = {mentee for mentee, _ in rows}
    load = Counter(mentor for _, mentor in rows)
    return Plan(
        pairs=pairs,
        served=len(served),
        mentors_used=len(load),
        spread=sum(count**2 for count in load.values()),
        total_score=math.fsum(pair.score for pair in pairs),
        optimal=optimal,
        unmatched=_unmatched(problem, served),
    )


def _unmatched(problem: Problem[Id], served: set[int]) -> tuple[Unmatched[Id], ...]:
    columns = problem.columns
    forbidden = {
        (columns.mentee_at[one], columns.mentor_at[other]) for one, other in problem.forbidden
    }
    without = {mentee for mentee, _ in forbidden}
    paused = {row for row, mentor in enumerate(problem.mentors) if not mentor.capacity}

    def reason(mentee: int) -> UnmatchedReason:
        if not columns.counts[mentee]:
            return "no_candidate"
        if mentee not in without and columns.counts[mentee] > len(paused):
            return "contested"
        mentors = [m for m in columns.row(mentee)[0].tolist() if (mentee, m) not in forbidden]
        if not mentors:
            return "no_candidate"
        return "no_seat" if paused.issuperset(mentors) else "contested"

    return tuple(
        Unmatched(mentee.id, reason(row))
        for row, mentee in enumerate(problem.mentees)
        if row not in served
    )
