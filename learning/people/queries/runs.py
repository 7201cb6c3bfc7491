"""The imports so far."""

from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload, lazyload

from learning.extensions import db
from learning.people.models import ImportJob, ImportRun, Person


def import_runs(limit: int, offset: int) -> list[ImportRun]:
    """Every run, newest first, without its long lists."""
    query = (
        select(ImportRun)
        .options(
            defer(ImportRun.findings),
            defer(ImportRun.changes),
            joinedload(ImportRun.by).options(lazyload(Person.grants)),
        )
        .order_by(ImportRun.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def import_run_count() -> int:
    return db.session.scalar(select(func.count(ImportRun.id))) or 0


def job_of(run: ImportRun, *, for_update: bool = False) -> ImportJob | None:
    """What the engine has still to do for this run."""
    query = select(ImportJob).where(ImportJob.run_id == run.id, ImportJob.done_at.is_(None))
    if for_update:
        query = query.with_for_update(of=ImportJob).execution_options(populate_existing=True)
    return db.session.scalar(query.order_by(ImportJob.id.desc()).limit(1))


def runs_at_work(runs: list[ImportRun]) -> set[int]:
    """The numbers of those runs that the engine works on."""
    query = select(ImportJob.run_id).where(
        ImportJob.run_id.in_([run.id for run in runs]), ImportJob.done_at.is_(None)
    )
    return set(db.session.scalars(query))
