"""Promise 5: nobody sets a column that no form asks for.

A form refuses before any database is asked, so one of them is enough here.
"""

import pytest
from bs4 import BeautifulSoup

from learning.extensions import Base
from tests.security.routes import Call, call, writes, writing_routes

CANARY = "90210777"  # looks like a number, so that it would go into any column
COLUMNS = {column.name for table in Base.metadata.tables.values() for column in table.c}
SENT_TWICE = 2  # fields of a form, to save time


def asked_for(made: Call) -> set[str]:
    """The names of the fields that the page itself shows, and those of the scene."""
    page = BeautifulSoup(made.visitor.open(made.url).text, "html.parser")
    shown = {str(field["name"]) for field in page.select("main [name]")}
    return shown | made.fields.keys()


def assert_refused(made: Call, names: set[str]) -> None:
    """Each of these names is a reason to refuse, unless the form asks for it."""
    unasked = names - asked_for(made)
    answer = made.send(made.token | made.fields | dict.fromkeys(unasked, CANARY))
    assert answer.status_code == 422
    assert unasked - set(answer.text.split(", ")) == set(), "taken"


@pytest.mark.sqlite
@pytest.mark.parametrize(("endpoint", "method"), writing_routes(), ids=str)
def test_only_what_the_form_asks_for_is_taken(app, db, plain_refusals, endpoint, method):
    """From the form, as JSON, sent twice, or from the address."""
    made = call(app, endpoint, method)
    plain = {name: value for name, value in made.fields.items() if isinstance(value, str)}
    as_json = {
        "json": plain | {"is_admin": True},
        "headers": {"X-CSRFToken": made.token["csrf_token"]},
    }
    with writes() as written:
        assert_refused(made, COLUMNS)
        answer = made.visitor.open(made.url, method=method, **as_json)
        assert answer.status_code in {415, 422}, f"JSON: {answer.status_code}"
        for name, value in list(plain.items())[:SENT_TWICE]:
            answer = made.send(made.token | made.fields | {name: [value, CANARY]})
            assert answer.status_code == 422, f"{name} twice: {answer.status_code}"
    assert not written, written[0]

    joint = "&" if "?" in made.url else "?"
    asked = "&".join(f"{column}={CANARY}" for column in COLUMNS if column not in plain)
    with writes() as written:
        made.send(made.token | made.fields, url=f"{made.url}{joint}{asked}")
    assert not [one for one in written if CANARY in str(one)], "taken from the address"


def test_the_canary_would_be_seen(app, db):
    """The control: what a form does ask for reaches the database."""
    made = call(app, "identity.ask_for_link", "POST")
    with writes() as written:
        made.send(made.token | {"email": f"{CANARY}@demo.example"})

    assert [one for one in written if CANARY in str(one)]
