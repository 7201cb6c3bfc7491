"""Runs migrations on the application's own engine, over the application's own models.

SQLite changes a table by building it anew and dropping the old one, which empties it first: with
foreign keys on, rows that point to it would stand in the way or go with it. So they are off
meanwhile, as SQLite's own documentation of ALTER TABLE asks, and checked before the commit.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from learning.academy.search.postgres_index import make_place
from learning.extensions import Base, db

settings = current_app.extensions["migrate"].configure_args


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """The setting counts only outside a transaction, so the driver is told before one begins."""
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys = ON")


def run(connection: Connection) -> None:
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "postgresql":
            make_place(connection)  # of the search index, which is derived and has no migrations
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise RuntimeError(
                    f"a row of {broken[0]} points to a row of {broken[2]} that is gone"
                )


with db.engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, **settings)
    if connection.dialect.name == "sqlite":
        with without_foreign_keys(connection):
            run(connection)
    else:
        connection.exec_driver_sql("SET lock_timeout = '4s'")
        connection.commit()
        run(connection)
