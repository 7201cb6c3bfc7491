"""From the people of a programme to a stored draft: gathered, worked out, kept.

Only the first and the last step touch the database, so the one between them may run anywhere.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from learning.extensions import db
from learning.matching.explanation import NextBest, next_best
from learning.matching.progress import Watch, nobody, within
from learning.mentoring import pairing as pairs
from learning.mentoring import queries
from learning.mentoring.models import Match, MatchRun, MatchState, RunRecord, UnmatchedMentee
from learning.mentoring.operations.reports import packed, report_on
from learning.mentoring.queries import Background, Pair

SOLVED, REPORTED = 0.35, 0.85  # shares of the work, as long as they last in a large pool


@dataclass(frozen=True)
class Given:
    """What a run is solved from."""

    people: pairs.Candidates
    locked: list[Pair]
    removed: set[Pair]
    backgrounds: Mapping[int, Background]


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


def gather(run: MatchRun, now: datetime) -> Given:
    """Everything the run is solved from, in a few queries."""
    people = pairs.candidates_in(run, now)
    return Given(
        people=people,
        locked=queries.locked_pairs(run),
        removed={(one.mentee_id, one.mentor_id) for one in queries.removed_pairs(run)},
        backgrounds=queries.backgrounds(run.programme, people.mentees, now.date()),
    )


def work_out(given: Given, watch: Watch = nobody) -> Drafted:
    """The best plan with its reasons and its report; `watch` hears how far it is.

    Touches no database.
    """
    solved = pairs.best_plan(given.people, given.locked, given.removed, within(watch, 0, SOLVED))
    watch(SOLVED)
    report = report_on(given.people, solved, given.backgrounds, within(watch, SOLVED, REPORTED))
    watch(REPORTED)
    return _drafted(given, solved, report, within(watch, REPORTED, 1))


def _drafted(given: Given, solved: pairs.Solved, report: dict[str, Any], watch: Watch) -> Drafted:
    """The rows of a plan: its pairs with their reasons, and who is left and why."""
    people, plan, locked = given.people, solved.plan, set(given.locked)
    others = next_best(solved.problem, plan)
    suggestions = pairs.suggest_all(people, [pair.key for pair in plan.pairs], watch)
    return Drafted(
        counts={
            "mentees": len(people.mentees),
            "wanted": people.wanted,
            "mentors": len(people.mentors),
            "places": sum(people.free.values()),
        },
        is_optimal=plan.optimal,
        matches=[
            {
                "mentee_id": found.mentee_id,
                "mentor_id": found.mentor_id,
                "state": MatchState.DRAFT,
                "score": found.score,
                "reasons": found.reasons,
                "unanswered": found.unanswered,
                "is_locked": pair.key in locked,
                "alternatives": _alternatives(others[pair.key]),
                "relaxed": list(solved.relaxed.get(pair.mentee, ())),
            }
            for pair, found in zip(plan.pairs, suggestions, strict=True)
        ],
        left=[
            {
                "mentee_id": one.mentee_id,
                "reason": one.reason,
                "rules": one.rules,
                "remedies": [asdict(remedy) for remedy in one.remedies],
            }
            for one in solved.left
        ],
        problem=packed(people, given.locked, given.removed),
        pairs=[pair.key for pair in plan.pairs],
        report=report,
        served=plan.served,
        let_go=len(locked - {pair.key for pair in plan.pairs}),
    )


def keep(run: MatchRun, found: Drafted, now: datetime) -> int:
    """Make this the run's draft; how many locked pairs had to be let go."""
    run.previous = [list(one) for one in queries.pairs_in(run)]
    run.solved_at, run.is_optimal = now, found.is_optimal
    for name, count in found.counts.items():
        setattr(run, name, count)
    matches = [one | {"programme_id": run.programme_id} for one in found.matches]
    tables: tuple[tuple[type[Match | UnmatchedMentee], Collection[dict[str, Any]]], ...] = (
        (Match, matches),
        (UnmatchedMentee, found.left),
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
