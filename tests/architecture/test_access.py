"""Who may do what, generated from the authorization table: every route as every identity."""

import csv
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from learning.app import create_app
from learning.people.models import Person
from learning.web.access import LIMITED_ACCOUNTS, SAFE_METHODS, action_of, is_public
from tests.access import SCENES, Scene, features, identities, staging
from tests.access.states import has_states, states_of
from tests.client import Client
from tests.conftest import settings_for

OWN_TABLE = Path(__file__).with_name("authorization.csv")
APP = create_app(settings_for("sqlite://", Path(__file__).parent))
GIVEN_TABLE = APP.config["SHARED_DIR"] / "authorization.csv"
ENDPOINTS = sorted(APP.view_functions)
TURNED_AWAY = ("anonymous", "deactivated")  # before anything is looked at
DENIED = {401, 403, 404}
DONE = {200, 201, 202, 204, 206, 302, 303, 304, 409}

assert features  # importing it registers every scene


def rows(path: Path) -> dict[str, dict[str, str]]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["action"]: row for row in csv.DictReader(file)}


GIVEN, OWN = rows(GIVEN_TABLE), rows(OWN_TABLE)
TABLE = OWN | GIVEN


def is_allowed(cell: str, relation: str) -> bool:
    """Whether a cell lets somebody in who stands in this relation to the object."""
    if cell == "-":
        return False
    return cell in {"Y", "M", "K"} or "M" in cell or relation in cell


def test_the_given_table_is_at_hand():
    if not GIVEN:
        pytest.skip(f"{GIVEN_TABLE} is missing: set SHARED_DIR to check the given table")


def test_own_table_adds_rows_and_changes_none():
    assert not OWN.keys() & GIVEN.keys()


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_every_route_names_its_row(endpoint):
    action = action_of(APP, endpoint)

    assert action, f"{endpoint} needs @access or @public"
    assert action in TABLE or not GIVEN, f"{action} has no row"


@pytest.mark.parametrize("identity", sorted(LIMITED_ACCOUNTS))
def test_limited_accounts_reach_the_rows_of_the_table_and_no_other(identity):
    if not GIVEN:
        pytest.skip(f"{GIVEN_TABLE} is missing")
    granted = {action for action, row in TABLE.items() if row[identity] != "-"}

    assert granted == LIMITED_ACCOUNTS[identity]


