"""What no database could store never reaches one."""

from pathlib import Path

import pytest

from learning.web.limits import row_number
from tests.factories.people import person

LEARNING = Path(__file__).parents[2] / "learning"


@pytest.mark.parametrize("number", ["2147483648", "99999999999999999999", "9" * 200, "-1", "0x1"])
def test_a_number_no_row_can_have_is_an_unknown_address(client, number):
    client.sign_in(person())

    client.get(f"/people/{number}", status=404)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *(("7", 7), ("0007", 7), ("2147483647", 2**31 - 1), ("2147483648", None)),
        *(("9" * 5000, None), ("0", None), ("-1", None), ("1e3", None), ("", None)),
        *(("７", None), ("²", None), (" 7", None), ("7\n", None)),
    ],
)
def test_only_what_a_row_can_have_is_a_row_number(typed, number):
    assert row_number(typed) == number


@pytest.mark.parametrize("number", ["99999999999999999999", "9223372036854775808", "２"])
@pytest.mark.parametrize(
    "address",
    ["academy/paths?topic", "academy/questions?topic", "academy/talks?topic"],
)
def test_such_a_number_after_the_question_mark_is_none(client, address, number):
    client.sign_in(person())

    client.get(f"/{address}={number}")


def test_no_page_reads_numbers_of_an_address_past_the_limit():
    """Flask's `type=int` lets through what no database can compare."""
    views = [*LEARNING.glob("*/views.py"), *LEARNING.glob("*/views/**/*.py")]

    assert views
    assert [one for one in views if "type=int" in one.read_text()] == []


@pytest.mark.parametrize(
    "address", ["/people?q=%00", "/people?%00=1", "/notifications/unsubscribe/%00", "/%00"]
)
def test_the_character_zero_is_refused(client, address):
    client.sign_in(person())

    client.get(address, status=400)


def test_other_odd_characters_are_only_text(client):
    client.sign_in(person())

    client.get("/people?q=%F0%9F%A6%89%E2%80%AE%ED%A0%80%FF%27%22")
