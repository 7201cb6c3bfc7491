"""Alive, ready, and what is not."""

import pytest

from tests.factories.people import admin, moderator


@pytest.fixture
def parts(app, monkeypatch):
    """What the parts answer, to be changed."""
    answers = {"database": True, "jobs": True}
    checks = {name: lambda name=name: answers[name] for name in answers}
    monkeypatch.setitem(app.extensions, "health", checks)
    return answers


def test_alive_asks_nothing_of_the_database(client, count_queries):
    assert client.json("/livez") == {"status": "alive"}
    assert not count_queries


def test_ready_when_every_part_answers(client, parts):
    assert client.json("/readyz") == {"status": "ready"}


def test_not_ready_when_one_does_not(client, parts):
    parts["jobs"] = False

    assert client.json("/readyz", status=503) == {"status": "not ready"}


def test_a_check_that_fails_is_an_answer(app, client, monkeypatch):
    def fail():
        raise ConnectionError("secret address of the database")

    monkeypatch.setitem(app.extensions, "health", {"database": fail})

    assert client.json("/readyz", status=503) == {"status": "not ready"}


def test_which_part_it_is_an_administrator_alone_learns(client, parts):
    parts["jobs"] = False
    client.sign_in(moderator())
    assert "parts" not in client.json("/readyz", status=503)

    client.sign_in(admin())

    assert client.json("/readyz", status=503)["parts"] == {"database": True, "jobs": False}
