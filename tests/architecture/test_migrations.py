"""The numbered migrations build exactly what the models say, keep the rows, and can be undone."""

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import MetaData, Table, func, inspect, literal_column, select, text, true

from learning.app import create_app
from learning.extensions import db
from tests.conftest import settings_for

ROOT = Path(__file__).parents[2]
REVISIONS = [one.revision for one in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()][
    ::-1
]
NEWEST = 6  # revisions that every run walks


@pytest.fixture
def empty_url(tmp_path, database_url) -> Iterator[str]:
    """The address of a database without a single table, gone when the test ends."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    head, _, tail = database_url.rpartition("/")
    name, mark, options = tail.partition("?")
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}_empty"')
        yield f"{head}/{name}_empty{mark}{options}"
        connection.execute(f'DROP DATABASE "{name}_empty" WITH (FORCE)')


@pytest.fixture
def empty_app(tmp_path, empty_url) -> Iterator[Flask]:
    app = create_app(settings_for(empty_url, tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_there_is_one_line_of_numbered_revisions():
    assert [f"{number:04}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS


def test_migrations_build_the_models_and_reverse(empty_app):
    upgrade()
    check()
    for _ in REVISIONS:
        downgrade()
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()
    check()


Prints = dict[str, dict[str, list[str]]]


def prints() -> Prints:
    """By table and column, a fingerprint of each value, sorted: what a migration may not lose."""
    found: Prints = {}
    with db.engine.connect() as connection:
        for name in inspect(connection).get_table_names():
            if name == "alembic_version":
                continue
            table = Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
            rows = connection.execute(select(table)).mappings().all()
            found[name] = {
                column.name: sorted(
                    hashlib.sha256(repr(row[column.name]).encode()).hexdigest() for row in rows
                )
                for column in table.columns
            }
    return found


def lost(before: Prints, after: Prints) -> set[str]:
    """The columns that both know and whose values differ."""
    return {
        f"{table}.{column}"
        for table in before.keys() & after.keys()
        for column in before[table].keys() & after[table].keys()
        if before[table][column] != after[table][column]
    }


# What the form before a revision has no way to say: a step back loses it, the step up never does.
UNSPEAKABLE = {
    "0012": {"bookings", "attendances", "appointments"},  # several guests of one slot
    "0013": {"match_runs", "matches", "unmatched_mentees", "forbidden_pairs"},  # several drafts
    "0015": {"matches.state"},  # why a match came to nothing
    "0026": {"reports"},  # a report of a comment
    "0029": {"matches"},  # several mentors for one mentee in one run
    "0031": {"pairings.match_id", "matches"},  # tandems, which no match led to
    "0032": {"booking_deadlines", "seats"},  # what is to happen to circles, and who leads them
}


def beyond(revision: str, columns: set[str]) -> set[str]:
    """The columns whose loss cannot be put down to the older form."""
    spared = UNSPEAKABLE.get(revision, set())
    return {one for one in columns if one not in spared and one.partition(".")[0] not in spared}


@pytest.fixture
def filled_app(empty_app: Flask) -> Flask:
    upgrade()
    result = empty_app.test_cli_runner().invoke(args=["demo", "load"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    db.session.remove()
    empty_app.extensions["search"]().close()  # nothing else holds the tables while they change
    return empty_app


def test_the_newest_revisions_lose_no_row_of_a_filled_database_either_way(filled_app):
    walk_down(REVISIONS[-NEWEST:])


@pytest.mark.full
def test_no_revision_loses_a_row_of_a_filled_database_either_way(filled_app):
    walk_down(REVISIONS)


def walk_down(revisions: list[str]) -> None:
    """From the newest on, each down, up and down again, with the rows compared in between."""
    before = prints()
    for revision in revisions[::-1]:
        downgrade()
        lower = prints()
        assert beyond(revision, lost(before, lower)) == set(), f"down from {revision}"
        upgrade(revision=revision)
        assert lost(lower, prints()) == set(), f"up to {revision}"
        downgrade()
        assert lost(lower, prints()) == set(), f"down again from {revision}"
        before = lower


def test_a_value_that_a_migration_changes_is_seen(empty_app):
    upgrade()
    with db.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO departments (id, name) VALUES (1, 'Sales'), (2, 'Data')")
        )
    before = prints()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE departments SET name = 'Date' WHERE id = 2"))
    assert lost(before, prints()) == {"departments.name"}


@pytest.mark.full
def test_search_hears_once_of_paths_and_comments_from_before_it_found_them(filled_app):
    downgrade(revision="0035")
    changes = Table("index_changes", MetaData(), autoload_with=db.engine)
    with db.engine.begin() as connection:
        connection.execute(changes.delete())
    upgrade()
    owed = select(changes.c.kind, func.count()).group_by(changes.c.kind)
    with db.engine.connect() as connection:
        found = dict(connection.execute(owed).all())
        hidden = connection.scalar(
            text("SELECT count(*) FROM article_comments WHERE hidden_at IS NULL")
        )

    assert found == {"comment": hidden, "path": 3}


MANY = 1_000_000
LONGEST_LOCK_S = 1.0
# What grows with use, and which of its columns must differ from row to row.
GROWING = {
    "facts": {"id": "1000000 + n"},
    "bookings": {
        "id": "1000000 + n",
        "slot_id": "1000000 + n",
        "moved_from_id": "NULL",
        "submission": "NULL",
    },
}


def grow(name: str, differing: dict[str, str]) -> None:
    """Fill the table with a million rows after the pattern of its first."""
    table = Table(name, MetaData(), autoload_with=db.engine, resolve_fks=False)
    first = select(table).order_by(table.c.id).limit(1).subquery()
    values = [
        literal_column(differing[column.name]) if column.name in differing else first.c[column.name]
        for column in table.columns
    ]
    numbers = func.generate_series(1, MANY).alias("n")
    many = select(*values).select_from(first.join(numbers, true()))
    with db.engine.begin() as connection:
        # The slots of these bookings do not exist: no key is looked up while they go in.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(table.insert().from_select(table.columns.keys(), many))


@contextmanager
def lock_watch(url: str) -> Iterator[list[float]]:
    """How many seconds each of somebody's small writes waits for its table meanwhile."""
    waits: list[float] = []
    is_over = threading.Event()

    def watch() -> None:
        with psycopg.connect(url) as connection:
            tables = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            ).fetchall()
            while not is_over.is_set():
                for (table,) in tables:
                    started = time.monotonic()
                    with suppress(psycopg.errors.UndefinedTable):
                        connection.execute(f'LOCK TABLE "{table}" IN ROW EXCLUSIVE MODE')
                    connection.rollback()
                    waits.append(time.monotonic() - started)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield waits
    finally:
        is_over.set()
        watcher.join()


@pytest.mark.full
@pytest.mark.postgres
def test_no_new_revision_keeps_a_write_waiting_for_a_second(filled_app, empty_url):
    """Promise 37's lock watch; its control is a change that writes a table anew."""
    downgrade(revision=REVISIONS[-NEWEST - 1])
    for table, differing in GROWING.items():
        grow(table, differing)
    for revision in REVISIONS[-NEWEST:]:
        with lock_watch(empty_url) as waits:
            upgrade(revision=revision)
        assert max(waits) <= LONGEST_LOCK_S, revision

    with lock_watch(empty_url) as waits, db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE facts ALTER object_id TYPE bigint"))
    assert max(waits) > LONGEST_LOCK_S
