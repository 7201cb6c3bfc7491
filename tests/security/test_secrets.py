"""Promise 18: who reads the database or the logs finds nothing that opens a door."""

import logging
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import select

from learning.extensions import db as _db
from learning.identity.models import SignInAttempt
from learning.jobs import run_once
from learning.mail import MemoryMailer
from learning.people.models import Person
from tests.client import Client
from tests.disk import written_by_sqlite
from tests.factories.people import admin, person

FIRST, SECOND, WRONG = "three unlikely words", "quite another sentence", "mistyped sentence"


def dump() -> bytes:
    """Everything a thief of the database gets: whole files, or every row of every table."""
    _db.session.commit()
    if _db.engine.dialect.name == "sqlite":
        return written_by_sqlite(Path(str(_db.engine.url.database)))
    rows = [
        row for table in _db.metadata.sorted_tables for row in _db.session.execute(select(table))
    ]
    return "\n".join(map(repr, rows)).encode()


def spellings(secret: str) -> Iterator[bytes]:
    """A secret as it may stand somewhere."""
    yield secret.encode()
    yield quote(secret).encode()
    yield b64encode(secret.encode()).rstrip(b"=")
    yield secret.encode().hex().encode()


def token_in(mail) -> str:
    found = re.search(r"/(?:reset|invitations)/([\w-]+)", mail.get_body(("plain",)).get_content())
    assert found
    return found.group(1)


@pytest.fixture
def mailer(app, monkeypatch):
    mailer = MemoryMailer()
    monkeypatch.setitem(app.extensions, "mailer", mailer)
    return mailer


@dataclass(frozen=True)
class Day:
    secrets: list[str]
    log: bytes


@pytest.fixture
def day(app, real_db, mailer, caplog) -> Day:
    """Everything that a person does at the door on one day: the secrets it took, and the log."""
    caplog.set_level(logging.DEBUG)
    secrets = [FIRST, SECOND, WRONG, app.config["SECRET_KEY"]]
    someone, boss = person(email="anna@demo.example"), admin()
    number, visitor, other = someone.id, Client(app.test_client()), Client(app.test_client())
    other.sign_in(boss)
    other.submit(f"/administration/accounts/{number}", form="form[action$='/invite']")
    run_once(app)
    secrets.append(token_in(mailer.sent[-1]))
    visitor.submit(f"/invitations/{secrets[-1]}", password=FIRST, again=FIRST)
    secrets.append(key_of(visitor))
    visitor.submit("/sign-ins", form="form[action='/sign-out']")
    visitor.submit("/sign-in", status=401, email="anna@demo.example", password=WRONG)
    visitor.submit("/sign-in", email="anna@demo.example", password=FIRST, remember="y")
    secrets.append(key_of(visitor))
    secrets.append(visitor.http.get_cookie("collegium_remember").value)
    visitor.submit("/password", current=FIRST, password=SECOND, again=SECOND)
    other.submit("/password/forgotten", email="anna@demo.example")
    mailer.broken = True
    run_once(app)  # a failure is logged, and says nothing it should not
    mailer.broken = False
    for _ in range(2):
        visitor.submit("/password/forgotten", email="anna@demo.example")
    run_once(app)
    secrets.append(token_in(mailer.sent[-1]))
    visitor.get(f"/password/reset/{secrets[-1]}x", status=410)
    return Day(secrets, caplog.text.encode())


def key_of(visitor: Client) -> str:
    with visitor.http.session_transaction() as cookie:
        return str(cookie["_user_id"])


def test_neither_database_nor_logs_hold_what_opens_a_door(day):
    stored, secrets = dump(), day.secrets

    assert len(set(secrets)) == len(secrets) >= 9
    for secret in secrets:
        for spelling in spellings(secret):
            assert spelling not in stored, f"{secret[:4]}… lies in the database"
            assert spelling not in day.log, f"{secret[:4]}… stands in the log"


def test_the_search_would_find_them(day):
    """The control: what is meant to be stored and logged is found in the same places."""
    assert b"anna@demo.example" in dump()
    assert b"send-links: row" in day.log
    assert b"no mail server" in day.log


def test_an_address_that_is_not_known_is_not_kept_in_the_log(app, real_db, mailer, caplog):
    caplog.set_level(logging.DEBUG)
    visitor = Client(app.test_client())
    visitor.submit("/sign-in", status=401, email="typo@demo.example", password=WRONG)

    assert "typo@demo.example" not in caplog.text
    assert b"typo@demo.example" not in dump()


def test_what_counts_tries_names_no_account(day, real_db):
    people = real_db.scalars(select(Person.email)).all()
    keys = real_db.scalars(select(SignInAttempt.key)).all()
    assert keys
    assert not [key for key in keys for email in people if email in key]
