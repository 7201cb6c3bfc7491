"""The guard at the door of every page."""

import pytest

from learning.web.access import is_own_address, where_next
from tests.factories.people import person


@pytest.mark.parametrize(
    "address", ["/", "/people?page=2", "/search?q=a//b", "/a#b", "/люди", "/@evil.example"]
)
def test_paths_on_this_site_are_its_own(address):
    assert is_own_address(address)
    assert where_next(address, "/") == address


@pytest.mark.parametrize(
    "address",
    [
        *("", "people", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example"),
        *("/\t/evil.example", "/\n/evil.example", "/\x00/evil.example", " /people", "/a b"),
        *("https://evil.example", "https:/evil.example", "javascript:alert(1)", "data:,x"),
        *("/a\\b", "/\x7f/evil.example"),
    ],
)
def test_anything_else_is_not(address):
    assert not is_own_address(address)
    assert where_next(address, "/otherwise") == "/otherwise"


def test_a_stranger_is_led_to_the_door_and_back(client):
    answer = client.open("/notifications?page=2")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in?next=/notifications?page%3D2"


def test_a_stranger_s_act_is_not_kept_for_later(client):
    answer = client.open("/sign-out", method="POST", data=client.token())

    assert answer.headers["Location"] == "/sign-in"


def test_the_home_page_needs_no_way_back(client):
    assert client.open("/").headers["Location"] == "/sign-in"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_a_form_filled_in_elsewhere_is_refused(client, headers):
    client.sign_in(person())

    answer = client.open("/sign-out", method="POST", data=client.token(), headers=headers)

    assert answer.status_code == 400
    assert client.open("/sign-ins").status_code == 200, "still in"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {},
    ],
    ids=str,
)
def test_a_form_filled_in_here_is_taken(client, headers):
    client.sign_in(person())

    answer = client.open("/sign-out", method="POST", data=client.token(), headers=headers)

    assert answer.status_code == 302


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_link_from_elsewhere_may_be_followed(client, site):
    client.sign_in(person())

    assert client.open("/sign-ins", headers={"Sec-Fetch-Site": site}).status_code == 200
