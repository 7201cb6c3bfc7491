"""Rows that stand for work still to be done, and how one worker at a time takes them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, UniqueConstraint, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from learning.extensions import Base, db

LEASE = timedelta(seconds=30)
MAX_ATTEMPTS = 8
NAME = "name"
"""The kind of an index change that stands for whatever carries a person's name."""


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


class DailyRun(Owed, Base):
    """One day's turn of something that is looked at daily; a row, so that no day is missed."""

    __tablename__ = "daily_runs"
    __table_args__ = (UniqueConstraint("name", "day"),)

    name: Mapped[str]
    day: Mapped[date]


Row = TypeVar("Row", bound=Owed)


def is_due(kind: type[Owed], now: datetime) -> bool:
    """Whether any row waits for a worker; a read, so that an idle engine locks nothing."""
    query = select(func.count()).where(select(kind.id).where(*_due(kind, now)).exists())
    return bool(db.session.scalar(query))


def claim(kind: type[Row], now: datetime, limit: int = 50) -> Sequence[Row]:
    """The oldest due rows nobody else holds, leased to the caller until `now + LEASE`.

    The caller commits, so that others see the lease. A row whose worker died comes back when its
    lease has run out.
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
    return rows


def begin(kind: type[Row], ids: Sequence[int], held: datetime, now: datetime) -> Sequence[Row]:
    """Count a try of these rows and hold them until `now + LEASE`; those still ours are returned.

    `held` is when the caller's lease ends: a row with another lease was taken by somebody else
    meanwhile. Only what is begun counts as tried, so a crash costs its neighbours no try; after
    `MAX_ATTEMPTS` a row stays for a person to look at.
    """
    ours = kind.id.in_(ids), kind.leased_until == held, kind.done_at.is_(None)
    tried = {"leased_until": now + LEASE, "attempts": kind.attempts + 1}
    db.session.execute(update(kind).where(*ours).values(tried))
    begun = kind.id.in_(ids), kind.leased_until == now + LEASE, kind.done_at.is_(None)
    query = select(kind).where(*begun).order_by(kind.due_at, kind.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def renew(kind: type[Owed], ids: Sequence[int], held: datetime, now: datetime) -> None:
    """Hold rows that are being worked on for another `LEASE`."""
    ours = kind.id.in_(ids), kind.leased_until == held, kind.done_at.is_(None)
    db.session.execute(update(kind).where(*ours).values(leased_until=now + LEASE))


def finish(kind: type[Owed], ids: Sequence[int], now: datetime) -> None:
    """The effect is there, whoever holds the rows by now."""
    undone = kind.id.in_(ids), kind.done_at.is_(None)
    db.session.execute(update(kind).where(*undone).values(done_at=now, leased_until=None))


def postpone(row: Owed, held: datetime, now: datetime) -> None:
    """The effect failed: leave the row alone for 1, 2, 4 … minutes before the next try."""
    kind = type(row)
    ours = kind.id == row.id, kind.leased_until == held, kind.done_at.is_(None)
    pause = timedelta(minutes=2 ** (row.attempts - 1))
    db.session.execute(update(kind).where(*ours).values(leased_until=now + pause))


def hold_back(row: Owed, held: datetime, until: datetime) -> None:
    """Its moment is not the right one: leave the row alone until then, which costs it no try."""
    kind = type(row)
    ours = kind.id == row.id, kind.leased_until == held, kind.done_at.is_(None)
    waits = {"leased_until": until, "attempts": kind.attempts - 1}
    db.session.execute(update(kind).where(*ours).values(waits))


def replay(row: Owed, now: datetime) -> None:
    """A person looked at a row that was given up: try it again from the beginning."""
    if row.done_at is None:
        row.attempts, row.leased_until, row.due_at = 0, None, min(row.due_at, now)


def owe_daily(name: str, hour: int, now: datetime) -> None:
    """Owe today's turn once its hour (UTC) has come; twice is harmless, also at the same time."""
    due_at = datetime.combine(now.date(), time(hour), UTC)
    turn = DailyRun.name == name, DailyRun.day == now.date()
    if now < due_at or db.session.scalar(select(DailyRun.id).where(*turn)) is not None:
        return
    try:
        with db.session.begin_nested():
            db.session.add(DailyRun(name=name, day=now.date(), due_at=due_at))
    except IntegrityError:  # another process was quicker
        return


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
