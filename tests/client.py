"""A visitor. Every page it opens is held to the house's rules: HTML, headers, what it may cost."""

from collections import Counter
from contextvars import Context, ContextVar
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from learning import clock
from learning.extensions import db
from learning.identity.operations import start_sign_in
from learning.people.models import Person

REDIRECTS = {302, 303}
MOST_STATEMENTS = 12
# What may ask more, and why: the first two weigh a person against everybody, which is eight
# statements, and beside that tell of lines, waits and times, or of a draft's circles; where the
# index lies in PostgreSQL, what is asked of it counts with the search.
MAY_ASK_MORE = {"mentoring.mentors": 15, "mentoring.draft_match": 16, "home.search": 18}
MOST_HTML = 60_000  # bytes
NO_QUESTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")
_asked: ContextVar[list[str] | None] = ContextVar("asked", default=None)


@event.listens_for(Engine, "before_cursor_execute")
def _note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
    """Note what is asked while a visitor waits for a page."""
    asked = _asked.get()
    if asked is not None and not statement.startswith(NO_QUESTIONS):
        asked.append(statement)


class Client:
    def __init__(self, http: FlaskClient) -> None:
        self.http = http

    def sign_in(self, person: Person) -> None:
        """Be this person from now on, with a real sign-in behind the cookie."""
        key = start_sign_in(person, clock.now(), remember=False)
        db.session.commit()
        with self.http.session_transaction() as cookie:
            cookie.clear()
            cookie["_user_id"] = key

    def sign_out(self) -> None:
        with self.http.session_transaction() as cookie:
            cookie.clear()

    def open(self, url: str, **request: Any) -> TestResponse:
        """One request in a context of its own, as on a server.

        Inside the test's context it would find the last visitor in `g` and the test's rows
        already loaded, and query counts would flatter us.
        """
        response, asked = Context().run(self._ask, url, **request)
        check_headers(response)
        if response.request.method == "GET" and response.mimetype == "text/html":
            check_cost(self.http.application, response, asked)
        return response

    def _ask(self, url: str, **request: Any) -> tuple[TestResponse, list[str]]:
        asked: list[str] = []
        _asked.set(asked)
        return self.http.open(url, buffered=True, **request), asked

    def get(self, url: str, status: int = 200) -> BeautifulSoup:
        return self._page(self.open(url), status)

    def submit(
        self, url: str, status: int = 302, form: str = "main form[method=post]", **typed: Any
    ) -> BeautifulSoup:
        """Open the page, fill in the form a person would see there, and send it.

        `form` selects the form; its first submit button is pressed, unless `typed` names another.
        """
        found = self.get(url).select_one(form)
        assert found is not None, f"no form {form} on {url}"
        response = self.open(
            str(found.get("action") or url),
            method="POST",
            data=filled(found) | typed,
            content_type="multipart/form-data" if found.get("enctype") else None,
        )
        return self._page(response, status)

    def post(self, url: str, status: int = 302, **typed: Any) -> BeautifulSoup:
        """Send an act whose form stands elsewhere, with a token of this visitor's own."""
        return self._page(self.open(url, method="POST", data=self.token() | typed), status)

    def token(self) -> dict[str, str]:
        """A valid CSRF token for this visitor."""
        page = BeautifulSoup(self.open("/sign-in?again=1").text, "html.parser")
        field = page.select_one("input[name=csrf_token]")
        assert field is not None
        return {"csrf_token": str(field["value"])}

    def json(self, url: str, status: int = 200) -> Any:
        response = self.open(url)
        assert response.status_code == status, response.text
        return response.json

    def _page(self, response: TestResponse, status: int) -> BeautifulSoup:
        assert response.status_code == status, response.text
        page = BeautifulSoup(response.text, "html.parser")
        if status not in REDIRECTS and response.mimetype == "text/html":
            check_page(page)
        return page


def filled(form: Any) -> dict[str, Any]:
    """The fields of a form as a browser would send them untouched."""
    fields: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = field["name"], field.get("type", "")
        if kind in {"checkbox", "radio"}:
            if field.has_attr("checked"):
                fields[name] = field.get("value", "on")
        elif field.name == "select":
            chosen = field.select("option[selected]") or field.select("option")[:1]
            if chosen:
                fields[name] = chosen[0].get("value", chosen[0].text)
        elif field.name == "textarea":
            fields[name] = field.text.removeprefix("\n")
        elif kind not in {"file", "submit"}:
            fields[name] = field.get("value", "")
    return fields


def check_page(page: BeautifulSoup) -> None:
    assert page.html is not None
    assert page.html["lang"]
    assert len(page.select("h1")) == 1
    assert page.title is not None
    assert page.title.text.strip().startswith(page.select("h1")[0].text.strip())
    repeated = [name for name, n in Counter(e["id"] for e in page.select("[id]")).items() if n > 1]
    assert not repeated, f"ids used twice: {repeated}"
    for field in page.select("input:not([type=hidden], [type=submit]), textarea, select"):
        labelled = (
            field.get("aria-label")
            or field.get("aria-labelledby")
            or field.find_parent("label")
            or page.select_one(f'label[for="{field.get("id")}"]')
        )
        assert labelled, f"{field} has no label"
    assert not page.select("script:not([src]), style, [style], [onclick]"), "the CSP forbids it"


def check_headers(response: TestResponse) -> None:
    headers = response.headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"]
    assert headers["Cache-Control"] == "no-store" or "immutable" in headers["Cache-Control"]
    assert "Cookie" in headers["Vary"]


def check_cost(app: Flask, response: TestResponse, asked: list[str]) -> None:
    """Every page asks the database little and is soon read, whoever looks at it."""
    url, count, size = response.request.path, len(asked), len(response.data)
    if count > MOST_STATEMENTS:
        most = MAY_ASK_MORE.get(app.url_map.bind("").match(url)[0], MOST_STATEMENTS)
        listing = "\n".join(statement[:200] for statement in asked)
        assert count <= most, f"{url} makes {count} statements, {most} at most:\n{listing}"
    assert size <= MOST_HTML, f"{url} is {size} bytes of HTML"
