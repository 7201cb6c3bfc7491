"""The trail shows every change made behind its back."""

import random
import threading
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from learning.audit.models import AuditEntry
from learning.audit.operations import record
from learning.audit.queries import entries, entry_count, first_broken_entry
from learning.audit.rules import GENESIS, entry_hash
from learning.extensions import db as _db
from tests.factories.people import NOON

ENTRIES = 12


@pytest.fixture
def trail(db):
    for number in range(ENTRIES):
        record(
            *(number, "account.change_role", f"person:{number}", NOON + timedelta(hours=number)),
            role="Роль 角色 🦉",
            given=True,
        )
    db.commit()
    return [entry.id for entry in db.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_a_trail_nobody_touched_is_whole(trail):
    assert first_broken_entry() is None
    assert entry_count() == ENTRIES
    assert [entry.id for entry in entries(2, 1)] == [trail[-2], trail[-3]]


def test_an_empty_trail_is_whole(db):
    assert first_broken_entry() is None


def test_the_first_entry_follows_from_nothing(trail, db):
    assert db.get(AuditEntry, trail[0]).previous_hash == GENESIS


@pytest.mark.parametrize(
    "change",
    [
        {"at": NOON - timedelta(days=1)},
        {"actor_id": 99},
        {"actor_id": None},
        {"action": "account.invite"},
        {"target": "person:99"},
        {"details": {"role": "admin"}},
        {"previous_hash": "f" * 64},
        {"hash": "f" * 64},
    ],
    ids=str,
)
def test_each_changed_field_shows(trail, db, change):
    db.execute(update(AuditEntry).where(AuditEntry.id == trail[5]).values(change))

    assert first_broken_entry() == trail[5]


def test_a_removed_entry_shows_at_the_one_after_it(trail, db):
    db.execute(delete(AuditEntry).where(AuditEntry.id == trail[5]))

    assert first_broken_entry() == trail[6]


def test_swapped_entries_show(trail, db):
    first, second = (db.get(AuditEntry, trail[n]) for n in (3, 7))
    first.target, second.target = second.target, first.target
    db.flush()

    assert first_broken_entry() == trail[3]


def test_a_forged_entry_shows_even_with_a_hash_of_its_own(trail, db):
    """Whoever rewrites one entry has to rewrite all after it."""
    entry = db.get(AuditEntry, trail[5])
    entry.target = "person:99"
    entry.hash = entry_hash(
        *(entry.previous_hash, entry.at, entry.actor_id, entry.action, entry.target, entry.details)
    )
    db.flush()

    assert first_broken_entry() == trail[6]


def test_many_random_edits_and_deletions_all_show(trail, db):
    chance = random.Random(20)
    for _ in range(60):
        with db.begin_nested() as savepoint:
            number = chance.choice(trail[:-1])
            if chance.random() < 0.5:
                db.execute(delete(AuditEntry).where(AuditEntry.id == number))
            else:
                db.execute(
                    update(AuditEntry)
                    .where(AuditEntry.id == number)
                    .values(actor_id=chance.randrange(100, 1000))
                )
            db.expire_all()
            assert first_broken_entry() is not None
            savepoint.rollback()
        db.expire_all()

    assert first_broken_entry() is None


def test_writers_at_the_same_moment_never_fork_the_chain(app, real_db):
    def write() -> None:
        with app.app_context():
            for _ in range(5):
                record(None, "account.invite", "people", NOON)
                _db.session.commit()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert entry_count() == 20
    assert first_broken_entry() is None
