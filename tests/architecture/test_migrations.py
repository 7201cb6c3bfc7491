"""The numbered migrations build exactly what the models say, keep the rows, and can be undone."""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, text

from learning.app import create_app
from learning.extensions import db
from tests.conftest import settings_for

ROOT = Path(__file__).parents[2]
REVISIONS = [one.revision for one in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()][
    ::-1
]


@pytest.fixture
def empty_app(tmp_path, database_url):
    """An application over a database without a single table."""
    url = database_url
    if url.startswith("sqlite"):
        url = f"sqlite:///{tmp_path / 'empty.db'}"
        app = create_app(settings_for(url, tmp_path))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()
        return
    app = create_app(settings_for(url, tmp_path))
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA migrations_test"))
        db.engine.dispose()
    app = create_app(
        settings_for(f"{url}?options=-csearch_path%3Dmigrations_test,public", tmp_path)
    )
    with app.app_context():
        yield app
        db.session.remove()
        with db.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA migrations_test CASCADE"))
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
