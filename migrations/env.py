"""Runs migrations on the application's own engine, over the application's own models."""

from alembic import context
from flask import current_app

from learning.extensions import Base, db

settings = current_app.extensions["migrate"].configure_args

with db.engine.connect() as connection:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET lock_timeout = '4s'")
        connection.commit()
    context.configure(connection=connection, target_metadata=Base.metadata, **settings)
    with context.begin_transaction():
        context.run_migrations()
