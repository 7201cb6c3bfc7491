"""Doing what rows are owed: the lease before the effect, the result after it."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from learning import clock, sqlite
from learning.extensions import db
from learning.outbox import (
    LEASE,
    Owed,
    begin,
    claim,
    finish,
    hold_back,
    is_due,
    postpone,
    renew,
)

log = logging.getLogger(__name__)

AT_A_TIME = 50


class Later(Exception):
    """What `read` raises for a row whose effect is to wait until then."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True)
class Sweep:
    """Rows that are owed an effect outside the database. Run it as often as you like.

    `read` gathers what one row's effect needs while the database is open; None means that the
    row needs none, and `Later` that it is to wait. `act` has the effect of up to `at_once` rows
    while no transaction is open.
    """

    name: str
    rows: type[Owed]
    read: Callable[[Any], Any]
    act: Callable[[list[Any]], None]
    at_once: int = 1


def run(sweep: Sweep, beat: Callable[[], None] = lambda: None) -> tuple[int, int]:
    """Do what is due; how many rows were taken, and how many of them done.

    This is an edge, so it commits: the lease before the effect, the result after it, and nothing
    is open while the outside world is slow. Rows that fail wait and come back later. `beat` is
    called between the rows.
    """
    if not _anything_due(sweep.rows):
        return 0, 0
    now = clock.now()
    claimed = claim(sweep.rows, now, max(AT_A_TIME, sweep.at_once))
    batches = _batches(claimed, sweep.at_once)
    db.session.commit()
    done = 0
    for ids in batches:
        done += _do(sweep, ids, now + LEASE)
        beat()
    return len(claimed), done


def _batches(rows: Sequence[Owed], at_once: int) -> list[list[int]]:
    """What is done together. A row that has failed, or killed its worker, is tried alone."""
    alone = [[row.id] for row in rows if row.attempts]
    fresh = [row.id for row in rows if not row.attempts]
    return [*(fresh[n : n + at_once] for n in range(0, len(fresh), at_once)), *alone]


def _do(sweep: Sweep, ids: list[int], held: datetime) -> int:
    """Have the effect of these rows; how many are done. Rows somebody else took are left alone."""
    now = clock.now()
    rows = begin(sweep.rows, ids, held, now)
    ours = [row.id for row in rows]
    db.session.commit()
    if not ours:
        return 0
    lease = _Lease(sweep.rows, ours, now + LEASE)
    try:
        works = [sweep.read(row) for row in rows]
        db.session.commit()
        with lease.kept():
            sweep.act([work for work in works if work is not None])
    except Exception as error:
        db.session.rollback()
        if len(ours) > 1:  # one of them holds up the others: each on its own
            return sum(_do(sweep, [row_id], lease.until) for row_id in ours)
        if isinstance(error, Later):
            hold_back(rows[0], lease.until, error.until)
            db.session.commit()
            return 0
        log.exception("%s: row %s failed", sweep.name, ours[0])
        postpone(rows[0], lease.until, clock.now())
        db.session.commit()
        return 0
    finish(sweep.rows, ours, clock.now())
    db.session.commit()
    return len(ours)


class _Lease:
    """Rows this worker holds; `kept()` renews them while a slow effect is under way."""

    def __init__(self, kind: type[Owed], ids: list[int], until: datetime) -> None:
        self.until = until
        self._kind = kind
        self._ids = ids

    @contextmanager
    def kept(self) -> Iterator[None]:
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        over = threading.Event()
        renewal = threading.Thread(target=self._renew_until, args=(app, over), daemon=True)
        renewal.start()
        try:
            yield
        finally:
            over.set()
            renewal.join()

    def _renew_until(self, app: Flask, over: threading.Event) -> None:
        while not over.wait(LEASE.total_seconds() / 3):
            try:
                with app.app_context():
                    now = clock.now()
                    renew(self._kind, self._ids, self.until, now)
                    db.session.commit()
                self.until = now + LEASE
            except Exception:
                log.warning("a lease could not be renewed", exc_info=True)


def _anything_due(kind: type[Owed]) -> bool:
    with reading():
        return is_due(kind, clock.now())


@contextmanager
def reading() -> Iterator[None]:
    """A look at the database that locks nothing and leaves no transaction open."""
    token = sqlite.read_only.set(True)
    try:
        yield
        db.session.commit()
    except Exception:
        db.session.rollback()
        raise
    finally:
        sqlite.read_only.reset(token)
