"""Matching a large pool in the background: asked for, watched, stopped, kept, told of.

The engine gathers, matches, reports and keeps in steps of their own, so that nothing is locked
while the solver works.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from learning.extensions import db
from learning.i18n import _
from learning.matching.assignment import Watch
from learning.mentoring import pairing as pairs
from learning.mentoring import queries
from learning.mentoring.models import MatchRun, RunJob
from learning.mentoring.operations.refusals import MatchClosed
from learning.mentoring.operations.reports import report_on
from learning.mentoring.operations.runs import check_draft, keep_plan, lock_row, rerun
from learning.mentoring.queries import Pair
from learning.notifications.operations import notify
from learning.people.models import Person

MOST_AT_ONCE = 60_000  # mentees × mentors that are matched while the lead waits


@dataclass(frozen=True)
class Gathered:
    """What a run in the background is solved from."""

    people: pairs.Candidates
    locked: list[Pair]
    removed: set[Pair]


def match_run(run: MatchRun, lead: Person, now: datetime) -> int | None:
    """Match the draft anew around its locked pairs; how many of them had become impossible.

    A large pool is left to the background, and None is the answer. Raises MatchClosed.
    """
    today = now.date()
    mentees = len(queries.waiting_mentees(run.programme, today))
    if mentees * len(queries.free_seats(run.programme, today)) <= MOST_AT_ONCE:
        return rerun(run, now)
    check_draft(run)
    db.session.add(RunJob(run_id=run.id, asked_by=lead.id, asked_at=now, due_at=now))
    return None


def stop_job(run: MatchRun, now: datetime) -> None:
    """Stop the work on this draft; its pairs stay as they were. Raises MatchClosed."""
    lock_row(MatchRun, run.id)
    job = queries.job_of(run)
    if job is None:
        raise MatchClosed(_("This draft is matched already."))
    job.cancelled_at = job.done_at = now


def gather_run(job: RunJob, now: datetime) -> Gathered | None:
    """What the run is to be solved from; None where nobody wants it any more."""
    if job.cancelled_at or not job.run.is_draft:
        return None
    return Gathered(
        people=pairs.candidates_in(job.run, now),
        locked=queries.locked_pairs(job.run),
        removed={(one.mentee_id, one.mentor_id) for one in queries.removed_pairs(job.run)},
    )


def solve_gathered(gathered: Gathered, watch: Watch) -> pairs.Solved:
    """The best plan; `watch` hears how far it is and may stop it. Touches no database."""
    return pairs.best_plan(gathered.people, gathered.locked, gathered.removed, watch)


def report_on_solved(
    job: RunJob, gathered: Gathered, solved: pairs.Solved, now: datetime
) -> dict[str, Any]:
    """What is told of the plan. Changes nothing, so that nobody waits for it."""
    return report_on(job.run.programme, gathered.people, solved, now.date())


def note_share(job_id: int, share: float) -> bool:
    """Note how far the work is; False if it is to stop."""
    job = db.session.get_one(RunJob, job_id)
    job.share = share
    return job.cancelled_at is None


def keep_solved(
    job: RunJob, gathered: Gathered, solved: pairs.Solved, report: dict[str, Any], now: datetime
) -> None:
    """Put the plan into the draft and tell who asked for it. Nothing where it was stopped."""
    lock_row(MatchRun, job.run_id)
    db.session.refresh(job)
    db.session.refresh(job.run)
    if job.cancelled_at or not job.run.is_draft:
        return
    people, locked, removed = gathered.people, gathered.locked, gathered.removed
    keep_plan(job.run, people, solved, locked, removed, report, now)
    notify(
        job.asked_by,
        "mentoring.match_ready",
        {"programme": job.run.programme.name, "served": solved.plan.served},
        link=("mentoring.match_run", {"run_id": job.run_id}),
        dedupe_key=f"mentoring.match_ready:{job.id}",
        now=now,
    )
