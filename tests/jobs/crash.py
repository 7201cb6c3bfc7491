"""A company that is killed again and again: run as a process of its own by test_kill.py.

It forks a child that works on the given database, kills it with SIGKILL at a random moment once
it has got something done, and begins anew. It opens no connection itself, so that each child has
its own. What was acknowledged, and what was sent, stands in files that are written through to
the disk.

    python -m tests.jobs.crash {deliver|book} {safe|naive} URL FOLDER KILLS SEED
"""

import os
import random
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from learning import clock, jobs
from learning.app import create_app
from learning.extensions import db
from learning.mail import FolderMailer
from learning.notifications.models import Notification
from learning.notifications.operations import notify
from learning.outbox import LEASE, finish
from learning.people.models import Person
from learning.scheduling.operations import hold_time
from tests.conftest import settings_for

PAUSE = 0.002  # how long a mail server takes
LONG = 0.03  # a gap that a kill falls into, for the controls


WORKING = os.pipe()  # a child says here that it has got something done


class RecordingMailer:
    """A mail server in a folder; every message it takes is also a line of `sent`."""

    def __init__(self, folder: Path, pause: float = PAUSE) -> None:
        self._pause = pause
        self._folder = FolderMailer(folder / "mail")
        self._record = Record(folder / "sent")

    def send(self, message: EmailMessage) -> None:
        time.sleep(self._pause)
        self._folder.send(message)
        self._record.add(str(message["Message-ID"]))
        time.sleep(self._pause)


class Record:
    """Lines in a file that outlive whoever wrote them."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, line: str) -> None:
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, f"{line}\n".encode())
        os.fsync(file)
        os.close(file)
        os.write(WORKING[1], b".")


def deliver(app: Flask, _folder: Path) -> None:
    jobs.run_once(app)


def deliver_naively(app: Flask, _folder: Path) -> None:
    """Without lease and second look: done before it is done."""
    with app.app_context():
        sweep = jobs.sweeps(app)[0]
        undone = sa.select(Notification).where(Notification.done_at.is_(None))
        for row in db.session.scalars(undone).all():
            message = sweep.read(row)
            finish(Notification, [row.id], clock.now())
            db.session.commit()
            time.sleep(LONG)
            sweep.act([message])


def book(app: Flask, folder: Path, *, naively: bool = False) -> None:
    """Take hour after hour of one person, each with its notice, until killed."""
    acknowledged = Record(folder / "acknowledged")
    with app.app_context():
        person = db.session.scalars(sa.select(Person)).one()
        start = clock.now() + timedelta(days=1) + timedelta(hours=os.getpid() % 4_000_000)
        for number in range(10_000):
            begins = start + timedelta(seconds=number)
            held = hold_time([person], begins, begins + timedelta(seconds=1), "crash.test")
            key = f"booked:{held.id}"
            if naively:
                db.session.commit()
                time.sleep(LONG)
            facts = {"role": "moderator", "given": True}
            notify(
                *(person.id, "administration.role_changed", facts),
                link=("home.index", {}),
                dedupe_key=key,
                now=clock.now(),
            )
            db.session.commit()
            acknowledged.add(key)


def book_naively(app: Flask, folder: Path) -> None:
    """The notice in a transaction of its own."""
    book(app, folder, naively=True)


WORKS: dict[tuple[str, str], Callable[[Flask, Path], None]] = {
    ("deliver", "safe"): deliver,
    ("deliver", "naive"): deliver_naively,
    ("book", "safe"): book,
    ("book", "naive"): book_naively,
}


def later_by(rounds: int) -> None:
    """So much later that the leases of whoever was killed have run out."""
    real, ahead = clock.now, rounds * (LEASE + timedelta(seconds=1))
    clock.now = lambda: real() + ahead


def child(work: Callable[[Flask, Path], None], app: Flask, folder: Path, rounds: int) -> None:
    later_by(rounds)
    try:
        work(app, folder)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def main(kind: str, way: str, url: str, folder: Path, kills: int, seed: int) -> None:
    app = create_app(settings_for(url, folder) | {"TESTING": False})
    app.extensions["mailer"] = RecordingMailer(folder, LONG if way == "naive" else PAUSE)
    chance = random.Random(seed)
    for rounds in range(kills):
        pid = os.fork()
        if pid == 0:
            child(WORKS[kind, way], app, folder, rounds)
        select.select([WORKING[0]], [], [], 30)
        time.sleep(chance.uniform(0, 0.15))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        while select.select([WORKING[0]], [], [], 0)[0]:
            os.read(WORKING[0], 4096)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4]), *map(int, sys.argv[5:7]))
