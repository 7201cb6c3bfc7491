"""The schedule: what is swept and what runs daily, and the engine that ticks.

No effect lives only in here. Every effect is a row in our own database; Huey carries wake-ups
and the daily clock, and may lose them without loss.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from huey import Huey, MemoryHuey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from redis import ConnectionPool
from sqlalchemy import event
from sqlalchemy.orm import Session

from learning import clock, sqlite
from learning.academy import operations as academy
from learning.academy.search import Key
from learning.anonymity import operations as anonymity
from learning.buddies import operations as buddies
from learning.extensions import db
from learning.i18n import _l
from learning.identity import operations as identity
from learning.identity.models import LinkRequest
from learning.mail import Letter, message
from learning.mentoring import operations as mentoring
from learning.notifications.models import Notification
from learning.notifications.queries import message_for
from learning.notifications.rules import may_be_silenced, unsubscribe_token
from learning.outbox import (
    LEASE,
    DailyRun,
    IndexChange,
    Owed,
    begin,
    claim,
    finish,
    is_due,
    owe_daily,
    postpone,
    renew,
)
from learning.programmes import operations as programmes
from learning.reviews import operations as reviews
from learning.web.notices import address, as_mail, write

log = logging.getLogger(__name__)

TICK_SECONDS = 2.0
BEAT = timedelta(seconds=5)
ALIVE = timedelta(seconds=30)
AT_A_TIME = 50


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
    """Something that is looked at once a day, from this hour UTC on; safe to run twice."""

    name: str
    hour: int
    work: Callable[[datetime], None]


def sweeps(app: Flask) -> list[Sweep]:
    """Everything that is swept. Each sweep has a loop of its own, so none waits for another."""

    def send(messages: list[Any]) -> None:
        for mail in messages:
            app.extensions["mailer"].send(mail)

    return [
        Sweep("deliver-notifications", Notification, partial(message_for, compose=compose), send),
        Sweep("send-links", LinkRequest, compose_link, send),
        index_sweep(app),
    ]


def index_sweep(app: Flask) -> Sweep:
    """What changed comes into the search index, many at once."""

    def refresh(keys: list[Any]) -> None:
        with _reading():
            academy.refresh_index(app.extensions["search"](), set(keys), clock.now())

    return Sweep(
        "refresh-index",
        IndexChange,
        lambda change: Key(change.kind, change.object_id),
        refresh,
        at_once=AT_A_TIME,
    )


def dailies() -> list[Daily]:
    """What runs once a day."""
    return [
        Daily("forget-tries-and-links", 3, identity.forget_what_is_over),
        Daily("note-ended-verifications", 0, academy.note_ended_verifications),
        Daily("fill-free-seats", 3, programmes.fill_all_seats),
        Daily("tidy-up-mentoring", 4, mentoring.tidy_up),
        Daily("welcome-newcomers", 5, buddies.tidy_up),
        Daily("close-review-cycles", 1, close_review_cycles),
    ]


def close_review_cycles(now: datetime) -> None:
    """End and release the review cycles whose day has come, then rebuild what their texts left."""
    if reviews.close_due_cycles(current_app.config["SECRET_KEY"], now):
        db.session.commit()
        anonymity.rebuild_file()


def compose(notice: Notification) -> Letter:
    """A notice as a mail, in its reader's language, with the one-click way out."""
    person = notice.person
    zone = person.timezone or "UTC"
    stop = None
    if may_be_silenced(notice.kind):
        token = unsubscribe_token(current_app.config["SECRET_KEY"], person.id, notice.kind)
        stop = address("notifications.unsubscribe", {"token": token})
    wording = write(notice.kind, notice.facts, person.language, zone)
    link = address(notice.endpoint, notice.values)
    label = _l("Open it in Collegium")
    text, html = as_mail(wording, link, label, stop, person.language, zone)
    return Letter(wording.subject, text, html, current_app.config["MAIL_FROM"], stop)


def compose_link(request: LinkRequest) -> Any:
    """The mail with a link to choose a password; None where the address is nobody's."""
    now = clock.now()
    made = identity.make_token(request, now)
    if made is None:
        return None
    person, token, expires_at = made
    zone = person.timezone or "UTC"
    facts = {"person": person.name, "expires_at": expires_at.isoformat()}
    wording = write(f"identity.{request.purpose}", facts, person.language, zone)
    page = {"reset": "identity.reset_password", "invitation": "identity.accept_invitation"}
    link = address(page[request.purpose], {"token": token})
    label = _l("Choose a password")
    text, html = as_mail(wording, link, label, None, person.language, zone)
    letter = Letter(wording.subject, text, html, current_app.config["MAIL_FROM"])
    return message(letter, person.email, f"link-{request.id}-{request.attempts}", now)


def run(sweep: Sweep, beat: Callable[[], None] = lambda: None) -> tuple[int, int]:
    """Do what is due; how many rows were taken, and how many of them done.

    This is an edge, so it commits: the lease before the effect, the result after it, and nothing
    is open while the outside world is slow. Rows that fail wait and come back later. `beat` is
    called between the rows.
    """
    if not _anything_due(sweep.rows):
        return 0, 0
    now = clock.now()
    claimed = claim(sweep.rows, now, AT_A_TIME)
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
    except Exception:
        db.session.rollback()
        if len(ours) > 1:  # one of them holds up the others: each on its own
            return sum(_do(sweep, [row_id], lease.until) for row_id in ours)
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
    with _reading():
        return is_due(kind, clock.now())


@contextmanager
def _reading() -> Iterator[None]:
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


def run_once(app: Flask) -> int:
    """Sweep everything in turn until nothing is due; how many rows were done."""
    total = 0
    with app.app_context():
        owe_dailies()
        everything = [*sweeps(app), _daily_sweep()]
        while True:
            results = [run(sweep) for sweep in everything]
            total += sum(done for _taken, done in results)
            if not any(taken for taken, _done in results):
                return total


def owe_dailies() -> None:
    """Owe what is to run today and whose hour has come, however late that is."""
    now = clock.now()
    for daily in dailies():
        owe_daily(daily.name, daily.hour, now)
    db.session.commit()


def _daily_sweep() -> Sweep:
    known = {daily.name: daily for daily in dailies()}

    def act(turns: list[Daily]) -> None:
        for daily in turns:
            daily.work(clock.now())
            db.session.commit()

    return Sweep("run-dailies", DailyRun, lambda turn: known.get(turn.name), act)


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
            loop = threading.Thread(
                target=self._sweep_for_ever, args=(sweep,), name=sweep.name, daemon=True
            )
            self._loops.append(loop)
            loop.start()

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
            while run(_daily_sweep())[0]:
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
