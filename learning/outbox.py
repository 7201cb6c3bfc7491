"""Rows that stand for work still to be done, and how one worker at a time takes them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, UniqueConstraint, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from learning.extensions import Base, db

LEASE = timedelta(seconds=30)
MAX_ATTEMPTS = 8


class Owed:
    """Columns of a row that is owed an effect outside the database, for a model to inherit."""

    id: Mapped[int] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)


class IndexChange(Owed, Base):
    """Something findable changed, so that the search index lags behind until it is refreshed."""

    __tablename__ = "index_changes"
    __table_args__ = (UniqueConstraint("kind", "object_id", "version"),)

    kind: Mapped[str]
    object_id: Mapped[int]
    version: Mapped[str]


Row = TypeVar("Row", bound=Owed)


def is_due(kind: type[Owed], now: datetime) -> bool:
    """Whether any row waits for a worker; a read, so that an idle engine locks nothing."""
    query = select(func.count()).where(select(kind.id).where(*_due(kind, now)).exists())
    return bool(db.session.scalar(query))


def claim(kind: type[Row], now: datetime, limit: int = 50) -> Sequence[Row]:
    """The oldest due rows nobody else holds, leased to the caller for `LEASE`.

    The caller commits, so that others see the lease. A row whose worker died comes back when its
    lease has run out, each time later; after `MAX_ATTEMPTS` it stays for a person to look at.
    """
    query = (
        select(kind)
        .where(*_due(kind, now))
        .order_by(kind.due_at, kind.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = db.session.scalars(query).all()
    for row in rows:
        row.leased_until = now + LEASE
        row.attempts += 1
    return rows


def renew(row: Owed, now: datetime) -> bool:
    """Hold the row for another `LEASE`; False when somebody else has taken it meanwhile."""
    kind = type(row)
    held = kind.id == row.id, kind.leased_until == row.leased_until, kind.done_at.is_(None)
    renewed = update(kind).where(*held).values(leased_until=now + LEASE)
    return bool(db.session.execute(renewed).rowcount)  # type: ignore[attr-defined]


def postpone(row: Owed, now: datetime) -> None:
    """The effect failed: leave the row alone for 1, 2, 4 … minutes before the next try."""
    row.leased_until = now + timedelta(minutes=2 ** (row.attempts - 1))


def index_change(kind: str, object_id: int, now: datetime) -> None:
    """Owe the search index a fresh look at this object."""
    change = IndexChange(kind=kind, object_id=object_id, version=now.isoformat(), due_at=now)
    seen = select(IndexChange.id).where(
        IndexChange.kind == kind,
        IndexChange.object_id == object_id,
        IndexChange.version == change.version,
    )
    if db.session.scalar(seen) is None:
        db.session.add(change)


def _due(kind: type[Owed], now: datetime) -> tuple[ColumnElement[bool], ...]:
    free = or_(kind.leased_until.is_(None), kind.leased_until <= now)
    return (kind.done_at.is_(None), kind.due_at <= now, kind.attempts < MAX_ATTEMPTS, free)
