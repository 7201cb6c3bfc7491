"""What every test may use."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from learning.academy.search.postgres_index import make_place
from learning.app import create_app
from learning.config import cookie_settings, database_settings
from learning.extensions import db as _db
from tests.client import Client


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="which database the tests use; postgresql needs TEST_DATABASE_URL",
    )


def settings_for(url: str, folder: Path) -> dict[str, Any]:
    """The settings of a test application on this database."""
    return {
        "TESTING": True,
        "SECRET_KEY": "only for tests",
        "INSTANCE_DIR": folder,
        "SHARED_DIR": Path(os.environ.get("SHARED_DIR") or Path(__file__).parents[2] / "shared"),
        "BASE_URL": "https://collegium.example",
        "REDIS_URL": "",
        "MAIL_URL": f"file:{folder / 'mail'}",
        "MAIL_FROM": "Collegium <collegium@collegium.example>",
        "JOBS": "off",
        "DEMO_PASSWORD": "",
        "ARGON2": {"time_cost": 1, "memory_cost": 64, "parallelism": 1},
        **database_settings(url),
        **cookie_settings(secure=False),
    }


@pytest.fixture(scope="session")
def database_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[str]:
    """The address of an empty database of this run's own, gone when the run ends."""
    if request.config.getoption("--database") == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.db'}"
        return
    url = os.environ.get("TEST_DATABASE_URL")
    if not url:
        pytest.exit("--database=postgresql needs TEST_DATABASE_URL", returncode=2)
    plain = url.replace("postgresql+psycopg://", "postgresql://")
    name = f"collegium_test_{worker_id}_{os.getpid()}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        head, _, tail = plain.rpartition("/")
        _, mark, options = tail.partition("?")
        yield f"{head}/{name}{mark}{options}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def app(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(settings_for(database_url, tmp_path_factory.mktemp("instance")))
    with app.app_context():
        make_tables()
    yield app
    let_go(app)


def make_tables() -> None:
    """Every table, and the place of the search index, as set-up makes them."""
    _db.create_all()
    with _db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            make_place(connection)


def let_go(app: Flask) -> None:
    """Close what an application of the tests has opened."""
    with app.app_context():
        _db.engine.dispose()
    if opened := app.extensions["search"].opened:
        opened.close()


@pytest.fixture
def db(app: Flask) -> Iterator[Session]:
    """A database session whose every commit is undone when the test ends."""
    with app.app_context():
        engine = _db.engine
        connection = engine.connect()
        transaction = connection.begin()
        _db.engines[None] = connection  # Flask-SQLAlchemy picks the engine from this mapping
        _db.session.configure(join_transaction_mode="create_savepoint")
        yield _db.session()
        _db.session.remove()
        transaction.rollback()
        connection.close()
        _db.engines[None] = engine


@pytest.fixture
def real_db(app: Flask) -> Iterator[Session]:
    """A database whose commits are real, for races and crashes; emptied when the test ends."""
    with app.app_context():
        yield _db.session()
        _db.session.remove()
        with _db.engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
                for table in _db.metadata.sorted_tables:
                    connection.execute(table.delete())
            else:
                names = ", ".join(f'"{table.name}"' for table in _db.metadata.sorted_tables)
                connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))


@pytest.fixture
def client(app: Flask, db: Session) -> Client:
    return Client(app.test_client())


@pytest.fixture
def count_queries(db: Session) -> Iterator[list[str]]:
    """The SQL statements run so far: `assert len(count_queries) <= 3`."""
    statements: list[str] = []

    def record(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", record)
    yield statements
    event.remove(Engine, "before_cursor_execute", record)
