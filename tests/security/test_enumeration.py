"""Promise 13: nobody learns which accounts there are, by word or by time."""

import random
import re
import time

import pytest
from sqlalchemy import insert

from learning import clock
from learning.extensions import db as _db
from learning.identity import operations
from learning.identity import views as identity
from learning.identity.models import Credential
from learning.identity.providers import password as passwords
from learning.people.models import Role
from tests.client import Client
from tests.factories.identity import PASSWORD, person_with_password
from tests.factories.people import person

WRONG = "a wrong password"
STRENGTH = {"time_cost": 1, "memory_cost": 16_384, "parallelism": 1}


def unknown() -> str:
    return "nobody@demo.example"


def known() -> str:
    return person_with_password().email


def left() -> str:
    return person_with_password(deactivated_at=clock.now()).email


def never_came() -> str:
    return person().email


def machine() -> str:
    made = person(Role.HR_INTEGRATION)
    operations.set_password(made, PASSWORD, clock.now())
    _db.session.commit()
    return made.email


KINDS = (known, left, never_came, machine)


def answer(app, address, email, **typed):
    """Status, headers and bytes, without what is new each time: the token and the name typed."""
    visitor = Client(app.test_client())
    data = visitor.token() | {"email": email} | typed
    found = visitor.open(address, method="POST", data=data)
    body = re.sub(r'(name="csrf[-_]token"[^>]*(?:value|content)=")[^"]*', r"\1", found.text)
    headers = [
        (name, re.sub(r"=[^;]*", "", value, count=1) if name == "Set-Cookie" else value)
        for name, value in found.headers
        if name != "Content-Length"
    ]
    return found.status_code, headers, body.replace(email, "")


@pytest.mark.parametrize("kind", KINDS)
def test_signing_in_answers_alike(app, db, kind):
    expected = answer(app, "/sign-in", unknown(), password=WRONG)

    assert answer(app, "/sign-in", kind(), password=WRONG) == expected


@pytest.mark.parametrize("kind", [left, machine])
def test_the_right_password_of_an_account_that_is_not_open_is_answered_like_a_wrong_one(
    app, db, kind
):
    expected = answer(app, "/sign-in", unknown(), password=WRONG)

    assert answer(app, "/sign-in", kind(), password=PASSWORD) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_asking_for_a_link_answers_alike(app, db, kind):
    assert answer(app, "/password/forgotten", kind()) == answer(
        app, "/password/forgotten", unknown()
    )


@pytest.mark.parametrize("kind", [known, left])
def test_the_limit_of_tries_is_answered_alike(app, db, kind):
    answers = []
    for email in (kind(), unknown()):
        answers.append([answer(app, "/sign-in", email, password=WRONG) for _ in range(7)])

    assert answers[0] == answers[1]
    assert [status for status, _, _ in answers[0]] == [401] * 5 + [429] * 2


def test_a_link_that_never_was_is_answered_like_one_that_is_over(app, client):
    """A token holds 256 bits; none can be told from another by its answer."""
    pages = [
        client.open(f"/{path}/{token}").text.replace(token, "")
        for path in ("password/reset", "invitations")
        for token in ("x" * 43, "y" * 43)
    ]

    assert len({re.sub(r'content="[^"]*"|value="[^"]*"', "", page) for page in pages}) <= 2


# By time


def auc(first: list[float], second: list[float]) -> float:
    """How well a threshold tells the two apart: 0.5 not at all, 1 always (Mann and Whitney)."""
    wins = sum((a < b) + (a == b) / 2 for a in first for b in second)
    share = wins / (len(first) * len(second))
    return max(share, 1 - share)


def times(app, count: int) -> tuple[list[float], list[float]]:
    """How long wrong tries take, of accounts there are and are not, in random order."""
    app_hash = passwords.hash_of(PASSWORD)
    people = [person() for _ in range(count)]
    _db.session.execute(
        insert(Credential),
        [
            {"person_id": one.id, "password_hash": app_hash, "changed_at": clock.now()}
            for one in people
        ],
    )
    _db.session.commit()
    tries = [(one.email, 0) for one in people]
    tries += [(f"nobody{number}@demo.example", 1) for number in range(count)]
    random.Random(13).shuffle(tries)
    visitor = Client(app.test_client())
    token = visitor.token()
    measured: tuple[list[float], list[float]] = ([], [])
    for number, (email, kind) in enumerate(tries):
        from_where = {"REMOTE_ADDR": f"10.0.{number // 250}.{number % 250}"}
        data = token | {"email": email, "password": WRONG}
        begun = time.thread_time()
        found = visitor.http.post("/sign-in", data=data, environ_base=from_where)
        measured[kind].append(time.thread_time() - begun)
        assert found.status_code == 401
    return measured


def test_time_tells_nothing(app, db, monkeypatch):
    monkeypatch.setitem(app.config, "ARGON2", STRENGTH)

    assert auc(*times(app, 100)) <= 0.65  # 0.5 ± 0.12 is chance for so few


@pytest.mark.full
def test_a_thousand_times_tell_nothing(app, db, monkeypatch):
    monkeypatch.setitem(app.config, "ARGON2", STRENGTH)

    assert auc(*times(app, 500)) <= 0.55


def test_a_door_that_compares_no_password_for_nobody_tells_by_time(app, db, monkeypatch):
    """The control: the measurement sees the shortcut."""
    monkeypatch.setitem(app.config, "ARGON2", STRENGTH)
    check = operations.check_password

    def hasty(account, password):
        if account is None:
            raise operations.WrongCredentials("")
        return check(account, password)

    monkeypatch.setattr(identity.operations, "check_password", hasty)

    assert auc(*times(app, 40)) > 0.8


def test_every_try_asks_the_database_the_same(app, db, count_queries):
    """No query more for an account that is there."""
    asked = []
    for email in (unknown(), known(), left(), never_came()):
        visitor = Client(app.test_client())
        token = visitor.token()
        count_queries.clear()
        visitor.open("/sign-in", method="POST", data=token | {"email": email, "password": WRONG})
        asked.append([re.sub(r"\d+", "#", sql) for sql in count_queries])

    assert all(one == asked[0] for one in asked)
