"""What no request may exceed: numbers a row can have, characters a database can store, a length."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, request
from flask_login import current_user
from werkzeug.routing import IntegerConverter, Map

from learning import sqlite
from learning.extensions import db

LARGEST_ROW = 2**31 - 1  # PostgreSQL's integer; a larger number is no row's
YEARS = range(1900, 2200)  # a step of a zone or a week from here leads to no end of time

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Room:
    """How long a request may be in bytes, and who may send one so long."""

    most: int
    may_send: Callable[..., bool]


def takes(most: int, may_send: Callable[..., bool]) -> Callable[[View], View]:
    """Let a view take what is longer than any other request, up to `most` bytes.

    `may_send` is asked with the values of the address whether whoever is signed in may do that,
    before a byte of it is read. For everybody else the request stays as short as any other.
    """

    def mark(view: View) -> View:
        view.room = Room(most, may_send)  # type: ignore[attr-defined]
        return view

    return mark


def row_number(text: str) -> int | None:
    """The row number that somebody typed or an address holds; None where no row can have it."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_ROW))):
        return None
    number = int(text)
    return number if 0 < number <= LARGEST_ROW else None


def number_asked(name: str) -> int | None:
    """What the address says under this name, as `row_number` reads it."""
    return row_number(request.args.get(name, ""))


class RowNumber(IntegerConverter):
    """`<int:…>` in an address; what cannot be a row's number is an unknown address, hence 404."""

    def __init__(self, map: Map, **options: object) -> None:  # noqa: A002 - Werkzeug's name
        super().__init__(map, max=LARGEST_ROW, **options)  # type: ignore[arg-type]


def _refuse_what_cannot_be_stored() -> None:
    """No database keeps the character zero, and no keyboard types it."""
    if "\0" in request.path or any("\0" in text for pair in request.args.items() for text in pair):
        abort(400)


def _make_room(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Look who sends something long; the transaction is over before the reading of it begins."""
    room = getattr(current_app.view_functions.get(endpoint or ""), "room", None)
    if room is None or (request.content_length or 0) <= current_app.config["MAX_CONTENT_LENGTH"]:
        return
    token = sqlite.read_only.set(True)
    try:
        if current_user.is_authenticated and room.may_send(**(values or {})):
            request.max_content_length = room.most
    finally:
        db.session.rollback()
        g.pop("_login_user", None)
        sqlite.read_only.reset(token)


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber
    app.url_value_preprocessor(_make_room)  # earlier than whatever reads a form
    app.before_request(_refuse_what_cannot_be_stored)
