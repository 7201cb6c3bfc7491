"""How SQLite is opened: real transactions, real foreign keys, a journal that is safe."""

from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine, event

BUSY_TIMEOUT_MS = 10_000

read_only: ContextVar[bool] = ContextVar("read_only", default=False)

# Versions 3.7.0 to 3.51.2 can damage a WAL database that several connections write; these
# half-open ranges hold the fix. Source: SQLite's release history, "WAL-reset bug".
MENDED = [((3, 44, 6), (3, 45)), ((3, 50, 7), (3, 51)), ((3, 51, 3), (4,))]


def driver() -> Any:
    """The newest SQLite library at hand: pysqlite3 where it has a wheel, else Python's own."""
    try:
        from pysqlite3 import dbapi2  # noqa: PLC0415 - absent on some platforms
    except ImportError:
        import sqlite3 as dbapi2  # noqa: PLC0415
    return dbapi2


def journal_mode(version: tuple[int, ...]) -> str:
    """`WAL` where this version of the library may use it with several writers, else `DELETE`."""
    return "WAL" if any(first <= version < end for first, end in MENDED) else "DELETE"


def prepare(engine: Engine) -> None:
    """Set up every connection of a SQLite engine; leave other engines alone.

    Python's driver opens transactions late and lets savepoints leak, so it is told to keep out
    and BEGIN is sent here. Whatever may write starts with BEGIN IMMEDIATE, so that two writers
    queue instead of both reading first; only a transaction declared `read_only` runs beside them.
    """
    if engine.dialect.name != "sqlite":
        return
    journal = journal_mode(engine.dialect.dbapi.sqlite_version_info)  # type: ignore[union-attr]

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute(f"PRAGMA journal_mode = {journal}")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only.get() else "BEGIN IMMEDIATE")
