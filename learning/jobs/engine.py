"""The engine that ticks: Huey's clock and wake-ups, and a loop for each sweep.

Huey may lose what it carries without loss: the effects are rows, and every loop looks by itself.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from huey import Huey, MemoryHuey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from redis import ConnectionPool
from sqlalchemy import event
from sqlalchemy.orm import Session

from learning import clock
from learning.extensions import db
from learning.jobs.schedule import daily_sweep, owe_dailies, owe_whole_index, sweeps
from learning.jobs.sweeping import Sweep, run
from learning.outbox import Owed

log = logging.getLogger(__name__)

TICK_SECONDS = 2.0
BEAT = timedelta(seconds=5)
ALIVE = timedelta(seconds=30)


class _Consumer(Consumer):
    """Huey's consumer inside a server's process, whose signals are not Huey's to take."""

    def _set_signal_handlers(self) -> None:
        pass


class Engine:
    """Huey's clock and wake-ups, and a loop for each sweep: every `TICK_SECONDS` or when woken."""

    def __init__(self, app: Flask, huey: Huey) -> None:
        self.app = app
        self.huey = huey
        self._woken: dict[str, threading.Event] = {}
        self._stopped = threading.Event()
        self._consumer: _Consumer | None = None
        self._loops: list[threading.Thread] = []
        self._wake_task = huey.task(name="wake")(self._wake_loops)
        huey.periodic_task(crontab(), name="dailies")(self._run_dailies)

    def start(self) -> None:
        """Begin to sweep and to tick; returns at once."""
        self._consumer = _Consumer(self.huey, workers=1, max_delay=1.0, shutdown_timeout=15)
        self._consumer.start()
        for sweep in sweeps(self.app):
            self._woken[sweep.name] = threading.Event()
            self._begin(sweep.name, self._sweep_for_ever, sweep)
        self._begin("look-at-index", self._look_at_index)  # a database may let it wait

    def _begin(self, name: str, work: Callable[..., None], *given: Any) -> None:
        loop = threading.Thread(target=work, args=given, name=name, daemon=True)
        self._loops.append(loop)
        loop.start()

    def _look_at_index(self) -> None:
        """An index that another version has made is made anew, beside everything else."""
        try:
            with self.app.app_context():
                if owe_whole_index(self.app):
                    log.warning(
                        "The search index is not of this version yet: it is made while the site "
                        "serves, and until then search finds less."
                    )
        except Exception:  # readyz says so, too
            log.exception("the search index cannot be opened")

    def stop(self) -> None:
        """Finish the rows in hand and end."""
        self._stopped.set()
        self._wake_loops()
        if self._consumer is not None:
            self._consumer.stop(graceful=True)
        for loop in self._loops:
            loop.join(timeout=15)

    def wake(self) -> None:
        """Let whichever process sweeps look at once. A lost call costs a tick, nothing more."""
        if self._loops:
            self._wake_loops()
            return
        try:
            if not self.huey.pending_count():  # one call that waits is enough
                self._wake_task()
        except Exception:
            log.warning("the job engine could not be woken", exc_info=True)

    def is_alive(self) -> bool:
        """Whether each sweep has been looked at within the last `ALIVE`, in whatever process."""
        return all(self._has_beaten(sweep.name) for sweep in sweeps(self.app))

    def _has_beaten(self, name: str) -> bool:
        beat = self.huey.storage.peek_data(f"heartbeat:{name}")
        if not isinstance(beat, bytes):
            return False
        return clock.now() - datetime.fromisoformat(beat.decode()) < ALIVE

    def _wake_loops(self) -> None:
        for woken in self._woken.values():
            woken.set()

    def _sweep_for_ever(self, sweep: Sweep) -> None:
        woken = self._woken[sweep.name]
        last_beat: datetime | None = None

        def beat() -> None:
            nonlocal last_beat
            now = clock.now()
            if last_beat is not None and now - last_beat < BEAT:
                return
            value = now.isoformat().encode()
            try:
                self.huey.storage.put_data(f"heartbeat:{sweep.name}", value)
            except Exception:  # the rows matter more than who hears of them
                log.warning("no heartbeat could be left", exc_info=True)
            last_beat = now

        while not self._stopped.is_set():
            try:
                with self.app.app_context():
                    while run(sweep, beat)[0] and not self._stopped.is_set():
                        pass
                beat()
            except Exception:
                log.exception("%s failed; the next tick tries again", sweep.name)
            woken.wait(TICK_SECONDS)
            woken.clear()

    def _run_dailies(self) -> None:
        with self.app.app_context():
            owe_dailies()
            while run(daily_sweep())[0]:
                pass


def _huey(app: Flask) -> Huey:
    if app.testing:
        return MemoryHuey("collegium")
    if app.config["REDIS_URL"]:
        pool = ConnectionPool.from_url(
            app.config["REDIS_URL"], socket_connect_timeout=1, socket_timeout=5
        )
        return RedisHuey("collegium", connection_pool=pool)
    path = Path(app.config["INSTANCE_DIR"]) / "jobs.db"
    return SqliteHuey("collegium", filename=str(path), journal_mode="truncate")


def init_app(app: Flask) -> None:
    app.extensions["jobs"] = Engine(app, _huey(app))


@event.listens_for(db.session, "after_flush")
def _note_what_is_owed(session: Session, _context: object) -> None:
    if any(isinstance(row, Owed) for row in session.new):
        session.info["owes"] = True


@event.listens_for(db.session, "after_commit")
def _wake_engine(session: Session) -> None:
    if session.info.pop("owes", False):
        current_app.extensions["jobs"].wake()


def start(app: Flask) -> Engine:
    """Run the engine in this process."""
    engine: Engine = app.extensions["jobs"]
    engine.start()
    return engine


def is_alive(app: Flask) -> bool:
    """Whether the job engine answers."""
    engine: Engine = app.extensions["jobs"]
    return engine.is_alive()
