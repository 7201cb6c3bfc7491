"""What tests of the engine share: a mailer that keeps what it gets, and a clock to move."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from learning import clock
from learning.mail import MemoryMailer


@pytest.fixture
def mailer(app: Flask) -> Iterator[MemoryMailer]:
    before = app.extensions["mailer"]
    app.extensions["mailer"] = MemoryMailer()
    yield app.extensions["mailer"]
    app.extensions["mailer"] = before


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Call it to move the clock on; it then stands still."""

    def wait(for_so_long: timedelta) -> None:
        moment: datetime = clock.now() + for_so_long
        monkeypatch.setattr(clock, "now", lambda: moment)

    return wait
