"""Long rosters: looked through, or taken in, while nobody waits."""

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from flask import current_app

from learning import clock, sqlite
from learning.buddies.operations import welcome_newcomers
from learning.extensions import db
from learning.jobs.sweeping import reading
from learning.notifications.operations import notify
from learning.people import operations as people
from learning.people.models import ImportJob

NOTED_EVERY = timedelta(seconds=1)


class _Stopped(Exception):
    """Somebody stopped the work; nothing was changed."""


class _Watched(io.BytesIO):
    """A file that tells how much of it was read."""

    def __init__(self, content: bytes, note: Callable[[float], None]) -> None:
        super().__init__(content)
        self._note = note
        self._size = max(len(content), 1)

    def read1(self, size: int | None = -1, /) -> bytes:
        read = super().read1(size)
        self._note(self.tell() / self._size if read else 1.0)
        return read


def work_on_rosters(job_ids: list[Any]) -> None:
    """Look through rosters, or take them in, as they are owed; each is told of at its end."""
    for job_id in job_ids:
        with reading():
            job = db.session.get_one(ImportJob, job_id)
            is_wanted, is_applying, key = people.is_wanted(job), job.is_applying, job.run.file_key
        if not is_wanted or key is None:
            continue
        content = current_app.extensions["storage"].get(key)
        with suppress(_Stopped):
            (_take_in if is_applying else _look_through)(job_id, content)


def _look_through(job_id: int, content: bytes) -> None:
    passes = iter(_watched_passes(job_id, content, of=2))
    with reading():
        outcome = people.look_at_roster(db.session.get_one(ImportJob, job_id), lambda: next(passes))
    job = db.session.get_one(ImportJob, job_id)
    if people.keep_look(job, outcome, clock.now()):
        _tell(job, "people.import_checked")
    db.session.commit()


def _take_in(job_id: int, content: bytes) -> None:
    """The file is read under watch and with nothing open, then everything is written at once."""
    [watched] = _watched_passes(job_id, content, of=1)
    passes = iter((watched, io.BytesIO(content)))
    job = db.session.get_one(ImportJob, job_id)
    key = job.run.file_key
    people.take_in_roster(job, lambda: next(passes), clock.now())
    _tell(job, "people.import_done")
    db.session.commit()
    current_app.extensions["storage"].delete(key)
    welcome_newcomers(clock.now())
    db.session.commit()


def _tell(job: ImportJob, kind: str) -> None:
    counts = {"created": job.run.created, "updated": job.run.updated, "refused": job.run.refused}
    notify(
        job.asked_by,
        kind,
        {"file": job.run.file_name, **counts},
        link=("people.import_run", {"run_id": job.run_id}),
        dedupe_key=f"{kind}:{job.id}",
        now=clock.now(),
    )


def _watched_passes(job_id: int, content: bytes, *, of: int) -> list[io.BytesIO]:
    """The file for each time that it is read; notes how much of all that is done."""

    def watched(number: int) -> io.BytesIO:
        return _Watched(content, lambda share: note((number + share) / of))

    note = _noting(job_id)
    return [watched(number) for number in range(of)]


def _noting(job_id: int) -> Callable[[float], None]:
    noted_at = clock.now()

    def note(share: float) -> None:
        nonlocal noted_at
        now = clock.now()
        if now - noted_at < NOTED_EVERY and share < 1:
            return
        noted_at = now
        db.session.commit()  # ends what was read, so that the note is a transaction of its own
        token = sqlite.read_only.set(False)
        try:
            goes_on = people.note_read(job_id, share)
            db.session.commit()
        finally:
            sqlite.read_only.reset(token)
        if not goes_on:
            raise _Stopped

    return note
