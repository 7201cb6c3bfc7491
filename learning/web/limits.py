"""What no request may exceed: numbers a row can have, characters a database can store."""

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map

LARGEST_ROW = 2**31 - 1  # PostgreSQL's integer; a larger number is no row's


class RowNumber(IntegerConverter):
    """`<int:…>` in an address; what cannot be a row's number is an unknown address, hence 404."""

    def __init__(self, map: Map, **options: object) -> None:  # noqa: A002 - Werkzeug's name
        super().__init__(map, max=LARGEST_ROW, **options)  # type: ignore[arg-type]


def _refuse_what_cannot_be_stored() -> None:
    """No database keeps the character zero, and no keyboard types it."""
    if "\0" in request.path or any("\0" in text for pair in request.args.items() for text in pair):
        abort(400)


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber
    app.before_request(_refuse_what_cannot_be_stored)
