"""What a page may cost: the visitor of the tests weighs every page that any of them opens.

`test_access.py` opens each address as each identity, so no page goes unweighed.
"""

import pytest

from tests import client as visitor
from tests.factories.people import person


def test_a_page_that_asks_too_much_is_refused(client, db, monkeypatch):
    client.sign_in(person())
    client.get("/people")
    monkeypatch.setattr(visitor, "MOST_STATEMENTS", 2)

    with pytest.raises(AssertionError, match=r"/people makes \d+ statements, 2 at most:\nSELECT"):
        client.get("/people")


def test_a_page_that_is_too_long_is_refused(client, db, monkeypatch):
    client.sign_in(person())
    monkeypatch.setattr(visitor, "MOST_HTML", 1000)

    with pytest.raises(AssertionError, match="bytes of HTML"):
        client.get("/people")


def test_what_may_ask_more_are_pages_there_are(app):
    assert set(visitor.MAY_ASK_MORE) <= set(app.view_functions)
