"""Every route as somebody who may use it: made from the URL map, the table and the scenes.

What lands later is covered without a line here, as soon as it has its scene in tests/access.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from learning.web.access import SAFE_METHODS, action_of
from tests.access import SCENES, features, identities, staging
from tests.architecture.test_access import APP, TABLE, is_allowed, relations
from tests.client import Client

assert features  # importing it registers every scene

ENDPOINTS = sorted(APP.view_functions)

# The signed address is the right to do it, so that mail programs can (RFC 8058).
WITHOUT_TOKEN = {"notifications.unsubscribe"}
READING = re.compile(
    r"\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|WITH(?!.*\b(INSERT|UPDATE|DELETE)\b))", re.I | re.S
)
FILES = {"assets.show": {"name": "site.css"}, "static": {"filename": "mark.svg"}}


@dataclass
class Call:
    """One request that would be answered, and whoever makes it."""

    endpoint: str
    method: str
    url: str
    visitor: Client
    _fields: dict[str, Any]

    @property
    def fields(self) -> dict[str, Any]:
        """What is typed; files can be read once only, so each time anew."""
        return {
            name: (BytesIO(value[0]), *value[1:]) if isinstance(value, tuple) else value
            for name, value in self._fields.items()
        }

    @cached_property
    def token(self) -> dict[str, str]:
        return self.visitor.token()

    def genuine(self) -> TestResponse:
        """As the person's own browser sends it."""
        if self.method in SAFE_METHODS:
            return self.visitor.open(self.url, method=self.method)
        return self.send(self.token | self.fields)

    def send(self, data: Any, url: str | None = None, **request: Any) -> TestResponse:
        return self.visitor.open(url or self.url, method=self.method, data=data, **request)


def methods(endpoint: str) -> set[str]:
    return {method for rule in APP.url_map.iter_rules(endpoint) for method in rule.methods or set()}


def writing_routes() -> list[tuple[str, str]]:
    """Each endpoint with each of its methods that may write."""
    return [
        (endpoint, method)
        for endpoint in ENDPOINTS
        for method in sorted(methods(endpoint) - SAFE_METHODS)
    ]


def call(app: Flask, endpoint: str, method: str) -> Call:
    """A request of this kind by the first identity and relation that the table lets in.

    None is let in by a few rows; then an administrator knocks in vain.
    """
    scene = SCENES.get(endpoint)
    needs_values = any(rule.arguments for rule in app.url_map.iter_rules(endpoint))
    assert scene or endpoint in FILES or not needs_values, f"{endpoint} needs a scene"
    row = TABLE.get(action_of(app, endpoint) or "", {})
    allowed = (
        (identity, relation)
        for identity in identities.IDENTITIES[2:]
        for relation in relations(scene)
        if is_allowed(row.get(identity, "-"), relation)
    )
    identity, relation = next(allowed, ("admin", "-"))
    with staging():
        actor = identities.make(identity)
        values = dict(scene.stage(actor, relation)) if scene else dict(FILES.get(endpoint, {}))
    fields = {**(scene.fields if scene else {}), **values.pop("_fields", {})}
    visitor = Client(app.test_client())
    visitor.sign_in(actor)
    with app.test_request_context():
        url = app.url_for(endpoint, **values)
    kept = {
        name: (value[0].getvalue(), *value[1:]) if isinstance(value, tuple) else value
        for name, value in fields.items()
    }
    return Call(endpoint, method, url, visitor, kept)


@contextmanager
def writes() -> Iterator[list[tuple[str, Any]]]:
    """Every statement that changes the database while the block runs, with its values."""
    found: list[tuple[str, Any]] = []

    def record(_conn: object, _cursor: object, sql: str, values: Any, *_rest: object) -> None:
        if not READING.match(sql):
            found.append((sql, values))

    event.listen(Engine, "before_cursor_execute", record)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", record)
