"""Promise 3: what strangers reach is a short list; everything else leads to the door."""

import pytest
from bs4 import BeautifulSoup

from learning.web.access import is_public
from tests.client import Client
from tests.factories.people import person
from tests.security.routes import APP, ENDPOINTS, call, methods

PUBLIC = {
    "assets.show": "stylesheet, scripts and icons",
    "health.live": "whether the process lives",
    "health.ready": "whether it can work",
    "home.preferences": "language and theme",
    "identity.accept_invitation": "the first password, with a link",
    "identity.ask_for_link": "a link by mail",
    "identity.reset_password": "a new password, with a link",
    "identity.sign_in": "the door",
    "notifications.unsubscribe": "the way out of a kind of mail, with a signed link",
    "scheduling.read_feed": "a calendar, by its secret address",
    "static": "files of the pages",
}
MOST = 12


def test_the_list_is_complete_and_short():
    found = {endpoint for endpoint in ENDPOINTS if is_public(APP, endpoint)}

    assert found == PUBLIC.keys()
    assert len(found) <= MOST


def leads_to_the_door(answer) -> bool:
    if answer.status_code == 302:
        return answer.headers["Location"].partition("?")[0] == "/sign-in"
    return answer.status_code in {401, 404}


@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if one not in PUBLIC])
def test_a_stranger_is_led_to_the_door(app, db, endpoint):
    """With the real address of a real object, and a token of the stranger's own."""
    known = call(app, endpoint, "GET")
    stranger = Client(app.test_client())
    for method in sorted(methods(endpoint) - {"OPTIONS"}):
        token = {} if method in {"GET", "HEAD"} else stranger.token()
        answer = stranger.open(known.url, method=method, data=token)
        assert leads_to_the_door(answer), f"{method} {known.url}: {answer.status_code}"


def test_a_crawl_without_cookie_finds_nothing_but_public_pages(app, db):
    person()
    stranger = Client(app.test_client())
    seen, waiting = (
        set(),
        ["/", "/sign-in", "/robots.txt", "/sitemap.xml", "/.well-known/", "/api/"],
    )
    adapter = app.url_map.bind("localhost")
    while waiting:
        address = waiting.pop().partition("#")[0]
        if not address.startswith("/") or address in seen:
            continue
        seen.add(address)
        answer = stranger.open(address)
        answer.close()  # or a file stays open
        if answer.status_code == 200:
            endpoint, _ = adapter.match(address.partition("?")[0])
            assert endpoint in PUBLIC, address
        if answer.mimetype == "text/html":
            page = BeautifulSoup(answer.text, "html.parser")
            tags = page.select("[href], [src], form[action]")
            waiting += [str(t.get("href") or t.get("src") or t.get("action")) for t in tags]
        if "Location" in answer.headers:
            waiting.append(answer.headers["Location"])

    assert len(seen) > 8
