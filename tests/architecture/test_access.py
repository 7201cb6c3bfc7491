"""Who may do what, generated from the authorization table: every route as every identity."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from learning.app import create_app
from learning.web.access import LIMITED_ACCOUNTS, SAFE_METHODS, action_of, is_public
from tests.access import SCENES, Scene, features, identities
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


@pytest.mark.parametrize(("endpoint", "method"), CASES, ids=str)
def test_access(app, db, writes, endpoint, method):
    """Each cell, allow and deny; what is denied changes nothing."""
    action = action_of(app, endpoint)
    if action not in TABLE:
        pytest.skip(f"{GIVEN_TABLE} is missing")
    scene = SCENES.get(endpoint)
    needs_values = any(rule.arguments for rule in app.url_map.iter_rules(endpoint))
    assert scene or not (needs_values or method != "GET"), f"{endpoint} needs a scene"
    mismatches = []
    for identity in identities.IDENTITIES:
        cell = TABLE[action][identity]
        for relation in relations(scene):
            actor = identities.make("employee" if identity == "deactivated" else identity)
            values = dict(scene.stage(actor, relation)) if scene else {}
            fields = {**(scene.fields if scene else {}), **values.pop("_fields", {})}
            visitor = Client(app.test_client())
            if identity != "anonymous":
                visitor.sign_in(actor)
            token = visitor.token() if method not in SAFE_METHODS else {}
            if identity == "deactivated":
                identities.close(actor)
            with app.test_request_context():
                url = app.url_for(endpoint, **values)
            writes.clear()
            data = {"data": {**token, **fields}} if method not in SAFE_METHODS else {}
            answer = visitor.open(url, method=method, **data)
            status = answer.status_code
            at_the_door = answer.headers.get("Location", "").partition("?")[0] == "/sign-in"
            allowed = is_allowed(cell, relation)
            if allowed and (status not in DONE or at_the_door):
                mismatches.append((identity, relation, cell, status, "should be let in"))
            if not allowed and not (status in DENIED or at_the_door):
                mismatches.append((identity, relation, cell, status, "should be denied"))
            if not allowed and writes:
                mismatches.append((identity, relation, cell, status, writes[0][:80]))

    assert not mismatches, f"{method} {endpoint} ({action}): {mismatches}"


def test_denied_and_unknown_routes_look_alike_to_a_stranger(client):
    client.sign_out()

    assert client.open("/people").headers["Location"].startswith("/sign-in")
    assert client.open("/no-such-page").status_code == 404
