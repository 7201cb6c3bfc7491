"""What the tests of every route share."""

import pytest


@pytest.fixture
def plain_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal is its status and its headers: thousands of pages would only be painted."""
    monkeypatch.setattr("learning.web.errors.render_template", lambda *_args, **_values: "")
