"""Two move whole series to the same times at once: one does, and the other keeps all of theirs.

The control shows that the race is real: without the protection both stand there.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select, update

from learning.extensions import db as _db
from learning.mentoring.models import Booking, Ending, Rhythm
from learning.mentoring.operations import book_series, cancel_series, move_series
from learning.mentoring.queries import plan_move, series_ahead
from learning.scheduling.models import Attendance
from tests.factories.mentoring import hours, mentor_in, pairing
from tests.factories.people import NOON
from tests.factories.programmes import programme
from tests.mentoring.test_races import ROUNDS, at_once, double_booked, outcomes, unprotected
from tests.mentoring.test_series import DAY, MONDAY, WEEK

RIVALS = 4
LENGTH = 3
SHIFT = timedelta(hours=2)


def rivals() -> list[int]:
    """The first sessions of series that several mentees have with one mentor, on days of their own.

    From each it is as far to the times of Friday that all of them want.
    """
    where = programme()
    mentor = mentor_in(where, timezone="UTC", capacity=RIVALS).person
    hours(mentor, horizon_days=300)
    found = []
    for number in range(RIVALS):
        pair = pairing(mentor=mentor, where=where)
        first = MONDAY + number * DAY
        starts = [first + week * WEEK for week in range(LENGTH)]
        booked = book_series(
            mentor, pair.mentee, starts, 30, Rhythm.WEEKLY, "Ours", NOON, submission="a"
        )
        found.append(booked[0].id)
    _db.session.commit()
    _db.session.rollback()
    return found


def wanted(first: Booking) -> dict[int, datetime]:
    ahead = series_ahead(first, NOON, following=False)
    friday = MONDAY + 4 * DAY + SHIFT
    return {one.id: friday + week * WEEK for week, one in enumerate(ahead)}


def move(first_id: int) -> Callable[[], object]:
    def act() -> object:
        first = _db.session.get_one(Booking, first_id)
        return move_series(first, wanted(first), first.mentee, NOON, submission="b")[0].id

    return act


def moved_of(first_id: int) -> list[bool]:
    series_id = _db.session.get_one(Booking, first_id).series_id
    first_of = select(Booking.ending).where(
        Booking.series_id == series_id, Booking.moved_from_id.is_(None)
    )
    return [one == Ending.MOVED for one in _db.session.scalars(first_of)]


def test_of_series_that_want_the_same_times_one_moves_and_the_others_stay_whole(app, real_db):
    for _round in range(ROUNDS):
        firsts = rivals()

        results = at_once(app, [move(one) for one in firsts])

        assert outcomes(results) == {"done": 1, "SeriesBroken": RIVALS - 1}
        assert double_booked() == 0
        assert sorted(map(moved_of, firsts)) == [[False] * LENGTH] * (RIVALS - 1) + [
            [True] * LENGTH
        ]
        real_db.rollback()


def test_a_form_sent_many_times_at_once_moves_the_series_once(app, real_db):
    first, *_others = rivals()
    to = wanted(_db.session.get_one(Booking, first))
    _db.session.rollback()

    def act() -> object:
        row = _db.session.get_one(Booking, first)
        return move_series(row, to, row.mentee, NOON, submission="b")[0].id

    results = at_once(app, [act] * RIVALS)

    assert outcomes(results) == {"done": RIVALS}
    assert len(set(results)) == 1


def test_moving_and_calling_off_a_series_at_once_leave_one_truth(app, real_db):
    for _round in range(ROUNDS):
        first, *_others = rivals()

        def call_off(first: int = first) -> object:
            row = _db.session.get_one(Booking, first)
            return len(cancel_series(row, row.mentee, "Away", NOON, following=False))

        results = at_once(app, [move(first), call_off])

        moved, called_off = results
        assert isinstance(moved, int) or type(moved).__name__ in {"SessionClosed", "SeriesBroken"}
        assert called_off == LENGTH, "those that stand, wherever they stand"
        row = _db.session.get_one(Booking, first)
        assert series_ahead(row, NOON, following=False) == []
        assert not _db.session.scalars(
            select(Attendance.id).where(
                Attendance.person_id == row.mentee_id, Attendance.released_at.is_(None)
            )
        ).all()
        real_db.rollback()


def test_control_series_moved_after_a_look_without_the_protection_stand_on_each_other(app, real_db):
    firsts = rivals()
    seen = threading.Barrier(RIVALS)

    def naive(first_id: int) -> Callable[[], object]:
        def act() -> object:
            first = _db.session.get_one(Booking, first_id)
            to = wanted(first)
            ahead = series_ahead(first, NOON, following=False)
            going = {one.appointment_id: to[one.id] for one in ahead}
            plan = plan_move(ahead, first, next(iter(to.values())), NOON)
            is_free = all(planned.is_free for _one, planned in plan)
            _db.session.rollback()
            seen.wait()
            for appointment_id, start in going.items() if is_free else ():
                _db.session.execute(
                    update(Attendance)
                    .where(Attendance.appointment_id == appointment_id)
                    .values(starts_at=start, ends_at=start + timedelta(minutes=30))
                )
            return first_id

        return act

    with unprotected():
        at_once(app, [naive(one) for one in firsts])
        twice = double_booked()
        real_db.rollback()

    assert twice > 0
