"""Telling people once, taking it back, and noting what they read."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from learning import clock
from learning.notifications import operations, queries
from learning.notifications.models import Notification
from learning.notifications.operations import Notice, notify, notify_many, withdraw_notice
from tests.factories.notifications import KIND, notice
from tests.factories.people import NOON, person

HOUR = timedelta(hours=1)


def tell(reader, role="moderator", key="once", now=NOON, **more) -> None:
    facts = {"role": role, "given": True}
    notify(reader.id, KIND, facts, link=("home.index", {}), dedupe_key=key, now=now, **more)


def only(db) -> Notification:
    return db.scalars(select(Notification)).one()


def test_the_same_said_again_updates_the_unread_line(db):
    reader = person()
    tell(reader)
    tell(reader, role="auditor", now=NOON + HOUR)

    assert only(db).facts["role"] == "auditor"


def test_what_was_read_is_not_changed_behind_the_reader_s_back(db):
    reader = person()
    tell(reader)
    operations.mark_read(only(db), NOON)

    tell(reader, role="auditor")

    assert only(db).facts["role"] == "moderator"


def test_a_line_that_was_mailed_is_not_mailed_again(db):
    reader = person()
    tell(reader)
    only(db).done_at = NOON

    tell(reader, role="auditor", now=NOON + HOUR)

    assert (only(db).done_at, only(db).due_at) == (NOON, NOON)


def test_a_reminder_said_again_moves(db):
    reader = person()
    tell(reader, due_at=NOON + HOUR)

    tell(reader, due_at=NOON + 2 * HOUR)

    assert only(db).due_at == NOON + 2 * HOUR


def test_what_was_withdrawn_can_be_said_again(db):
    reader = person()
    tell(reader, due_at=NOON + HOUR)
    withdraw_notice("once", NOON)
    assert queries.inbox_count(reader, NOON + 2 * HOUR) == 0

    tell(reader, due_at=NOON + HOUR, now=NOON + HOUR / 2)

    line = only(db)
    assert (line.withdrawn_at, line.done_at, line.due_at) == (None, None, NOON + HOUR)
    assert queries.inbox_count(reader, NOON + 2 * HOUR) == 1


def test_a_mailed_notice_stays_when_it_is_withdrawn(db):
    reader = person()
    tell(reader)
    only(db).done_at = NOON
    withdraw_notice("once", NOON)

    assert queries.inbox_count(reader, NOON) == 1


def test_two_that_say_it_at_the_same_moment_make_one_line(db, monkeypatch):
    """The second does not see the first yet and meets the constraint instead."""
    reader = person()
    tell(reader)
    look, looks = operations._told, []

    def blind_at_first(key):
        looks.append(key)
        return None if len(looks) == 1 else look(key)

    monkeypatch.setattr(operations, "_told", blind_at_first)
    tell(reader, role="auditor")

    assert only(db).facts["role"] == "moderator"


def test_a_notice_to_nobody_is_a_fault_and_not_hidden(db):
    with pytest.raises(IntegrityError):
        notify(404, KIND, {}, link=("home.index", {}), dedupe_key="x", now=NOON)


def test_the_inbox_holds_what_is_due_newest_first_and_nobody_else_s(db):
    reader = person()
    old, new = notice(reader, due_at=NOON), notice(reader, due_at=NOON + HOUR)
    notice(reader, due_at=NOON + 3 * HOUR)
    notice(reader, withdrawn_at=NOON)
    theirs = notice()

    assert [line.id for line in queries.inbox(reader, NOON + 2 * HOUR, 10)] == [new.id, old.id]
    assert db.scalar(select(queries.unread_count(reader.id, NOON + 2 * HOUR))) == 2
    assert queries.notification_of(reader, theirs.id) is None


def test_reading_all_leaves_what_is_still_to_come(db):
    reader, now = person(), clock.now()
    seen, coming = notice(reader), notice(reader, due_at=now + HOUR)
    theirs = notice()

    operations.mark_all_read(reader, now)
    db.expire_all()

    assert seen.read_at == now
    assert coming.read_at is None
    assert theirs.read_at is None


def test_a_preference_is_one_row(db):
    reader = person()
    for by_mail in (False, True, False):
        operations.set_preference(reader, KIND, by_mail=by_mail)
        db.flush()

    assert queries.silenced_kinds(reader) == {KIND}


def many(*readers, role="moderator") -> list[Notice]:
    facts = {"role": role, "given": True}
    return [Notice(one.id, KIND, facts, ("home.index", {}), f"many:{one.id}") for one in readers]


def test_many_are_told_in_as_few_statements_as_two(db, count_queries):
    readers = [person() for _number in range(40)]
    two, others = many(*readers[:2]), many(*readers[2:])
    count_queries.clear()
    notify_many(two, NOON)
    few = len(count_queries)
    count_queries.clear()

    notify_many(others, NOON)

    assert len(count_queries) == few
    assert all(queries.inbox_count(reader, NOON) == 1 for reader in readers)


def test_many_said_again_update_what_is_unread(db):
    known, other = person(), person()
    notify_many(many(known), NOON)

    notify_many(many(known, other, role="auditor"), NOON)

    assert [one.facts["role"] for one in db.scalars(select(Notification))] == ["auditor"] * 2


def test_many_with_one_key_make_one_line(db):
    reader = person()

    notify_many(many(reader) + many(reader, role="auditor"), NOON)

    assert only(db).person_id == reader.id


def test_many_said_at_the_same_moment_by_two_make_one_line_each(db, monkeypatch):
    readers = [person(), person()]
    notify_many(many(readers[0]), NOON)
    real, looks = operations.select, []

    def blind_at_first(*what):
        looks.append(what)
        found = real(*what)
        return found.where(Notification.id < 0) if len(looks) == 1 else found

    monkeypatch.setattr(operations, "select", blind_at_first)
    notify_many(many(*readers), NOON)

    assert all(queries.inbox_count(reader, NOON) == 1 for reader in readers)


def test_a_notice_to_nobody_among_many_is_a_fault(db):
    with pytest.raises(IntegrityError):
        notify_many([Notice(404, KIND, {}, ("home.index", {}), "x")], NOON)
