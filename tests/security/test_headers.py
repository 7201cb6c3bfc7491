"""Promise 19: every response is hardened, whoever asks for whatever.

`tests/client.py` looks at the headers of each response of the whole suite; here are those that
no other test asks for.
"""

import pytest
from werkzeug.exceptions import default_exceptions

from tests.client import Client, check_headers
from tests.factories.people import admin, person
from tests.security.routes import ENDPOINTS, call, methods

EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def assert_hardened(answer) -> None:
    check_headers(answer)
    for name, value in EXACT.items():
        assert answer.headers.getlist(name) == [value], name
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    for word in ("unsafe-inline", "unsafe-eval", "http:", "https:", " *"):
        assert word not in policy
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie or cookie.startswith("theme=")
        assert "SameSite=Lax" in cookie
    answer.close()


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_each_route_with_each_method(app, db, endpoint):
    made = call(app, endpoint, "GET")
    assert_hardened(Client(app.test_client()).open(made.url))
    for method in sorted({*methods(endpoint), "POST", "DELETE"} - {"HEAD"}):
        assert_hardened(made.visitor.open(made.url, method=method))


@pytest.mark.parametrize(
    ("address", "request_"),
    [
        ("/no/such/page", {}),
        ("/static/../learning/app.py", {}),
        ("/static/no-such-file.css", {}),
        ("/assets/no-such-asset.css", {}),
        ("/%00", {}),
        ("/people/99999999999999", {}),
        ("/sign-in", {"method": "POST", "data": {}}),
        ("/sign-in", {"method": "POST", "data": b"x" * 3_000_000, "content_type": "text/plain"}),
        ("/sign-in", {"method": "PROPFIND"}),
        ("/sign-in", {"headers": {"Accept-Language": "x" * 5000, "Cookie": "collegium=broken"}}),
        ("/readyz", {}),
        ("/livez", {"headers": {"If-None-Match": "*", "Range": "bytes=0-1"}}),
    ],
    ids=str,
)
def test_what_goes_wrong(client, address, request_):
    assert_hardened(client.open(address, **request_))


def test_what_is_too_large(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 10)
    answer = client.open("/sign-in", method="POST", data={"email": "x" * 100})

    assert answer.status_code == 413
    assert_hardened(answer)


@pytest.mark.parametrize("code", sorted(default_exceptions))
def test_every_kind_of_failure(app, db, code):
    def fail() -> None:
        raise default_exceptions[code]

    before = app.view_functions["health.live"]
    fail.is_public, fail.action = True, "health.live"
    app.view_functions["health.live"] = fail
    try:
        assert_hardened(Client(app.test_client()).open("/livez"))
    finally:
        app.view_functions["health.live"] = before


def test_the_same_behind_tls(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    answer = client.open("/sign-in")

    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert "Secure" in answer.headers["Set-Cookie"]


def test_signed_in_pages_are_never_kept(client):
    for someone in (person(), admin()):
        client.sign_in(someone)
        assert client.open("/sign-ins").headers["Cache-Control"] == "no-store"
