"""From the people of a programme to a stored draft: gathered, worked out, kept.

Only the first and the last step touch the database, so the one between them may run anywhere.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert

from learning.extensions import db
from learning.matching.explanation import NextBest, next_best
from learning.matching.progress import Watch, nobody, within
from learning.mentoring import pairing as pairs
from learning.mentoring import queries
from learning.mentoring.models import (
    Match,
    MatchRun,
    MatchState,
    RunCircle,
    RunRecord,
    UnmatchedMentee,
)
from learning.mentoring.operations.reports import packed, report_on
from learning.mentoring.pairing.circles import Wanted, best_circles
from learning.mentoring.queries import Background, Pair

SOLVED, REPORTED = 0.35, 0.85  # shares of the work, as long as they last in a large pool


class WorkStep(StrEnum):
    """What long work on a run is about at the moment, in this order."""

    READING = "reading"
    PLANNING = "planning"
    MEASURING = "measuring"
    EXPLAINING = "explaining"
    KEEPING = "keeping"


def step_at(share: float, *, of_circles: bool) -> WorkStep:
    """What the work is about when so much of it is done; circles are measured while planned."""
    ends = {
        WorkStep.PLANNING: REPORTED if of_circles else SOLVED,
        WorkStep.MEASURING: REPORTED,
        WorkStep.EXPLAINING: 1,
    }
    if share <= 0:
        return WorkStep.READING
    return next((step for step, end in ends.items() if share < end), WorkStep.KEEPING)


@dataclass(frozen=True)
class Given:
    """What a run is solved from; `circles` says which ones are wanted where it makes circles."""

    people: pairs.Candidates
    locked: list[Pair]
    removed: set[Pair]
    backgrounds: Mapping[int, Background]
    circles: Wanted | None = None


@dataclass(frozen=True)
class Drafted:
    """A draft worked out: the rows to store, and what is told of it.

    `let_go` counts the locked pairs that had become impossible.
    """

    counts: Mapping[str, int]
    is_optimal: bool
    matches: list[dict[str, Any]]
    left: list[dict[str, Any]]
    problem: bytes
    pairs: list[Pair]
    report: dict[str, Any]
    served: int
    let_go: int
    circles: list[dict[str, Any]] = field(default_factory=list)


def gather(run: MatchRun, now: datetime) -> Given:
    """Everything the run is solved from, in a few queries."""
    people = pairs.candidates_in(run, now)
    return Given(
        circles=wanted_in(run),
        people=people,
        locked=queries.locked_pairs(run),
        removed={(one.mentee_id, one.mentor_id) for one in queries.removed_pairs(run)},
        backgrounds=queries.backgrounds(run.programme, people.mentees, now.date()),
    )


def wanted_in(run: MatchRun) -> Wanted | None:
    """The circles that the run is to make; None where it makes pairs."""
    if run.sizes is None:
        return None
    taken = frozenset(queries.circle_topics(run.programme))
    return Wanted(*run.sizes, taken, queries.topics_in(run))


def work_out(given: Given, watch: Watch = nobody) -> Drafted:
    """The best plan with its reasons and its report; `watch` hears how far it is.

    Touches no database.
    """
    if given.circles is not None:
        return _circles(given, given.circles, watch)
    solved = pairs.best_plan(given.people, given.locked, given.removed, within(watch, 0, SOLVED))
    watch(SOLVED)
    report = report_on(given.people, solved, given.backgrounds, within(watch, SOLVED, REPORTED))
    watch(REPORTED)
    return drafted(given, solved, report, within(watch, REPORTED, 1))


def drafted(
    given: Given, solved: pairs.Solved, report: dict[str, Any], watch: Watch = nobody
) -> Drafted:
    """The rows of a plan: its pairs with their reasons, and who is left and why."""
    plan = solved.plan
    others = next_best(solved.problem, plan)
    made = [pair.key for pair in plan.pairs]
    return Drafted(
        counts=_counts(given.people),
        is_optimal=plan.optimal,
        matches=[
            row | {"alternatives": _alternatives(others[pair])}
            for pair, row in zip(made, _matches(given, made, solved.relaxed, watch), strict=True)
        ],
        left=_left(solved.left),
        problem=packed(given.people, given.locked, given.removed),
        pairs=made,
        report=report,
        served=plan.served,
        let_go=len(set(given.locked) - set(made)),
    )


def _circles(given: Given, wanted: Wanted, watch: Watch) -> Drafted:
    """The best circles, as rows: a seat is a match of its member with the host."""
    solved = best_circles(
        given.people, wanted, given.locked, given.removed, within(watch, 0, REPORTED)
    )
    watch(REPORTED)
    made = solved.pairs
    rows = _matches(given, made, solved.relaxed, within(watch, REPORTED, 1))
    return Drafted(
        counts=_counts(given.people),
        is_optimal=solved.plan.optimal,
        matches=[row | {"alternatives": {}} for row in rows],
        left=_left(solved.left),
        problem=packed(given.people, given.locked, given.removed, wanted),
        pairs=made,
        report={"most_served": solved.plan.most_served},
        served=solved.plan.served,
        let_go=len(set(given.locked) - set(made)),
        circles=[{"host_id": one.host, "topic": one.topic} for one in solved.plan.groups],
    )


def _counts(people: pairs.Candidates) -> dict[str, int]:
    return {
        "mentees": len(people.mentees),
        "wanted": people.wanted,
        "mentors": len(people.mentors),
        "places": sum(people.free.values()),
    }


def _matches(
    given: Given, made: list[Pair], relaxed: Mapping[int, tuple[str, ...]], watch: Watch
) -> list[dict[str, Any]]:
    """These pairs as rows of a draft, each with its reasons."""
    locked = set(given.locked)
    return [
        {
            "mentee_id": found.mentee_id,
            "mentor_id": found.mentor_id,
            "state": MatchState.DRAFT,
            "score": found.score,
            "reasons": found.reasons,
            "unanswered": found.unanswered,
            "is_locked": pair in locked,
            "relaxed": list(relaxed.get(found.mentee_id, ())),
        }
        for pair, found in zip(made, pairs.suggest_all(given.people, made, watch), strict=True)
    ]


def _left(left: list[pairs.Left]) -> list[dict[str, Any]]:
    return [
        {
            "mentee_id": one.mentee_id,
            "reason": one.reason,
            "rules": one.rules,
            "remedies": [asdict(remedy) for remedy in one.remedies],
        }
        for one in left
    ]


def keep(run: MatchRun, found: Drafted, now: datetime) -> int:
    """Make this the run's draft; how many locked pairs had to be let go."""
    run.previous = [list(one) for one in queries.pairs_in(run)]
    run.solved_at, run.is_optimal = now, found.is_optimal
    for name, count in found.counts.items():
        setattr(run, name, count)
    matches = [one | {"programme_id": run.programme_id} for one in found.matches]
    tables: tuple[
        tuple[type[Match | UnmatchedMentee | RunCircle], Collection[dict[str, Any]]], ...
    ] = (
        (Match, matches),
        (UnmatchedMentee, found.left),
        (RunCircle, found.circles),
    )
    for table, rows in tables:
        db.session.execute(delete(table).where(table.run_id == run.id))
        if rows:
            db.session.execute(insert(table), [row | {"run_id": run.id} for row in rows])
    record = queries.record_of(run) or RunRecord(run_id=run.id)
    record.problem, record.report = found.problem, found.report
    record.pairs = [list(pair) for pair in found.pairs]
    db.session.add(record)
    return found.let_go


def _alternatives(found: NextBest[int]) -> dict[str, list[Any]]:
    """The other person, the score and whether the pair is open, for each side that has one."""
    sides = {}
    if found.for_mentee:
        pair = found.for_mentee.pair
        sides["for_mentee"] = [pair.mentor, pair.score, found.for_mentee.is_open]
    if found.for_mentor:
        pair = found.for_mentor.pair
        sides["for_mentor"] = [pair.mentee, pair.score, found.for_mentor.is_open]
    return sides
