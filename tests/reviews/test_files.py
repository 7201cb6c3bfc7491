"""The files of the database, read as bytes: no word before closing, none that was too few."""

from pathlib import Path

import pytest

from learning import jobs
from learning.anonymity.operations import rebuild_file
from learning.extensions import db as _db
from learning.reviews.models import CycleState
from learning.reviews.operations import close_cycle
from tests.disk import written_by_sqlite
from tests.factories.people import NOON
from tests.factories.reviews import SECRET, collecting, write


@pytest.fixture
def bytes_on_disk(real_db):
    """All that SQLite has written, its log included."""
    if real_db.get_bind().dialect.name != "sqlite":
        return lambda: b""  # the rows are looked at in test_silence.py
    return lambda: written_by_sqlite(Path(_db.engine.url.database))


def sealed(writers: int, canary: str):
    about = collecting(5)
    for asked in about.asked()[:writers]:
        write(asked, [3, 4], canary)
    return about


def test_no_word_reaches_the_disk_while_a_cycle_collects(bytes_on_disk):
    about = sealed(5, "canary-still-sealed")
    found = bytes_on_disk()

    assert b"canary-still-sealed" not in found
    assert not found or about.cycle.title.encode() in found, "we look at the right file"


def test_what_too_few_have_written_never_reaches_the_disk(bytes_on_disk):
    about = sealed(4, "canary-of-too-few")

    close_cycle(about.cycle, None, SECRET, NOON)
    _db.session.commit()
    rebuild_file()

    assert b"canary-of-too-few" not in bytes_on_disk()


def test_closing_leaves_no_earlier_state_in_the_log(bytes_on_disk):
    about = sealed(5, "words")
    [ticket] = {one.ticket for one in about.asked()[:1]}
    before = bytes_on_disk()

    close_cycle(about.cycle, None, SECRET, NOON)
    _db.session.commit()
    rebuild_file()

    assert not before or ticket.encode() in before
    assert ticket.encode() not in bytes_on_disk()


def test_the_daily_look_closes_a_cycle_and_rebuilds_the_file(app, bytes_on_disk):
    about = sealed(5, "words")

    jobs.close_review_cycles(NOON.replace(month=3))
    jobs.close_review_cycles(NOON.replace(month=3))
    _db.session.expire_all()

    assert about.cycle.state is CycleState.CLOSED
    assert about.result.texts == ["words"] * 5
