"""What tests of people's time share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from learning.mail import MemoryMailer


@pytest.fixture
def mailer(app: Flask) -> Iterator[MemoryMailer]:
    before = app.extensions["mailer"]
    app.extensions["mailer"] = MemoryMailer()
    yield app.extensions["mailer"]
    app.extensions["mailer"] = before
