"""The engine in a process: it starts, is woken, beats, and ends."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from learning import clock, jobs
from learning.app import create_app
from learning.extensions import db as _db
from learning.jobs import Engine
from learning.jobs import engine as engine_room
from learning.jobs.engine import ALIVE
from learning.mail import MemoryMailer
from learning.notifications.models import Notification
from learning.outbox import DailyRun
from tests.conftest import let_go, settings_for
from tests.factories.notifications import notice

ROOT = Path(__file__).parents[2]


@pytest.fixture
def served(database_url, real_db, tmp_path: Path):
    """An application as a server has it, on the database of the tests: Huey on a file."""
    app = create_app(settings_for(database_url, tmp_path) | {"TESTING": False})
    app.extensions["mailer"] = MemoryMailer()
    yield app
    let_go(app)


def until(is_so, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(is_so())


def owe_one(app) -> None:
    with app.app_context():
        notice()


def test_a_commit_wakes_it_long_before_the_next_tick(served, monkeypatch):
    monkeypatch.setattr(engine_room, "TICK_SECONDS", 60)
    engine = jobs.start(served)
    try:
        assert until(engine.is_alive)
        started = time.monotonic()
        owe_one(served)

        assert until(lambda: served.extensions["mailer"].sent)
        assert time.monotonic() - started < 10
    finally:
        engine.stop()


def test_without_a_call_it_looks_at_each_tick(served, monkeypatch):
    monkeypatch.setattr(engine_room, "TICK_SECONDS", 0.1)
    monkeypatch.setattr(Engine, "wake", lambda self: None)
    engine = jobs.start(served)
    try:
        owe_one(served)

        assert until(lambda: served.extensions["mailer"].sent)
    finally:
        engine.stop()


def test_another_process_wakes_it_through_huey(database_url, served, tmp_path, monkeypatch):
    monkeypatch.setattr(engine_room, "TICK_SECONDS", 60)
    web = create_app(settings_for(database_url, tmp_path) | {"TESTING": False})
    engine = jobs.start(served)
    try:
        assert until(engine.is_alive)
        owe_one(web)

        assert until(lambda: served.extensions["mailer"].sent)
    finally:
        engine.stop()
        let_go(web)


def test_it_makes_the_index_whole_at_the_start(served):
    engine = jobs.start(served)
    try:
        assert until(served.extensions["search"]().is_whole)
    finally:
        engine.stop()


def test_calls_that_nobody_hears_do_not_pile_up(served):
    engine: Engine = served.extensions["jobs"]
    for _ in range(3):
        owe_one(served)

    assert engine.huey.pending_count() == 1


def test_readiness_follows_the_heartbeat(served, monkeypatch):
    visitor = served.test_client()
    assert visitor.get("/readyz").status_code == 503
    engine = jobs.start(served)
    try:
        assert until(lambda: visitor.get("/readyz").status_code == 200)
    finally:
        engine.stop()

    late = clock.now() + ALIVE
    monkeypatch.setattr(clock, "now", lambda: late)

    assert visitor.get("/readyz").status_code == 503
    assert visitor.get("/livez").status_code == 200


def test_one_loop_that_hangs_is_not_hidden_by_the_others(served):
    engine: Engine = served.extensions["jobs"]
    first, *others = jobs.sweeps(served)
    now = clock.now().isoformat().encode()
    for sweep in others:
        engine.huey.storage.put_data(f"heartbeat:{sweep.name}", now)
    assert not engine.is_alive()

    engine.huey.storage.put_data(f"heartbeat:{first.name}", now)

    assert engine.is_alive()


def test_a_sweep_that_fails_goes_on_at_the_next_tick(served, monkeypatch):
    monkeypatch.setattr(engine_room, "TICK_SECONDS", 0.1)
    calls = []

    def fail_once(sweep, beat):
        calls.append(sweep.name)
        if len(calls) == 1:
            raise ConnectionError("the database went away")
        return 0, 0

    monkeypatch.setattr(engine_room, "run", fail_once)
    engine = jobs.start(served)
    try:
        assert until(lambda: calls.count(calls[0]) > 2 if calls else False)
    finally:
        engine.stop()


def test_stopping_finishes_the_row_in_hand(served):
    mailer = served.extensions["mailer"]
    sending = []

    def send(message):
        sending.append(message)
        time.sleep(0.5)

    mailer.send = send
    engine = jobs.start(served)
    owe_one(served)
    assert until(lambda: sending)

    engine.stop()

    with served.app_context():
        assert _db.session.scalars(select(Notification.done_at)).one() is not None


def test_the_daily_clock_ticks_by_the_minute(served):
    engine: Engine = served.extensions["jobs"]

    assert [task.name for task in engine.huey.read_periodic(clock.now())] == ["dailies"]


def test_the_command_sweeps_once_and_prints_how_much(app, db):
    app.extensions["mailer"] = MemoryMailer()
    notice()
    result = app.test_cli_runner().invoke(args=["jobs", "once"])

    dailies = len(db.scalars(select(DailyRun)).all())
    assert result.output == f"{1 + dailies}\n", result.output


def test_a_process_of_its_own_works_until_it_is_told_to_stop(real_db, database_url, tmp_path):
    row = notice()
    mail = tmp_path / "mail" / f"notification-{row.id}@collegium.eml"
    real_db.commit()
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "INSTANCE_DIR": str(tmp_path),
        "SECRET_KEY": "only for tests",
        "JOBS": "off",
    }
    command = [sys.executable, "-m", "flask", "--app", str(ROOT / "wsgi.py"), "jobs", "run"]
    with subprocess.Popen(command, env=environment, cwd=ROOT) as worker:
        try:
            assert until(mail.exists, seconds=60)
            worker.terminate()
            assert worker.wait(timeout=30) == 0
        finally:
            worker.kill()
