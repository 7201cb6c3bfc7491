"""Holding people's time: nobody is in two places, whatever the kind of meeting."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from learning.scheduling.models import Attendance
from learning.scheduling.operations import (
    TimeTaken,
    hold_time,
    lock_people,
    move_time,
    release_time,
)
from learning.scheduling.queries import appointments_of
from tests.factories.people import NOON, person

HOUR = timedelta(hours=1)


def test_time_held_is_seen_by_both(db):
    one, other = person(), person()

    held = hold_time([one, other], NOON, NOON + HOUR, "mentoring.session")

    assert appointments_of(one, NOON, NOON + HOUR) == [held]
    assert appointments_of(other, NOON, NOON + HOUR) == [held]


def test_refuses_a_second_meeting_of_another_kind(db):
    one, other = person(), person()
    hold_time([one], NOON, NOON + HOUR, "mentoring.session")

    with pytest.raises(TimeTaken):
        hold_time([one, other], NOON + HOUR / 2, NOON + 2 * HOUR, "buddies.check_in")

    assert appointments_of(other, NOON, NOON + 3 * HOUR) == []


def test_meetings_may_follow_each_other_without_a_gap(db):
    one = person()
    hold_time([one], NOON, NOON + HOUR, "mentoring.session")
    hold_time([one], NOON + HOUR, NOON + 2 * HOUR, "mentoring.session")

    assert len(appointments_of(one, NOON, NOON + 2 * HOUR)) == 2


def test_released_time_is_free_again(db):
    one = person()
    held = hold_time([one], NOON, NOON + HOUR, "mentoring.session")

    release_time(held, NOON)
    release_time(held, NOON)

    assert held.sequence == 1
    assert appointments_of(one, NOON, NOON + HOUR) == []
    hold_time([one], NOON, NOON + HOUR, "mentoring.session")


def test_a_move_into_taken_time_changes_nothing(db):
    one = person()
    hold_time([one], NOON, NOON + HOUR, "mentoring.session")
    later = hold_time([one], NOON + 2 * HOUR, NOON + 3 * HOUR, "mentoring.session")

    with pytest.raises(TimeTaken):
        move_time(later, NOON, NOON + HOUR)

    db.expire_all()
    assert (later.starts_at, later.sequence) == (NOON + 2 * HOUR, 0)


def test_the_database_itself_refuses_overlapping_attendances(db):
    one = person()
    hold_time([one], NOON, NOON + HOUR, "mentoring.session")
    other = hold_time([person()], NOON, NOON + HOUR, "mentoring.session")

    with pytest.raises(IntegrityError), db.begin_nested():
        db.add(
            Attendance(
                appointment_id=other.id,
                person_id=one.id,
                starts_at=NOON + HOUR / 2,
                ends_at=NOON + HOUR,
            )
        )


def locks_in(statements):
    return sum("FOR NO KEY UPDATE" in one for one in statements)


def test_a_row_is_locked_once_in_a_transaction_and_anew_after_it(db, count_queries):
    if db.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has no row locks")
    one, other = person().id, person().id
    db.commit()

    lock_people([one])
    with db.begin_nested():
        lock_people([one, other])
    lock_people([other, one])
    assert locks_in(count_queries) == 2

    db.commit()
    lock_people([one])
    assert locks_in(count_queries) == 3


def test_a_lock_taken_within_what_is_undone_is_taken_again(db, count_queries):
    if db.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has no row locks")
    one = person().id
    db.commit()

    undone = db.begin_nested()
    lock_people([one])
    undone.rollback()
    lock_people([one])

    assert locks_in(count_queries) == 2
