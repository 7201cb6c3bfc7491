"""What is owed happens, once, in spite of failures, crashes and rivals."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from learning import clock, outbox
from learning.extensions import db as _db
from learning.jobs import Sweep, run, run_once, schedule, sweeping, sweeps
from learning.jobs.sweeping import AT_A_TIME
from learning.notifications.models import Notification
from learning.notifications.operations import set_preference
from learning.outbox import LEASE, MAX_ATTEMPTS, IndexChange, begin, claim, index_change, replay
from tests.factories.notifications import notice
from tests.factories.people import person

MINUTE = timedelta(minutes=1)


@pytest.fixture
def deliver(app):
    """Deliver what is due; says how many were."""
    return lambda: run(sweeps(app)[0])[1]


def test_what_is_owed_is_sent_once(db, mailer, deliver, later):
    notice(person(email="anna@demo.example"))

    assert deliver() == 1
    later(LEASE)
    assert deliver() == 0

    assert [mail["To"] for mail in mailer.sent] == ["anna@demo.example"]


def test_a_mail_speaks_the_language_of_its_reader_and_ends_its_kind(db, mailer, deliver):
    notice(person(language="ru"))

    deliver()

    [mail] = mailer.sent
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith("<https://collegium.example/notifications/")
    assert mail["Message-ID"].startswith("<notification-")
    text, html = mail.iter_parts()
    assert 'lang="ru"' in html.get_content()
    assert "https://collegium.example/\n" in text.get_content()


def test_nothing_is_open_while_the_outside_world_is_slow(
    db, mailer, deliver, monkeypatch: pytest.MonkeyPatch
):
    notice()
    open_during = []
    monkeypatch.setattr(
        mailer, "send", lambda _: open_during.append(_db.session().in_transaction())
    )

    deliver()

    assert open_during == [False]


def test_a_failure_waits_and_is_tried_again(db, mailer, deliver, later):
    notice()
    mailer.broken = True
    assert deliver() == 0
    mailer.broken = False
    later(MINUTE / 2)
    assert deliver() == 0, "still put off"

    later(MINUTE / 2)

    assert deliver() == 1
    assert db.scalars(select(Notification.attempts)).one() == 2


def test_each_failure_puts_it_off_for_twice_as_long(db, mailer, deliver, later):
    row = notice()
    mailer.broken = True
    pauses = []
    for _ in range(MAX_ATTEMPTS):
        deliver()
        db.expire_all()
        assert row.leased_until is not None
        pauses.append(round((row.leased_until - clock.now()) / MINUTE))
        later(row.leased_until - clock.now())

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128]
    assert deliver() == 0
    assert row.attempts == MAX_ATTEMPTS, "given up, until a person looks at it"


def test_what_was_given_up_can_be_tried_from_the_beginning(db, mailer, deliver):
    row = notice(attempts=MAX_ATTEMPTS)
    assert deliver() == 0

    replay(row, clock.now())
    db.commit()

    assert deliver() == 1


def test_a_notice_without_words_holds_up_no_other(db, mailer, deliver):
    notice(kind="administration.no_such_notice")
    notice()

    assert deliver() == 1
    assert db.scalars(select(Notification.attempts)).all() == [1, 1]


def test_one_poisoned_row_of_many_done_together_is_found_and_put_off(db):
    for number in (1, 2, 3):
        index_change("article", number, clock.now())
    db.commit()
    seen = []

    def refresh(numbers):
        if 2 in numbers:
            raise ValueError("cannot be read")
        seen.extend(numbers)

    done = run(Sweep("refresh", IndexChange, lambda row: row.object_id, refresh, at_once=10))

    assert done == (3, 2)
    assert seen == [1, 3]


def test_a_row_that_failed_is_never_again_done_together_with_others(db, later):
    for number in (1, 2, 3):
        index_change("article", number, clock.now())
    db.commit()
    db.execute(update(IndexChange).where(IndexChange.object_id == 2).values(attempts=1))
    db.commit()
    batches = []

    run(Sweep("refresh", IndexChange, lambda row: row.object_id, batches.append, at_once=10))

    assert batches == [[1, 3], [2]]


def test_a_worker_killed_in_the_middle_loses_nothing_and_costs_no_other_row_a_try(db):
    first, second = notice(), notice()
    now = clock.now()
    claim(Notification, now)
    begin(Notification, [first.id], now + LEASE, now)
    db.commit()  # and here the worker dies

    assert not claim(Notification, now + LEASE / 2)
    assert {row.id for row in claim(Notification, now + LEASE)} == {first.id, second.id}
    assert (first.attempts, second.attempts) == (1, 0)


def test_a_row_that_another_worker_took_meanwhile_is_left_to_it(db, mailer, app, monkeypatch):
    """The first worker is so slow that its lease on the second row runs out."""
    notice()
    slow = notice()
    read = schedule.message_for

    def stall(notification, compose):
        if notification.id != slow.id:
            later = clock.now() + LEASE
            db.execute(
                update(Notification)
                .where(Notification.id == slow.id)
                .values(leased_until=later + LEASE)
            )
        return read(notification, compose)

    monkeypatch.setattr(schedule, "message_for", stall)

    assert run(sweeps(app)[0]) == (2, 1)
    assert len(mailer.sent) == 1


def test_a_slow_effect_keeps_its_lease(real_db, mailer, app, monkeypatch):
    for module in (sweeping, outbox):
        monkeypatch.setattr(module, "LEASE", timedelta(seconds=0.3))
    row = notice()
    leases = []

    def send(_message):
        for _ in range(4):
            time.sleep(0.15)
            real_db.expire_all()
            leases.append(row.leased_until)
            real_db.rollback()

    monkeypatch.setattr(mailer, "send", send)

    assert run(sweeps(app)[0]) == (1, 1)
    assert len(set(leases)) >= 3, "renewed while it was sent"


def test_a_person_who_left_or_silenced_the_kind_gets_no_mail(db, mailer, deliver):
    gone, quiet = person(deactivated_at=clock.now()), person()
    set_preference(quiet, notice(quiet).kind, by_mail=False)
    notice(gone)
    db.commit()

    assert deliver() == 2
    assert mailer.sent == []


def test_everything_is_swept_until_nothing_is_due(db, mailer, app):
    for _ in range(AT_A_TIME + 5):
        notice()

    assert run_once(app) >= AT_A_TIME + 5
    assert run_once(app) == 0


def test_a_mail_server_that_is_down_does_not_stop_the_sweep_early(db, mailer, app):
    for _ in range(AT_A_TIME + 5):
        notice()
    mailer.broken = True

    run_once(app)

    assert set(db.scalars(select(Notification.attempts))) == {1}
