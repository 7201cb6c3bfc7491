"""Killed at random points, the company loses no acknowledged booking and no notice.

Promises 28 and 32 in their first form. Each has a control that breaks without the protection.
"""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from learning import clock, jobs
from learning.extensions import db as _db
from learning.notifications.models import Notification
from learning.scheduling.models import Appointment
from tests.factories.notifications import notice
from tests.factories.people import person
from tests.jobs.crash import RecordingMailer, later_by

ROOT = Path(__file__).parents[2]
FEW, MANY = 6, 200  # kills
OWED = 20  # notices for each


def crash(kind: str, way: str, url: str, folder: Path, kills: int) -> None:
    command = [sys.executable, "-m", "tests.jobs.crash", kind, way, url, str(folder)]
    ended = subprocess.run(
        [*command, str(kills), "20261121"], cwd=ROOT, timeout=kills * 2 + 60, check=False
    )
    assert ended.returncode == 0


def lines(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def finish_calmly(app, folder: Path, kills: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that nobody kills does what is left."""
    monkeypatch.setitem(app.extensions, "mailer", RecordingMailer(folder))
    monkeypatch.setattr(clock, "now", clock.now)  # put back after the test
    later_by(kills)
    jobs.run_once(app)


def assert_whole() -> None:
    """The database has no damage; PostgreSQL looks after its own."""
    if _db.engine.dialect.name == "sqlite":
        assert _db.session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert not _db.session.execute(text("PRAGMA foreign_key_check")).all()


def deliver_through_kills(app, real_db, url, folder, way, kills, monkeypatch) -> int:
    reader = person()
    for _ in range(OWED * kills):
        _owe(reader)
    _db.session.commit()
    owed = _db.session.scalar(select(func.count(Notification.id)))
    _db.session.rollback()  # or this process would hold the lock
    crash("deliver", way, url, folder, kills)
    assert len(lines(folder / "sent")) >= kills, "each worker got something done"
    finish_calmly(app, folder, kills, monkeypatch)
    return owed


def _owe(reader) -> None:
    _db.session.add(
        Notification(
            person_id=reader.id,
            kind="identity.password_changed",  # every one is mailed at once
            facts={"changed_at": clock.now().isoformat()},
            endpoint="home.index",
            values={},
            dedupe_key=f"kill:{_db.session.scalar(select(func.count(Notification.id)))}",
            created_at=clock.now(),
            due_at=clock.now() - timedelta(minutes=1),
        )
    )
    _db.session.flush()


def test_killed_workers_lose_no_notice(app, real_db, database_url, tmp_path, monkeypatch):
    _assert_none_lost(app, real_db, database_url, tmp_path, FEW, monkeypatch)


@pytest.mark.full
def test_many_killed_workers_lose_no_notice(app, real_db, database_url, tmp_path, monkeypatch):
    _assert_none_lost(app, real_db, database_url, tmp_path, MANY, monkeypatch)


def _assert_none_lost(app, real_db, url, folder, kills, monkeypatch):
    owed = deliver_through_kills(app, real_db, url, folder, "safe", kills, monkeypatch)

    sent = lines(folder / "sent")
    assert len(set(sent)) == owed, "a notice was lost"
    assert len(sent) - owed <= kills, "twice only where a kill fell between sending and commit"
    assert len(list((folder / "mail").glob("*.eml"))) == owed
    undone = select(func.count(Notification.id)).where(Notification.done_at.is_(None))
    assert real_db.scalar(undone) == 0
    assert_whole()


def test_without_the_lease_notices_are_lost(app, real_db, database_url, tmp_path, monkeypatch):
    """The control: this test sees a loss."""
    owed = deliver_through_kills(*(app, real_db, database_url, tmp_path, "naive", FEW, monkeypatch))

    assert len(set(lines(tmp_path / "sent"))) < owed


def test_killed_writers_lose_nothing_acknowledged(app, real_db, database_url, tmp_path):
    _assert_acknowledged_is_stored(real_db, database_url, tmp_path, FEW)


@pytest.mark.full
def test_many_killed_writers_lose_nothing_acknowledged(app, real_db, database_url, tmp_path):
    _assert_acknowledged_is_stored(real_db, database_url, tmp_path, MANY)


def _assert_acknowledged_is_stored(real_db, url, folder, kills):
    person()
    crash("book", "safe", url, folder, kills)

    acknowledged = lines(folder / "acknowledged")
    notices = set(real_db.scalars(select(Notification.dedupe_key)))
    bookings = {f"booked:{number}" for number in real_db.scalars(select(Appointment.id))}
    assert len(acknowledged) > kills
    assert set(acknowledged) <= notices, "an acknowledged booking is gone"
    assert bookings == notices, "a booking without its notice, or a notice without its booking"
    assert_whole()


def test_two_transactions_would_part_a_booking_from_its_notice(
    app, real_db, database_url, tmp_path
):
    """The control: this test sees the difference."""
    person()
    crash("book", "naive", database_url, tmp_path, FEW)

    notices = set(real_db.scalars(select(Notification.dedupe_key)))
    bookings = {f"booked:{number}" for number in real_db.scalars(select(Appointment.id))}
    assert bookings > notices


def test_a_notice_for_the_tests_is_delivered(app, db, tmp_path, monkeypatch):
    """What the kills rest on: one worker left in peace sends all."""
    notice()
    finish_calmly(app, tmp_path, 0, monkeypatch)

    assert len(lines(tmp_path / "sent")) == 1
