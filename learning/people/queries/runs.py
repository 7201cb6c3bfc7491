"""The imports so far."""

from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload, lazyload

from learning.extensions import db
from learning.people.models import ImportRun, Person


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
