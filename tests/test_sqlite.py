"""SQLite is opened so that transactions are real."""

import threading

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from learning import sqlite
from learning.columns import UTCDateTime
from learning.extensions import Base
from learning.people.models import Department
from tests.factories.people import NOON

INSERT = Department.__table__.insert()


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 53, 4), "WAL"),
    ],
)
def test_wal_only_where_the_library_is_mended(version, mode):
    assert sqlite.journal_mode(version) == mode


def test_a_moment_needs_a_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        UTCDateTime().process_bind_param(NOON.replace(tzinfo=None), None)


@pytest.fixture
def engine(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 10)
    engine = create_engine(f"sqlite:///{tmp_path / 'test.db'}", module=sqlite.driver())
    sqlite.prepare(engine)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("busy_timeout", 10)],
)
def test_every_connection_is_set_up(engine, pragma, value):
    with engine.connect() as connection:
        assert connection.scalar(text(f"PRAGMA {pragma}")) == value


def test_the_journal_fits_the_library_that_is_really_loaded(engine):
    expected = sqlite.journal_mode(sqlite.driver().sqlite_version_info)

    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")).upper() == expected


def test_foreign_keys_are_kept(engine):
    orphan = text(
        "INSERT INTO person_skills (person_id, skill_id, direction) VALUES (4, 4, 'wants')"
    )

    with engine.begin() as connection, pytest.raises(IntegrityError, match="FOREIGN KEY"):
        connection.execute(orphan)


def test_two_writers_queue(engine):
    refused = pytest.raises(OperationalError, match="locked")

    with engine.begin(), engine.connect() as second, refused:
        second.begin()


def test_who_asked_first_writes_first():
    turns = sqlite.Turns()
    order: list[int] = []

    def write(number: int) -> None:
        assert turns.take(60)
        order.append(number)
        turns.give_back()

    assert turns.take(0)
    writers = []
    for number in range(8):
        writers.append(threading.Thread(target=write, args=(number,)))
        writers[-1].start()
        while turns.waiting <= number:
            writers[-1].join(0.001)
    turns.give_back()
    for writer in writers:
        writer.join(60)

    assert order == list(range(8))


def test_a_turn_that_does_not_come_in_time_is_given_up():
    turns = sqlite.Turns()
    assert turns.take(0)
    answers: list[bool] = []

    late = threading.Thread(target=lambda: answers.append(turns.take(0.01)))
    late.start()
    late.join(60)

    assert answers == [False]
    assert turns.waiting == 0
    turns.give_back()
    assert turns.take(0), "nobody keeps the turn of somebody who went away"


def test_nobody_waits_for_their_own_turn():
    turns = sqlite.Turns()
    assert turns.take(0)

    assert not turns.take(60)


def test_a_writer_that_fails_gives_the_turn_back(engine):
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(INSERT, [{"name": "Twice"}, {"name": "Twice"}])
    written: list[str] = []

    def write() -> None:
        with engine.begin() as connection:
            connection.execute(INSERT.values(name="After"))
        written.append("After")

    other = threading.Thread(target=write)
    other.start()
    other.join(60)

    assert written == ["After"]


def test_a_savepoint_rolls_back_to_where_it_began(engine):
    with engine.begin() as connection:
        connection.execute(INSERT.values(name="kept"))
        savepoint = connection.begin_nested()
        connection.execute(INSERT.values(name="undone"))
        savepoint.rollback()

    with engine.connect() as connection:
        assert connection.scalars(
            Department.__table__.select().with_only_columns(Department.__table__.c.name)
        ).all() == ["kept"]


def test_a_reader_runs_beside_a_writer(engine):
    if sqlite.journal_mode(sqlite.driver().sqlite_version_info) != "WAL":
        pytest.skip("this SQLite library may not use the write-ahead log")
    with engine.begin() as writer:
        writer.execute(INSERT.values(name="New"))
        token = sqlite.read_only.set(True)
        try:
            with engine.begin() as reader:
                assert reader.execute(Department.__table__.select()).all() == []
        finally:
            sqlite.read_only.reset(token)


def test_other_databases_are_left_alone():
    class Elsewhere:
        class dialect:  # noqa: N801 - SQLAlchemy's name
            name = "postgresql"

    sqlite.prepare(Elsewhere())
