"""Promise 6: forged requests fail, and safe methods write nothing.

What is forged is refused before any database is asked, so one of them is enough for that.
"""

import json

import pytest

from tests.client import Client
from tests.security.routes import (
    ENDPOINTS,
    WITHOUT_TOKEN,
    Call,
    call,
    methods,
    writes,
    writing_routes,
)

REFUSED = {400, 403, 404, 405, 415, 422}
DONE = {200, 201, 202, 204, 302, 303, 409}


def no_token(made: Call):
    return made.send(made.fields)


def another_visitor_s_token(made: Call):
    return made.send(Client(made.visitor.http.application.test_client()).token() | made.fields)


def made_up_token(made: Call):
    return made.send({"csrf_token": "x"} | made.fields)


def token_in_the_address(made: Call):
    joint = "&" if "?" in made.url else "?"
    token = made.token["csrf_token"]
    return made.send(made.fields, url=f"{made.url}{joint}csrf_token={token}")


def foreign_origin(made: Call):
    token = made.token
    return made.send(token | made.fields, headers={"Origin": "https://evil.example"})


def opaque_origin(made: Call):
    return made.send(made.token | made.fields, headers={"Origin": "null"})


def other_site(made: Call):
    token = made.token
    return made.send(token | made.fields, headers={"Sec-Fetch-Site": "cross-site"})


def sibling_site(made: Call):
    token = made.token
    return made.send(token | made.fields, headers={"Sec-Fetch-Site": "same-site"})


def _plain(made: Call) -> dict[str, str]:
    return {name: value for name, value in made.fields.items() if isinstance(value, str)}


def json_as_plain_text(made: Call):
    body = json.dumps(made.token | _plain(made))
    return made.send(body, content_type="text/plain")


def json_as_a_form(made: Call):
    body = json.dumps(made.token | _plain(made))
    return made.send(body, content_type="application/x-www-form-urlencoded")


FORGERIES = (
    *(no_token, another_visitor_s_token, made_up_token, token_in_the_address),
    *(foreign_origin, opaque_origin, other_site, sibling_site, json_as_plain_text, json_as_a_form),
)
FROM_ELSEWHERE = (foreign_origin, opaque_origin, other_site, sibling_site)


@pytest.mark.sqlite
@pytest.mark.parametrize(("endpoint", "method"), writing_routes(), ids=str)
def test_forged_requests_are_refused_and_the_genuine_one_is_not(
    app, db, plain_refusals, endpoint, method
):
    made = call(app, endpoint, method)
    assert made.token  # opening the page for it is no part of the forgery
    for forgery in FROM_ELSEWHERE if endpoint in WITHOUT_TOKEN else FORGERIES:
        with writes() as written:
            answer = forgery(made)
        assert answer.status_code in REFUSED, f"{forgery.__name__}: {answer.status_code}"
        assert not written, f"{forgery.__name__}: {written[0]}"

    answer = made.genuine()  # the control: nothing else was wrong with the request
    assert answer.status_code in DONE, f"{answer.status_code}: {answer.text[:2000]}"
    assert answer.headers.get("Location", "").partition("?")[0] != "/sign-in"


@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if "GET" in methods(one)])
def test_safe_methods_write_nothing(app, db, endpoint):
    made = call(app, endpoint, "GET")
    with writes() as written:
        for method in ("OPTIONS", "HEAD", "GET"):
            answer = made.visitor.open(made.url, method=method)
            answer.close()  # or a file stays open
            assert not written, f"{method}: {written[0]}"
            assert answer.status_code < 500 or endpoint == "health.ready"


def test_a_stranger_s_safe_requests_write_nothing(app, db):
    stranger = Client(app.test_client())
    with writes() as written:
        for address in ("/", "/sign-in", "/password/forgotten", "/people/1", "/no-such", "/readyz"):
            stranger.open(address)

    assert not written


def test_a_method_that_writes_is_seen_by_the_hook(app, db):
    """The control of the hook."""
    made = call(app, "notifications.read_all", "POST")
    with writes() as written:
        made.genuine()

    assert written
