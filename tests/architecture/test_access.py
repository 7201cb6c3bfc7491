"""Who may do what, generated from the authorization table: every route as every identity."""

import csv
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from learning.app import create_app
from learning.web.access import LIMITED_ACCOUNTS, SAFE_METHODS, action_of, is_public
from tests.access import SCENES, Scene, features, identities
from tests.access.states import has_states, states_of
from tests.client import Client
from tests.conftest import settings_for

OWN_TABLE = Path(__file__).with_name("authorization.csv")
APP = create_app(settings_for("sqlite://", Path(__file__).parent))
GIVEN_TABLE = APP.config["SHARED_DIR"] / "authorization.csv"
ENDPOINTS = sorted(APP.view_functions)
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
        if identity not in {"anonymous", "deactivated", *LIMITED_ACCOUNTS}:
            found.setdefault(row[identity], identity)
    return ("anonymous", "deactivated", *found.values())


@pytest.mark.parametrize(("endpoint", "method"), CASES, ids=str)
def test_access(app, db, writes, endpoint, method):
    """Each different cell, allow and deny; what is denied changes nothing."""
    action = action_of(app, endpoint)
    if action not in TABLE:
        pytest.skip(f"{GIVEN_TABLE} is missing")

    assert mismatches(app, writes, endpoint, method, one_of_each_cell(action)) == []


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
    shut_out = [
        who for who in one_of_each_cell(action)[2:] if not is_allowed(TABLE[action][who], "-")
    ]

    found = [
        fault for who in shut_out[:1] for fault in doors(app, writes, endpoint, method, who, 1)
    ]
    assert found == []


@pytest.mark.full
@pytest.mark.parametrize(("endpoint", "method"), STATEFUL, ids=str)
def test_access_in_every_state(app, db, writes, endpoint, method):
    """What is denied stays denied in every state; what is allowed may be refused, never fail."""
    action = action_of(app, endpoint)
    if action not in TABLE:
        pytest.skip(f"{GIVEN_TABLE} is missing")

    found = [
        fault
        for who in one_of_each_cell(action)
        for fault in doors(app, writes, endpoint, method, who)
    ]
    assert found == []


def doors(
    app: Flask,
    writes: list[str],
    endpoint: str,
    method: str,
    identity: str,
    most: int | None = None,
) -> Iterator[tuple[str, str, str, str]]:
    """Where a state of the object opens a closed door or breaks the page; `most` states of it."""
    scene = SCENES[endpoint]
    cell = TABLE[action_of(app, endpoint) or ""][identity]
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        for relation in "-" if most else relations(scene):
            for number in range(most or 100):
                label, faults = in_state(app, writes, endpoint, method, identity, relation, number)
                if label is None:
                    break
                yield from ((identity, f"{relation} of {cell}", label, fault) for fault in faults)
    finally:
        app.config["WTF_CSRF_ENABLED"] = True


def in_state(
    app: Flask,
    writes: list[str],
    endpoint: str,
    method: str,
    identity: str,
    relation: str,
    number: int,
) -> tuple[str | None, list[str]]:
    """Play the scene with its object in the state of this number, and say what is wrong."""
    label = None

    def change(values: dict[str, Any]) -> None:
        nonlocal label
        label, act = next(islice(states_of(endpoint, values), number, None), (None, None))
        if act:
            act()

    cell = TABLE[action_of(app, endpoint) or ""][identity]
    faults = list(play(app, writes, endpoint, method, identity, relation, cell, change))
    return label, faults


def mismatches(
    app: Flask, writes: list[str], endpoint: str, method: str, who: Iterable[str]
) -> list[tuple[str, str, str, str]]:
    """Where the route and its row part ways: identity, relation, cell, status, what is wrong."""
    action = action_of(app, endpoint)
    scene = SCENES.get(endpoint)
    needs_values = any(rule.arguments for rule in app.url_map.iter_rules(endpoint))
    assert scene or not (needs_values or method != "GET"), f"{endpoint} needs a scene"
    found = []
    app.config["WTF_CSRF_ENABLED"] = False  # tests/security proves the token on every route
    try:
        for identity in who:
            cell = TABLE[action][identity]
            for relation in relations(scene):
                faults = play(app, writes, endpoint, method, identity, relation, cell)
                found += [(identity, relation, cell, fault) for fault in faults]
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    return found


def play(
    app: Flask,
    writes: list[str],
    endpoint: str,
    method: str,
    identity: str,
    relation: str,
    cell: str,
    change: Callable[[dict[str, Any]], None] | None = None,
) -> Iterator[str]:
    """Set the scene, call the route, and say what the cell would not have.

    `change` brings the object into another state first; an allowed act may then be refused.
    """
    scene = SCENES.get(endpoint)
    actor = identities.make("employee" if identity == "deactivated" else identity)
    values = scene.stage(actor, relation) if scene else {}
    if values is None:
        return
    fields = {**(scene.fields if scene else {}), **values.pop("_fields", {})}
    visitor = Client(app.test_client())
    if identity != "anonymous":
        visitor.sign_in(actor)
    if identity == "deactivated":
        identities.close(actor)
    if change:
        change(values)
    with app.test_request_context():
        url = app.url_for(endpoint, **values)
    writes.clear()
    answer = visitor.open(url, method=method, data=None if method in SAFE_METHODS else fields)
    at_the_door = answer.headers.get("Location", "").partition("?")[0] == "/sign-in"
    if change and is_allowed(cell, relation):
        if answer.status_code >= 500:
            yield f"{answer.status_code}: should be let in or refused"
        return
    if is_allowed(cell, relation):
        if answer.status_code not in DONE or at_the_door:
            yield f"{answer.status_code}: should be let in"
        return
    if answer.status_code not in DENIED and not at_the_door:
        yield f"{answer.status_code}: should be denied"
    yield from (statement[:80] for statement in writes[:1])


def test_denied_and_unknown_routes_look_alike_to_a_stranger(client):
    client.sign_out()

    assert client.open("/people").headers["Location"].startswith("/sign-in")
    assert client.open("/no-such-page").status_code == 404
