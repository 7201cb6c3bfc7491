"""Reminders: as each person chose, never at night, and never of what is no more."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from learning.jobs import run_once
from learning.mentoring.operations import add_point, book_slot, cancel_booking, cover_point
from learning.notifications.models import Notification
from learning.scheduling.operations import choose_reminders
from learning.scheduling.rules.reminders import Choice, after_quiet, reminders
from tests.factories.mentoring import pairing, slot
from tests.factories.people import NOON, person

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NIGHT = Choice(quiet_from="20:00", quiet_to="07:30")


def due(choice, starts_at, zone="UTC", now=NOON):
    return [one.due_at for one in reminders(choice, starts_at, zone, now)]


def test_usually_a_day_and_an_hour_before():
    starts_at = NOON + 3 * DAY

    assert due(Choice(), starts_at) == [starts_at - DAY, starts_at - HOUR]


def test_each_is_moot_once_the_next_is_due():
    starts_at = NOON + 3 * DAY

    assert [one.moot_at for one in reminders(Choice(), starts_at, "UTC", NOON)] == [
        starts_at - HOUR,
        starts_at,
    ]


def test_none_is_late_and_none_need_be_there():
    assert due(Choice(), NOON + 2 * HOUR) == [NOON + HOUR]
    assert due(Choice(), NOON + HOUR / 2) == []
    assert due(Choice(()), NOON + 3 * DAY) == []


def test_what_falls_into_quiet_hours_waits_for_their_end():
    early = (NOON + 3 * DAY).replace(hour=6)

    assert due(NIGHT, early) == [early - DAY + 1.5 * HOUR, early - HOUR]


def test_quiet_hours_are_on_the_own_clock():
    starts_at = (NOON + 3 * DAY).replace(hour=13)  # 22:00 in Tokyo, whose night is over at 22:30Z

    assert due(NIGHT, starts_at, "Asia/Tokyo")[0] == starts_at - DAY + 9.5 * HOUR


def test_a_meeting_within_two_hours_passes_the_quiet_hours():
    late = (NOON + 3 * DAY).replace(hour=22)

    assert due(NIGHT, late)[-1] == late - HOUR


def test_quiet_hours_never_hold_a_reminder_until_it_is_useless():
    """Three hours before a meeting at six: the night ends after it has begun."""
    early = (NOON + 3 * DAY).replace(hour=6)

    assert due(Choice((180,), "20:00", "07:30"), early) == [early - 2 * HOUR]


@pytest.mark.parametrize(("hour", "ends"), [(3, 1), (21, None), (23, 25)])
def test_quiet_hours_may_end_in_a_gap_of_the_clock(hour, ends):
    """In Berlin the clock goes from 2:00 to 3:00 on 31 March 2030."""
    choice = Choice(quiet_from="22:30", quiet_to="02:15")
    moment = datetime(2030, 3, 30, hour, tzinfo=UTC)
    day = datetime(2030, 3, 30, tzinfo=UTC)

    assert after_quiet(moment, choice, "Europe/Berlin") == (
        moment if ends in {None, 1} else day + ends * HOUR + 0.25 * HOUR
    )


@pytest.fixture
def booked(db):
    with time_machine.travel(NOON, tick=False):
        yield book_slot(slot(starts_at=NOON + 3 * DAY), person(), "Plan", NOON)


def reminded(app, mailer, moment):
    """The reminders mailed so far, once the engine has run at this moment."""
    with time_machine.travel(moment, tick=False):
        run_once(app)
    return [mail for mail in mailer.sent if "your session with" in str(mail["Subject"])]


def test_both_are_reminded_a_day_and_an_hour_before(db, app, mailer, booked):
    start = NOON + 3 * DAY
    db.commit()

    counts = [
        len(reminded(app, mailer, start - before))
        for before in (25 * HOUR, 24 * HOUR, 2 * HOUR, HOUR, HOUR / 2)
    ]

    assert counts == [0, 2, 2, 4, 4]


@pytest.mark.parametrize("jump", [DAY, 2 * DAY + 23.5 * HOUR, 3 * DAY + HOUR, 300 * DAY])
def test_a_cancelled_session_reminds_nobody_however_the_clock_jumps(db, app, mailer, booked, jump):
    cancel_booking(booked, booked.mentee, "Ill", NOON)
    db.commit()

    assert reminded(app, mailer, NOON + jump) == []


def test_an_engine_that_was_down_does_not_remind_of_the_past(db, app, mailer, booked):
    db.commit()

    assert reminded(app, mailer, NOON + 3 * DAY) == []
    assert all(
        one.done_at
        for one in db.scalars(
            select(Notification).where(Notification.kind == "mentoring.session_reminder")
        )
    )


def test_an_engine_that_was_down_for_a_day_reminds_once(db, app, mailer, booked):
    db.commit()

    assert len(reminded(app, mailer, NOON + 3 * DAY - HOUR / 2)) == 2


def test_who_wants_none_gets_none(db, app, mailer):
    host = person()
    choose_reminders(host, [], "", "")
    with time_machine.travel(NOON, tick=False):
        book_slot(slot(host, starts_at=NOON + 3 * DAY), person(), "Plan", NOON)
    db.commit()

    assert len(reminded(app, mailer, NOON + 3 * DAY - HOUR)) == 1


def test_a_reminder_names_what_is_open_on_the_agenda_when_it_is_sent(db, app, mailer):
    pair = pairing()
    with time_machine.travel(NOON, tick=False):
        book_slot(slot(pair.mentor, starts_at=NOON + 3 * DAY), pair.mentee, "A secret line", NOON)
    mine = add_point(pair, pair.mentee, "My first talk", NOON)
    done = add_point(pair, pair.mentor, "Last week", NOON)
    cover_point(done, pair, is_covered=True, now=NOON)
    add_point(pairing(), person(), "Of another pair", NOON)
    db.commit()

    [one, other] = reminded(app, mailer, NOON + 2 * DAY)

    for mail in (one, other):
        text = mail.get_body(("plain",)).get_content()
        assert f"– {mine.words}" in text
        assert not any(words in text for words in ("Last week", "Of another pair", "secret"))
