"""What is to run daily runs on every day, once, however late."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from learning import clock, jobs
from learning.jobs import Daily, run_once, schedule
from learning.outbox import DailyRun, owe_daily
from learning.people.models import ImportRun
from tests.factories.files import with_photo
from tests.factories.people import person

TEN = datetime(2030, 1, 7, 10, tzinfo=UTC)


@pytest.fixture
def days(monkeypatch):
    """The moments at which a daily of four o'clock ran."""
    ran: list[datetime] = []
    monkeypatch.setattr(schedule, "dailies", lambda: [Daily("count", 4, ran.append)])
    return ran


@pytest.fixture
def at(monkeypatch):
    """Set the clock."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


def test_it_runs_once_a_day(app, db, days, at):
    for moment in (TEN, TEN + timedelta(hours=1), TEN + timedelta(days=1)):
        at(moment)
        run_once(app)

    assert days == [TEN, TEN + timedelta(days=1)]


def test_it_does_not_run_before_its_hour(app, db, days, at):
    at(TEN.replace(hour=3))
    run_once(app)

    assert days == []


def test_one_that_fails_is_tried_again_the_same_day(app, db, at, monkeypatch):
    tries = []

    def work(now):
        tries.append(now)
        if len(tries) == 1:
            raise ValueError("not yet")

    monkeypatch.setattr(schedule, "dailies", lambda: [Daily("count", 4, work)])
    for moment in (TEN, TEN + timedelta(minutes=1)):
        at(moment)
        run_once(app)

    assert len(tries) == 2
    assert db.scalars(select(DailyRun.done_at)).all() == [TEN + timedelta(minutes=1)]


def test_two_schedulers_owe_the_same_day_once(db):
    for _ in range(2):
        owe_daily("count", 4, TEN)
    db.commit()

    assert db.scalar(select(func.count(DailyRun.id))) == 1


def test_every_daily_runs(app, db):
    """None of the real ones fails on an empty database."""
    for daily in jobs.dailies():
        daily.work(TEN)
    db.commit()


def test_files_that_no_row_speaks_of_are_deleted_after_a_day(app, db):
    storage = app.extensions["storage"]
    now = clock.now()
    photo = with_photo(person()).photo_key
    waiting, stray = storage.put(b"a roster"), storage.put(b"undone")
    half = storage.path(stray).with_suffix(".part")
    half.write_bytes(b"broken off")
    db.add(ImportRun(checked_at=now, file_name="a.csv", file_key=waiting, is_full=False))
    db.commit()

    schedule.sweep_files(now)
    assert storage.get(stray) == b"undone"
    schedule.sweep_files(now + timedelta(days=2))

    assert storage.path(photo).is_file()
    assert storage.get(waiting) == b"a roster"
    assert not half.exists()
    with pytest.raises(FileNotFoundError):
        storage.get(stray)
