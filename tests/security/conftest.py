"""What the tests of every route share."""

import pytest


@pytest.fixture
def plain_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal is its status, its headers and its reason: thousands of pages would be painted."""
    monkeypatch.setattr(
        "learning.web.errors.render_template",
        lambda *_args, error, **_values: error.description or "",
    )
