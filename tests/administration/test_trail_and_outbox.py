"""The trail as pages, and what was given up."""

import ast
import re

import pytest
from sqlalchemy import select, update

from learning import clock
from learning.administration.queries import owed_kinds
from learning.app import ROOT
from learning.audit.models import AuditEntry
from learning.audit.operations import record
from learning.extensions import db as _db
from learning.notifications.models import Notification
from learning.outbox import MAX_ATTEMPTS
from learning.people.models import Role
from learning.reviews.rules.states import NEXT_STATES
from tests.factories.identity import link_request
from tests.factories.notifications import notice
from tests.factories.people import admin, person


@pytest.fixture
def boss(client):
    boss = admin(name="Ada")
    client.sign_in(boss)
    return boss


@pytest.fixture
def auditor(client):
    auditor = person(Role.AUDITOR)
    client.sign_in(auditor)
    return auditor


def test_the_trail_names_who_did_what_to_whom(client, boss):
    someone = person(name="Борис")
    record(boss.id, "account.invite", f"person:{someone.id}", clock.now(), count=7)
    record(None, "data.import_people", "people", clock.now())
    record(boss.id, "something.new", "programme:4", clock.now())
    _db.session.commit()

    text = " ".join(client.get("/administration/trail").select_one("table").text.split())

    assert "Ada invited Борис" in text
    assert "The operator, by command imported the roster people" in text
    assert "something.new programme:4" in text


def recorded_actions():
    """Every action that the code records, read from it."""
    for path in (ROOT / "learning").rglob("*.py"):
        source = path.read_text()
        if "learning.audit" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            name = isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2]
            if name in {"record", "record_audit", "_audit", "_step_to"}:
                given = [one.value for one in node.args if isinstance(one, ast.Constant)]
                yield from (one for one in given if re.fullmatch(r"[a-z_]+\.[a-z_]+", str(one)))
    yield from (f"review.{state}" for state in NEXT_STATES.values())


def test_every_act_of_the_trail_has_words(app):
    known = set(recorded_actions())
    assert len(known) > 40
    with app.test_request_context():
        words = app.jinja_env.get_template("administration/_trail.html").module.action_words
        assert [one for one in sorted(known) if words(one) == one] == []


def test_details_are_for_the_auditor_alone(client, auditor):
    record(None, "account.invite", "people", clock.now(), count=4711)
    _db.session.commit()

    assert "4711" in client.get("/administration/trail").text
    client.sign_in(admin())
    assert "4711" not in client.get("/administration/trail").text


def test_whoever_was_erased_stands_as_nobody_and_breaks_no_page(client, auditor):
    record(999_999, "account.invite", "person:888888", clock.now())
    _db.session.commit()

    assert "person:888888" in client.get("/administration/trail").text


def test_a_whole_chain_and_a_broken_one_are_told_apart(client, auditor):
    for _ in range(3):
        record(None, "account.invite", "people", clock.now())
    _db.session.commit()
    assert client.get("/administration/trail/verify").select_one(".note-ok")

    second = _db.session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)).all()[1]
    _db.session.execute(
        update(AuditEntry).where(AuditEntry.id == second).values(target="somebody else")
    )
    _db.session.commit()

    assert (
        f"entry {second}" in client.get("/administration/trail/verify").select_one(".note-bad").text
    )


def test_the_empty_trail_says_what_comes_here(client, boss):
    assert client.get("/administration/trail").select_one(".empty")


def test_others_read_no_trail_and_no_outbox(client):
    client.sign_in(person())
    for address in ("trail", "trail/verify", "outbox"):
        client.get(f"/administration/{address}", status=403)


def test_what_is_owed_late_and_given_up_is_counted(client, boss):
    link_request("waits@demo.example")
    notice(attempts=MAX_ATTEMPTS, facts={"role": "secret words", "given": True})

    page = client.get("/administration/outbox")

    rows = {
        row.select_one("th").text: [cell.text.strip() for cell in row.select("td")]
        for row in page.select("tbody tr")
    }
    assert rows["Links to choose a password"] == ["1", "0", "0"]
    assert rows["Notices by mail"] == ["0", "0", "1"]
    assert "secret words" not in page.text, "never what it says"
    assert "demo.example" not in page.select_one("main").text, "nor to whom"


def test_the_piles_are_counted_in_few_queries_however_many_kinds_there_are(
    client, boss, count_queries
):
    count_queries.clear()

    client.get("/administration/outbox")

    assert len(count_queries) <= 4


def test_every_kind_of_work_has_a_name(client, boss):
    page = client.get("/administration/outbox")

    shown = [row.text for row in page.select("tbody th")]
    assert len(shown) == len(owed_kinds())
    assert all(shown)


def test_what_was_given_up_is_tried_again_by_a_button(client, boss):
    row = notice(attempts=MAX_ATTEMPTS)

    client.submit("/administration/outbox", form="form[action$='/replay']")

    assert _db.session.scalars(select(Notification.attempts)).one() == 0
    [entry] = _db.session.scalars(select(AuditEntry)).all()
    assert (entry.action, entry.target) == ("outbox.replay", f"notifications:{row.id}")


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"pile": "people", "row_id": "1"}, 404),
        ({"pile": "notifications", "row_id": "999999"}, 404),
        ({"pile": "notifications", "row_id": "one"}, 422),
        ({"pile": "notifications"}, 422),
    ],
)
def test_nothing_else_can_be_replayed(client, boss, typed, status):
    client.post("/administration/outbox/replay", status=status, **typed)


def test_a_row_that_is_still_tried_by_itself_cannot_be_replayed(client, boss):
    row = notice()

    client.post(
        "/administration/outbox/replay", status=404, pile="notifications", row_id=str(row.id)
    )
