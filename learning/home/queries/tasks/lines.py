"""The shape in which every feature's tasks are read."""

from typing import Any

from sqlalchemy import Date, Integer, Row, Select, String, bindparam, cast, literal, null, select

from learning.columns import UTCDateTime
from learning.home.rules import Kind, Task, Who
from learning.people.models import Person

ME = bindparam("me", type_=Integer)
NOW = bindparam("now", type_=UTCDateTime())
TODAY = bindparam("today", type_=Date)

Line = Select[Any]


def line(
    kind: Kind,
    row_id: Any = None,
    *,
    at: Any = None,
    on: Any = None,
    who: type[Person] | None = None,
    words: Any = None,
    key: Any = None,
    number: Any = None,
    total: Any = None,
) -> Line:
    """A SELECT of one task a row; a column that is not given is empty."""
    return select(
        literal(kind.value, String).label("kind"),
        _or_null(row_id, Integer).label("id"),
        _or_null(at, UTCDateTime).label("at"),
        _or_null(on, Date).label("on"),
        _or_null(who and who.id, Integer).label("who_id"),
        _or_null(who and who.name, String).label("who_name"),
        _or_null(who and who.photo_key, String).label("photo_key"),
        _or_null(words, String).label("words"),
        _or_null(key, String).label("key"),
        _or_null(number, Integer).label("number"),
        _or_null(total, Integer).label("total"),
    )


def first(lines: Line, order: Any, limit: int) -> Line:
    """The first of these, for a place in a union, where SQLite takes no LIMIT of its own."""
    return select(*lines.order_by(order).limit(limit).subquery().c)


def task_of(row: Row[Any]) -> Task:
    """The task that a row of the union stands for."""
    return Task(
        kind=Kind(row.kind),
        id=row.id or 0,
        at=row.at,
        on=row.on,
        who=Who(row.who_id, row.who_name, row.photo_key) if row.who_id else None,
        words=row.words or "",
        key=row.key or "",
        number=row.number or 0,
        total=row.total or 0,
    )


def _or_null(column: Any, kind: type[Any]) -> Any:
    return cast(null(), kind()) if column is None else column
