"""What a failed request looks like."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Blueprint, abort
from sqlalchemy.exc import OperationalError

from learning.app import create_app
from learning.errors import DomainError
from tests.client import Client
from tests.conftest import settings_for
from tests.factories.people import person

CODES = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)


@pytest.fixture
def broken(tmp_path: Path) -> Client:
    """A server, not under test settings, with pages that fail in every way."""
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'x.db'}", tmp_path) | {"TESTING": False})
    pages = Blueprint("broken", __name__)

    @pages.get("/<int:code>")
    def fail_with(code):
        abort(code)

    @pages.get("/bug")
    def bug():
        raise ZeroDivisionError("secret of the machine room")

    @pages.get("/database")
    def database():
        raise OperationalError("SELECT secret", {}, Exception("gone"))

    @pages.get("/refusal")
    def refusal():
        raise DomainError("This circle is full.")

    for name in ("fail_with", "bug", "database", "refusal"):
        locals()[name].is_public = True
    app.register_blueprint(pages, url_prefix="/broken")
    return Client(app.test_client())


@pytest.mark.parametrize("code", CODES)
def test_each_failure_is_a_page_with_a_way_on(broken, code):
    page = broken.get(f"/broken/{code}", status=code)

    assert page.select_one(".problem .btn-primary")
    assert str(code) in page.select_one(".problem-code").text


def test_a_fault_of_ours_tells_nothing_of_the_machine(broken, caplog):
    page = broken.get("/broken/bug", status=500)

    assert "secret" not in page.text
    assert "ZeroDivisionError" not in page.text
    assert "secret of the machine room" in caplog.text, "but it is written down"


def test_a_database_that_does_not_answer_is_503_and_tells_no_sql(broken):
    assert "SELECT" not in broken.get("/broken/database", status=503).text


def test_what_may_work_the_next_time_can_be_tried_again(broken):
    act = broken.get("/broken/database", status=503).select_one(".problem .btn-primary")

    assert (act.text.strip(), act["href"]) == ("Try again", "")


def test_a_database_that_is_late_says_when_to_try_again(broken):
    assert int(broken.open("/broken/database").headers["Retry-After"]) > 0


def test_whoever_cannot_even_be_known_reads_a_page_too(broken):
    """Nobody's sign-in can be looked up, neither for the page asked for nor for this one."""
    with broken.http.session_transaction() as cookie:
        cookie["_user_id"] = "a key"

    page = broken.get("/mentoring/sessions", status=503)  # a database without a single table

    assert page.select_one(".problem .btn-primary")


def test_a_refusal_no_form_has_shown_is_told_in_its_own_words(broken):
    assert "This circle is full." in broken.get("/broken/refusal", status=409).text


def test_an_unknown_address_is_a_page_in_the_frame_of_whoever_is_in(client):
    assert client.get("/no/such/page", status=404).select_one("body.bare")
    client.sign_in(person())
    assert not client.get("/no/such/page", status=404).select_one("body.bare")


@pytest.mark.parametrize("token", [True, False], ids=["signed out", "open for too long"])
def test_what_was_written_is_shown_again_where_it_could_not_be_taken(client, token):
    typed = {"title": "Tables, named", "body": "First line.\n数据", "based_on": "ab12-ab12"}
    data = typed | (client.token() if token else {}) | {"password": "not for any page"}
    answer = client.open("/academy/write", method="POST", data=data)

    assert answer.status_code == 401 if token else 400
    page = BeautifulSoup(answer.text, "html.parser")
    shown = [one.text.removeprefix("\n") for one in page.select(".problem textarea")]
    assert shown == ["Tables, named", "First line.\n数据"]


def test_words_sent_by_another_site_are_not_shown(client):
    headers = {"Origin": "https://evil.example"}
    answer = client.open(
        "/academy/write", method="POST", data={"body": "Bad words"}, headers=headers
    )

    assert answer.status_code == 400
    assert "Bad words" not in answer.text


def test_going_back_leads_only_to_this_site(client):
    for referrer, leads_back in (
        ("http://localhost/sign-in", True),
        ("https://evil.example/", False),
    ):
        answer = client.open("/no/such/page", headers={"Referer": referrer})
        assert (referrer in answer.text) == leads_back


def test_what_a_page_sent_in_vain_leads_back_to_that_page(client):
    address = "http://localhost/no/such/page"

    for method, leads_back in (("POST", True), ("GET", False)):
        answer = client.open("/no/such/page", method=method, headers={"Referer": address})
        assert (f'href="{address}"' in answer.text) == leads_back
