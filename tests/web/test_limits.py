"""What no database could store never reaches one."""

import pytest

from tests.factories.people import person


@pytest.mark.parametrize("number", ["2147483648", "99999999999999999999", "9" * 200, "-1", "0x1"])
def test_a_number_no_row_can_have_is_an_unknown_address(client, number):
    client.sign_in(person())

    client.get(f"/people/{number}", status=404)


@pytest.mark.parametrize(
    "address", ["/people?q=%00", "/people?%00=1", "/notifications/unsubscribe/%00", "/%00"]
)
def test_the_character_zero_is_refused(client, address):
    client.sign_in(person())

    client.get(address, status=400)


def test_other_odd_characters_are_only_text(client):
    client.sign_in(person())

    client.get("/people?q=%F0%9F%A6%89%E2%80%AE%ED%A0%80%FF%27%22")
