"""Long rosters, which the engine looks through and takes in: asked for, watched, stopped."""

from datetime import datetime

from learning.extensions import db
from learning.i18n import _
from learning.people.models import ImportJob, ImportRun, Person
from learning.people.operations.imports import (
    Outcome,
    RunClosed,
    apply_run,
    check_roster,
    note_outcome,
)
from learning.people.queries.roster import OpenRoster
from learning.people.queries.runs import job_of

AT_ONCE = 256 * 1024  # bytes of a roster, about 1,200 people, that somebody waits for


def check_upload(run: ImportRun, open_roster: OpenRoster, by: Person, now: datetime) -> bool:
    """Note what an uploaded roster would do; False where it is so long that the engine does it."""
    if run.size > AT_ONCE:
        _ask(run, by, now, is_applying=False)
        return False
    note_outcome(run, check_roster(open_roster, is_full=run.is_full, by=by), now)
    return True


def apply_upload(run: ImportRun, open_roster: OpenRoster, by: Person, now: datetime) -> bool:
    """Take an uploaded roster in; False where it is so long that the engine does it.

    Asking twice is harmless while the engine works. Raises RunClosed.
    """
    if job_of(run) is not None:
        return False
    if run.size > AT_ONCE and run.is_waiting:
        _ask(run, by, now, is_applying=True)
        return False
    apply_run(run, open_roster, by, now)
    return True


def _ask(run: ImportRun, by: Person, now: datetime, *, is_applying: bool) -> None:
    db.session.add(
        ImportJob(run_id=run.id, asked_by=by.id, asked_at=now, due_at=now, is_applying=is_applying)
    )
    db.session.flush()


def stop_import(run: ImportRun, now: datetime) -> None:
    """Stop the engine's work on this roster. One that was not looked through yet is thrown away.

    Raises RunClosed where nothing is under way, or all is read and the people are being written.
    """
    job = job_of(run, for_update=True)
    if job is None:
        raise RunClosed(_("This import is not being worked on any more."))
    if job.is_writing:
        raise RunClosed(_("It is too late to stop: the people are being taken in."))
    job.cancelled_at = job.done_at = now
    if not job.is_applying:
        run.discarded_at = now


def note_read(job_id: int, share: float) -> bool:
    """Note how much of the roster is read, from 0 to 1; False if the work is to stop."""
    job = db.session.get_one(ImportJob, job_id, with_for_update={"of": ImportJob})
    job.share = share
    return job.cancelled_at is None


def is_wanted(job: ImportJob) -> bool:
    """Whether anybody still wants this work done."""
    return job.cancelled_at is None and job.done_at is None and job.run.is_waiting


def look_at_roster(job: ImportJob, open_roster: OpenRoster) -> Outcome:
    """What the roster would do; nothing is changed."""
    return check_roster(open_roster, is_full=job.run.is_full, by=job.asker)


def keep_look(job: ImportJob, outcome: Outcome, now: datetime) -> bool:
    """Write down what the roster would do; False where nobody wants to know it any more."""
    db.session.refresh(job, with_for_update={"of": ImportJob})
    if not is_wanted(job):
        return False
    note_outcome(job.run, outcome, now)
    job.done_at = now
    return True


def take_in_roster(job: ImportJob, open_roster: OpenRoster, now: datetime) -> None:
    """Take the roster in, whole or not at all; the file is read before anything is written."""
    apply_run(job.run, open_roster, job.asker, now)
    job.done_at = now
