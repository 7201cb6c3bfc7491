"""The numbered migrations build exactly what the models say, keep the rows, and can be undone."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from learning.app import create_app
from learning.extensions import db
from tests.conftest import settings_for

ROOT = Path(__file__).parents[2]
REVISIONS = [one.revision for one in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()][
    ::-1
]


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
