"""The schedule: what is swept and what runs daily, and the engine that ticks.

No effect lives only in here. Every effect is a row in our own database; Huey carries wake-ups
and the daily clock, and may lose them without loss.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, current_app, render_template
from huey import Huey, MemoryHuey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from itsdangerous import URLSafeSerializer
from sqlalchemy import event
from sqlalchemy.orm import Session

from learning import clock, sqlite
from learning.extensions import db
from learning.i18n import speaking
from learning.notifications.models import Notification
from learning.notifications.queries import Letter, message_for
from learning.outbox import Owed, claim, is_due, postpone, renew
from learning.web.notices import address, write

log = logging.getLogger(__name__)

TICK_SECONDS = 2.0
ALIVE = timedelta(seconds=30)
HEARTBEAT = "collegium.heartbeat"


@dataclass(frozen=True)
class Sweep:
    """Rows that are owed an effect outside the database. Run it as often as you like.

    `read` gathers what one row's effect needs while the database is open; None means that the
    row needs none. `act` has the effect of up to `at_once` rows while no transaction is open.
    """

    name: str
    rows: type[Owed]
    read: Callable[[Any], Any]
    act: Callable[[list[Any]], None]
    at_once: int = 1


@dataclass(frozen=True)
class Daily:
    """Something that is looked at once a day, at this hour UTC; safe to run twice."""

    name: str
    hour: int
    work: Callable[[datetime], None]


def sweeps(app: Flask) -> list[Sweep]:
    """Everything that is swept, the most urgent first."""
    mailer = app.extensions["mailer"]

    def send(messages: list[EmailMessage]) -> None:
        for message in messages:
            mailer.send(message)

    return [
        Sweep("deliver-notifications", Notification, partial(message_for, compose=compose), send)
    ]


def dailies() -> list[Daily]:
    """What runs once a day."""
    return []


def compose(notice: Notification) -> Letter:
    """A notice as a mail, in its reader's language, with the one-click way out."""
    person = notice.person
    zone = person.timezone or "UTC"
    wording = write(notice.kind, notice.facts, person.language, zone)
    token = unsubscribe_token(current_app.config["SECRET_KEY"], person.id, notice.kind)
    stop = address("notifications.unsubscribe", {"token": token})
    act = address(notice.endpoint, notice.values)
    with speaking(person.language, zone):
        html = render_template(
            "layouts/mail.html", wording=wording, act=act, stop=stop, person=person
        )
        plain = render_template(
            "layouts/mail.txt", wording=wording, act=act, stop=stop, person=person
        )
    return Letter(wording.subject, plain, html, stop, current_app.config["MAIL_FROM"])


def unsubscribe_token(secret: str, person_id: int, kind: str) -> str:
    """What the way out of one kind of mail carries: signed, so that nobody ends another's."""
    return str(URLSafeSerializer(secret, salt="unsubscribe").dumps([person_id, kind]))


def run(sweep: Sweep) -> int:
    """Do what is due and return how many rows were done.

    This is an edge, so it commits: the lease before the effect, the result after it, and nothing
    is open while the outside world is slow. Rows that fail wait and come back later.
    """
    if not _anything_due(sweep.rows):
        return 0
    claimed = list(claim(sweep.rows, clock.now()))
    db.session.commit()
    done = 0
    for start in range(0, len(claimed), sweep.at_once):
        batch = claimed[start : start + sweep.at_once]
        rows = [row for row in batch if renew(row, clock.now())]
        db.session.commit()
        try:
            works = [sweep.read(row) for row in rows]
            db.session.commit()
            sweep.act([work for work in works if work is not None])
        except Exception:
            db.session.rollback()
            log.exception("%s: rows %s failed", sweep.name, [row.id for row in rows])
            for row in rows:
                postpone(row, clock.now())
            db.session.commit()
            continue
        for row in rows:
            row.done_at = clock.now()
        db.session.commit()
        done += len(rows)
    return done


