"""How addresses are written, and which doors stand open."""

import re
from pathlib import Path

import pytest

from learning.app import create_app
from learning.web.access import is_public
from tests.conftest import settings_for
from tests.factories.people import person

APP = create_app(settings_for("sqlite://", Path(__file__).parent))
RULES = sorted(APP.url_map.iter_rules(), key=str)
PUBLIC = {
    "assets.show",
    "health.live",
    "health.ready",
    "home.preferences",
    "identity.accept_invitation",
    "identity.ask_for_link",
    "identity.reset_password",
    "identity.sign_in",
    "notifications.unsubscribe",
    "scheduling.read_feed",
    "static",
}


def test_public_doors_are_listed_here():
    open_doors = {rule.endpoint for rule in RULES if is_public(APP, rule.endpoint)}

    assert open_doors == PUBLIC
    assert len(open_doors) <= 12


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_addresses_are_kebab_case_with_typed_arguments(rule):
    fixed = re.sub(r"<[^>]+>", "", rule.rule)

    assert fixed == fixed.lower()
    assert "_" not in fixed
    for argument in re.findall(r"<([^>]+)>", rule.rule):
        assert ":" in argument or rule.endpoint == "static"


@pytest.mark.parametrize(
    "place",
    ["/", "/mentoring", "/buddies", "/academy", "/search?q=", "/reviews", "/programmes", "/people"],
)
def test_entry_pages_have_one_heading(client, place):
    client.sign_in(person())

    assert len(client.get(place).select("h1")) == 1