@pytest.fixture
def writes(db) -> Iterator[list[str]]:
    """The changes sent to the database so far, sign-ins of the test's own left out."""
    found: list[str] = []

    def record(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")) and "sign_in" not in statement:
            found.append(statement)

    event.listen(Engine, "before_cursor_execute", record)
    yield found
    event.remove(Engine, "before_cursor_execute", record)


def methods(endpoint: str) -> list[str]:
    found = {m for rule in APP.url_map.iter_rules(endpoint) for m in rule.methods or set()}
    return sorted(found - {"HEAD", "OPTIONS"})


def relations(scene: Scene | None) -> str:
    """How an actor can be related to what the address names."""
    if scene is None:
        return "-"
    return scene.relations + ("-" if scene.strangers else "")


CASES = [
    (endpoint, method)
    for endpoint in ENDPOINTS
    if not is_public(APP, endpoint)
    for method in methods(endpoint)
]


def one_of_each_cell(action: str) -> tuple[str, ...]:
    """For each different cell of the row one identity, and always both who are shut out."""
    row = TABLE[action]
    found: dict[str, str] = {}
    for identity in identities.IDENTITIES:
        if identity not in {*TURNED_AWAY, *LIMITED_ACCOUNTS}:
            found.setdefault(row[identity], identity)
    return (*TURNED_AWAY, *found.values())


def insiders(action: str) -> tuple[str, ...]:
    """One of each cell, but for those who are turned away before anything is looked at."""
    return one_of_each_cell(action)[len(TURNED_AWAY) :]


@pytest.mark.parametrize(("endpoint", "method"), CASES, ids=str)
def test_access(app, db, writes, endpoint, method):
    """Each different cell, allow and deny; what is denied changes nothing."""
    action = action_of(app, endpoint)
    if action not in TABLE:
        pytest.skip(f"{GIVEN_TABLE} is missing")

    who = one_of_each_cell(action)
    scene = SCENES.get(endpoint)
    strangers = []
    if "-" in relations(scene) and not (scene and scene.barred):
        strangers = [one for one in who if not is_allowed(TABLE[action][one], "-")]
    assert wrongly_let_in_strangers(app, writes, endpoint, method, strangers) == []
    assert mismatches(app, writes, endpoint, method, who, but=strangers) == []


@pytest.mark.full
@pytest.mark.parametrize(("endpoint", "method"), CASES, ids=str)
def test_access_of_all_identities(app, db, writes, endpoint, method):
    """As above, with every identity."""
    if action_of(app, endpoint) not in TABLE:
        pytest.skip(f"{GIVEN_TABLE} is missing")

    assert mismatches(app, writes, endpoint, method, identities.IDENTITIES) == []


STATEFUL = [
    case
    for case in CASES
    if has_states(case[0], set().union(*(r.arguments for r in APP.url_map.iter_rules(case[0]))))
]


@pytest.mark.parametrize(("endpoint", "method"), STATEFUL, ids=str)
def test_a_stranger_is_shut_out_in_one_more_state(app, db, writes, endpoint, method):
    """One identity that the row shuts out, and a state that the scene does not set."""
    action = action_of(app, endpoint)
    if action not in TABLE:
        pytest.skip(f"{GIVEN_TABLE} is missing")
    shut_out = [who for who in insiders(action) if not is_allowed(TABLE[action][who], "-")]

    found = [open_doors(app, writes, endpoint, method, who, "-", most=1) for who in shut_out[:1]]
    assert [fault for faults in found for fault in faults] == []


@pytest.mark.full
@pytest.mark.parametrize(("endpoint", "method"), STATEFUL, ids=str)
def test_access_in_every_state(app, db, writes, endpoint, method):
    """What is denied stays denied in every state; what is allowed may be refused, never fail."""
    action = action_of(app, endpoint)
    if action not in TABLE:
        pytest.skip(f"{GIVEN_TABLE} is missing")

    found, allowed = [], []
    for who in insiders(action):
        for relation in relations(SCENES[endpoint]):
            if is_allowed(TABLE[action][who], relation):
                allowed.append((who, relation))
            else:
                found += open_doors(app, writes, endpoint, method, who, relation)
    for who, relation in allowed[:1]:
        found += broken_pages(app, endpoint, method, who, relation)
    assert found == []


def open_doors(
    app: Flask,
    writes: list[str],
    endpoint: str,
    method: str,
    identity: str,
    relation: str,
    *,
    most: int | None = None,
) -> list[tuple[str, str, str, str]]:
    """Where a state of the object lets somebody in whom the row shuts out; `most` states of it."""
    found = []
    with without_tokens(app):
        staged = stage(app, endpoint, identity, relation)
        if staged is None:
            return []
        for label, state in islice(states_of(endpoint, staged.values), most):
            with state:
                faults = list(wrongly_let_in(staged, writes, method))
            found += [(identity, relation, label, fault) for fault in faults]
    return found


def broken_pages(
    app: Flask, endpoint: str, method: str, identity: str, relation: str
) -> list[tuple[str, str, str, str]]:
    """Where a state of the object is answered by an error; a refusal in words is right."""
    found = []
    with without_tokens(app):
        for number in count():
            staged = stage(app, endpoint, identity, relation)
            if staged is None:
                break
            label, state = next(
                islice(states_of(endpoint, staged.values), number, None), (None, None)
            )
            if label is None or state is None:
                break
            with state:
                status = staged.call(method).status_code
            if status >= 500:
                found.append((identity, relation, label, f"{status}: should be refused at most"))
    return found


def wrongly_let_in_strangers(
    app: Flask, writes: list[str], endpoint: str, method: str, who: Iterable[str]
) -> list[tuple[str, str]]:
    """Where a route lets in somebody of these who has nothing to do with its object.

    They come one after another to one object: a door that stays closed changes nothing.
    """
    found = []
    staged = None
    with without_tokens(app):
        for identity in who:
            if staged is None:
                staged = stage(app, endpoint, identity, "-")
            else:
                visitor = visit(app, identity, make(identity))
                staged = replace(staged, visitor=visitor)
            if staged is not None:
                faults = wrongly_let_in(staged, writes, method)
                found += [(identity, fault) for fault in faults]
    return found


def mismatches(
    app: Flask,
    writes: list[str],
    endpoint: str,
    method: str,
    who: Iterable[str],
    *,
    but: Container[str] = (),
) -> list[tuple[str, str, str, str]]:
    """Where the route and its row part ways: identity, relation, cell, status, what is wrong.

    `but` names who was looked at as a stranger before. Where that is somebody who is turned away
    before anything is looked at, no relation can make a difference.
    """
    action = action_of(app, endpoint)
    scene = SCENES.get(endpoint)
    needs_values = any(rule.arguments for rule in app.url_map.iter_rules(endpoint))
    assert scene or not (needs_values or method != "GET"), f"{endpoint} needs a scene"
    found = []
    with without_tokens(app):
        for identity in who:
            cell = TABLE[action][identity]
            for relation in relations(scene):
                if identity in but and (relation == "-" or identity in TURNED_AWAY):
                    continue
                faults = play(app, writes, endpoint, method, identity, relation, cell)
                found += [(identity, relation, cell, fault) for fault in faults]
    return found


@contextmanager
def without_tokens(app: Flask) -> Iterator[None]:
    """Requests need no token; tests/security proves the token on every route."""
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        yield
    finally:
        app.config["WTF_CSRF_ENABLED"] = True


@dataclass(frozen=True)
class Staged:
    """Somebody before a door."""

    visitor: Client
    url: str
    values: dict[str, Any]
    fields: dict[str, Any]

    def call(self, method: str) -> TestResponse:
        if method in SAFE_METHODS:
            return self.visitor.open(self.url, method=method)
        sent = {name: self._anew(value) for name, value in self.fields.items()}
        return self.visitor.open(self.url, method=method, data=sent)

    def _anew(self, value: Any) -> Any:
        """A file is used up by being sent once."""
        if isinstance(value, tuple):
            return (BytesIO(value[0].getvalue()), *value[1:])
        return value


def stage(app: Flask, endpoint: str, identity: str, relation: str) -> Staged | None:
    """Set the scene; None where somebody like this cannot stand so to the object."""
    scene = SCENES.get(endpoint)
    with staging():
        actor = make(identity)
        values = scene.stage(actor, relation) if scene else {}
    if values is None:
        return None
    fields = {**(scene.fields if scene else {}), **values.pop("_fields", {})}
    visitor = visit(app, identity, actor)
    with app.test_request_context():
        url = app.url_for(endpoint, **values)
    return Staged(visitor, url, values, fields)


def make(identity: str) -> Person:
    return identities.make("employee" if identity == "deactivated" else identity)


def visit(app: Flask, identity: str, actor: Person) -> Client:
    """The actor with the page open: signed in, if that can be."""
    visitor = Client(app.test_client())
    if identity != "anonymous":
        visitor.sign_in(actor)
    if identity == "deactivated":
        identities.close(actor)
    return visitor


def play(
    app: Flask,
    writes: list[str],
    endpoint: str,
    method: str,
    identity: str,
    relation: str,
    cell: str,
) -> Iterator[str]:
    """Set the scene, call the route, and say what the cell would not have."""
    staged = stage(app, endpoint, identity, relation)
    if staged is None:
        return
    if not is_allowed(cell, relation):
        yield from wrongly_let_in(staged, writes, method)
        return
    answer = staged.call(method)
    if answer.status_code not in DONE or is_at_the_door(answer):
        yield f"{answer.status_code}: should be let in"


def wrongly_let_in(staged: Staged, writes: list[str], method: str) -> Iterator[str]:
    """Call the route, and say where it lets in, or changes something."""
    writes.clear()
    answer = staged.call(method)
    if answer.status_code not in DENIED and not is_at_the_door(answer):
        yield f"{answer.status_code}: should be denied"
    yield from (statement[:80] for statement in writes[:1])


def is_at_the_door(answer: TestResponse) -> bool:
    """Sent to sign in."""
    return answer.headers.get("Location", "").partition("?")[0] == "/sign-in"


def test_denied_and_unknown_routes_look_alike_to_a_stranger(client):
    client.sign_out()

    assert client.open("/people").headers["Location"].startswith("/sign-in")
    assert client.open("/no-such-page").status_code == 404