def _anything_due(kind: type[Owed]) -> bool:
    token = sqlite.read_only.set(True)
    try:
        return is_due(kind, clock.now())
    finally:
        db.session.rollback()
        sqlite.read_only.reset(token)


def run_once(app: Flask) -> int:
    """Sweep everything until nothing is due; returns how many rows were done."""
    total = 0
    with app.app_context():
        for sweep in sweeps(app):
            while done := run(sweep):
                total += done
    return total


class _Consumer(Consumer):
    """Huey's consumer inside a server's process, whose signals are not Huey's to take."""

    def _set_signal_handlers(self) -> None:
        pass


class Engine:
    """Huey's clock and wake-ups, and one loop that sweeps every `TICK_SECONDS` or when woken."""

    def __init__(self, app: Flask, huey: Huey) -> None:
        self.app = app
        self.huey = huey
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._consumer: _Consumer | None = None
        self._loop = threading.Thread(target=self._sweep_for_ever, name="sweeps", daemon=True)
        self._wake_task = huey.task(name="wake")(self._woken.set)
        for daily in dailies():
            self._every_day(daily)

    def start(self) -> None:
        """Begin to sweep and to tick; returns at once."""
        self._consumer = _Consumer(self.huey, workers=1, max_delay=1.0)
        self._consumer.start()
        self._beat()
        self._loop.start()

    def stop(self) -> None:
        """Finish the row in hand and end."""
        self._stopped.set()
        self._woken.set()
        if self._consumer is not None:
            self._consumer.stop()
        self._loop.join(timeout=15)

    def wake(self) -> None:
        """Let whichever process sweeps look at once. A lost call costs a tick, nothing more."""
        try:
            self._wake_task()
        except Exception:
            log.warning("the job engine could not be woken", exc_info=True)

    def is_alive(self) -> bool:
        """Whether some process has swept within the last `ALIVE`."""
        beat = self.huey.storage.peek_data(HEARTBEAT)
        if not isinstance(beat, bytes):
            return False
        return clock.now() - datetime.fromisoformat(beat.decode()) < ALIVE

    def _beat(self) -> None:
        self.huey.storage.put_data(HEARTBEAT, clock.now().isoformat().encode())

    def _sweep_for_ever(self) -> None:
        while not self._stopped.is_set():
            try:
                run_once(self.app)
                self._beat()
            except Exception:
                log.exception("sweep failed; the next tick tries again")
            self._woken.wait(TICK_SECONDS)
            self._woken.clear()

    def _every_day(self, daily: Daily) -> None:
        def work() -> None:
            with self.app.app_context():
                daily.work(clock.now())
                db.session.commit()

        self.huey.periodic_task(crontab(hour=str(daily.hour), minute="0"), name=daily.name)(work)


def _huey(app: Flask) -> Huey:
    if app.testing:
        return MemoryHuey("collegium")
    if app.config["REDIS_URL"]:
        return RedisHuey("collegium", url=app.config["REDIS_URL"])
    path = Path(app.config["INSTANCE_DIR"]) / "jobs.db"
    return SqliteHuey("collegium", filename=str(path), journal_mode="truncate")


def init_app(app: Flask) -> None:
    """Make the engine known, and let it be woken after a commit that left work to do."""
    engine = app.extensions["jobs"] = Engine(app, _huey(app))
    with app.app_context():
        session = db.session
    if app.testing:
        return

    @event.listens_for(session, "after_flush")
    def notice_owed(session: Session, _context: object) -> None:
        if any(isinstance(row, Owed) for row in session.new):
            session.info["owes"] = True

    @event.listens_for(session, "after_commit")
    def wake(session: Session) -> None:
        if session.info.pop("owes", False):
            engine.wake()


def start(app: Flask) -> Engine:
    """Run the engine in this process."""
    engine: Engine = app.extensions["jobs"]
    engine.start()
    return engine


def is_alive(app: Flask) -> bool:
    """Whether the job engine answers."""
    engine: Engine = app.extensions["jobs"]
    return engine.is_alive()
