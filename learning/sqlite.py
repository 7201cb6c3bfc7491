"""How SQLite is opened: real transactions, real foreign keys, a journal that is safe."""

import threading
from collections import deque
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

BUSY_TIMEOUT_MS = 10_000
TURN_TIMEOUT_S = 10.0

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


class Turns:
    """Whose turn it is to write: the threads of this process in the order in which they asked.

    SQLite's own waiting knows no order: whoever asks again at a lucky moment goes first, and some
    starve. Between processes it has to do.
    """

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._holder: int | None = None

    @property
    def waiting(self) -> int:
        """How many stand in the queue."""
        return len(self._waiting)

    def take(self, seconds: float) -> bool:
        """Wait for the turn; False if it has not come by then, or is this thread's already."""
        me = threading.get_ident()
        with self._mutex:
            if self._holder == me:
                return False
            if self._holder is None:
                self._holder = me
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        came = turn.wait(seconds)
        with self._mutex:
            if came or turn.is_set():
                self._holder = me
                return True
            self._waiting.remove(turn)
            return False

    def give_back(self) -> None:
        """The next may write."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().set()
                self._holder = 0  # nobody's yet, and not free: the next takes it when awake
            else:
                self._holder = None


def prepare(engine: Engine) -> None:
    """Set up every connection of a SQLite engine; leave other engines alone.

    Python's driver opens transactions late and lets savepoints leak, so it is told to keep out
    and BEGIN is sent here. Whatever may write starts with BEGIN IMMEDIATE, so that two writers
    queue instead of both reading first; only a transaction declared `read_only` runs beside them.
    A writer's turn ends when its connection goes back to the pool.
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

    turns = Turns()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if read_only.get():
            connection.exec_driver_sql("BEGIN")
            return
        if not connection.info.get("has_turn"):
            if not turns.take(TURN_TIMEOUT_S):
                late = driver().OperationalError("database is locked: others are writing")
                raise OperationalError("BEGIN IMMEDIATE", None, late)
            connection.info["has_turn"] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    @event.listens_for(engine, "invalidate")
    def give_turn_back(_connection: Any, record: Any, *_why: Any) -> None:
        if record.info.pop("has_turn", False):
            turns.give_back()
