import pytest

from learning.identity.rules import Weakness, browser_name, network_of, try_key, weakness_of


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("short", Weakness.SHORT),
        ("aaaaaaaaaaaa", Weakness.SIMPLE),
        ("abababababab", Weakness.SIMPLE),
        ("0123456789", Weakness.SIMPLE),
        ("9876543210", Weakness.SIMPLE),
        ("QWERTYUIOP", Weakness.SIMPLE),
        ("Petrova2024", Weakness.PERSONAL),
        ("collegium1", Weakness.PERSONAL),
        ("AnnaPetrova1", Weakness.PERSONAL),
        ("correct horse battery", None),
        ("лошадь под дождём", None),
        ("马在雨中慢慢地走过桥", None),
        ("x7#Kp2!mQz", None),
    ],
)
def test_what_would_be_guessed_is_weak(password, weakness):
    assert weakness_of(password, ["Anna", "Petrova"]) == weakness


def test_short_words_of_a_name_do_not_make_a_password_personal():
    assert weakness_of("li wandered far", ["Li"]) is None


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::1", "2001:db8:1:2::/64"),
        ("", ""),
        (None, ""),
        ("not an address", ""),
    ],
)
def test_an_ipv6_customer_counts_once(address, network):
    assert network_of(address) == network


def test_keys_tell_neither_the_account_nor_each_other():
    assert "anna" not in try_key("secret", "account", "anna@demo.example")
    assert try_key("secret", "account", "x") != try_key("secret", "address", "x")
    assert try_key("secret", "account", "x") != try_key("other", "account", "x")


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0",
            "Firefox, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Safari/604",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge, Windows",
        ),
        ("curl/8.0", ""),
    ],
)
def test_browsers_are_named_as_people_know_them(user_agent, name):
    assert browser_name(user_agent) == name
