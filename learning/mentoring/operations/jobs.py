"""Matching a large pool in the background: asked for, watched, stopped, kept, told of.

The engine gathers, matches, reports and keeps in steps of their own, so that nothing is locked
while the solver works.
"""

from datetime import datetime

from learning.extensions import db
from learning.i18n import _
from learning.mentoring import queries
from learning.mentoring.models import MatchRun, RunJob
from learning.mentoring.operations.refusals import MatchClosed
from learning.mentoring.operations.runs import check_draft, lock_row, rerun, start_draft
from learning.mentoring.operations.solving import Drafted, Given, gather, keep
from learning.notifications.operations import notify
from learning.people.models import Person

MOST_AT_ONCE = 60_000  # mentees × mentors that are matched while the lead waits
MOST_IN_CIRCLES = 1_500  # the same for circles, which are far harder


def match_run(run: MatchRun, lead: Person, now: datetime) -> int | None:
    """Match the draft anew around its locked pairs; how many of them had become impossible.

    A large pool is left to the background, and None is the answer. Raises MatchClosed.
    """
    today = now.date()
    mentees = len(queries.waiting_mentees(run.programme, today))
    most = MOST_IN_CIRCLES if run.sizes else MOST_AT_ONCE
    if mentees * len(queries.free_seats(run.programme, today)) <= most:
        return rerun(run, now)
    check_draft(run)
    db.session.add(RunJob(run_id=run.id, asked_by=lead.id, asked_at=now, due_at=now))
    return None


def draft_matches(now: datetime) -> None:
    """Where people join at any time, draft a match overnight for a lead to look at and publish."""
    for programme in queries.programmes_to_draft(now):
        lead = next((one.person for one in programme.leads if one.is_able), None)
        if lead is not None:
            run = start_draft(programme, lead, now)
            db.session.add(RunJob(run_id=run.id, asked_by=lead.id, asked_at=now, due_at=now))


def stop_job(run: MatchRun, now: datetime) -> None:
    """Stop the work on this draft; its pairs stay as they were. Raises MatchClosed."""
    lock_row(MatchRun, run.id)
    job = queries.job_of(run)
    if job is None:
        raise MatchClosed(_("This draft is matched already."))
    job.cancelled_at = job.done_at = now


def gather_run(job: RunJob, now: datetime) -> Given | None:
    """What the run is to be solved from; None where nobody wants it any more."""
    return gather(job.run, now) if is_wanted(job) else None


def is_wanted(job: RunJob) -> bool:
    """Whether somebody still waits for the work."""
    return job.cancelled_at is None and job.run.is_draft


def note_share(job_id: int, share: float) -> bool:
    """Note how far the work is; False if it is to stop."""
    job = db.session.get_one(RunJob, job_id)
    job.share = share
    return job.cancelled_at is None


def keep_solved(job: RunJob, found: Drafted, now: datetime) -> None:
    """Make what was worked out the draft and tell who asked. Nothing where it was stopped."""
    lock_row(MatchRun, job.run_id)
    db.session.refresh(job)
    db.session.refresh(job.run)
    if not is_wanted(job):
        return
    keep(job.run, found, now)
    notify(
        job.asked_by,
        "mentoring.match_ready",
        {"programme": job.run.programme.name, "served": found.served},
        link=("mentoring.match_run", {"run_id": job.run_id}),
        dedupe_key=f"mentoring.match_ready:{job.id}",
        now=now,
    )
