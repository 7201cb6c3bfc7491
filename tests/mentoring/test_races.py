"""Two people want one time: real threads, real commits, on both databases.

The control at the end shows that the race is real: without the protection it double-books.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session

from learning import clock
from learning.buddies import operations as buddies
from learning.buddies.models import BuddyPairing, PairingState
from learning.extensions import db as _db
from learning.mentoring.models import Booking, Match, Pairing, Slot
from learning.mentoring.operations import accept_match, book_slot, cancel_booking
from learning.mentoring.operations.refusals import MentorFull, OwnTimeTaken, SlotTaken
from learning.people.models import Direction, Person
from learning.programmes.operations import set_limit, take_seat
from learning.programmes.queries import limits_of, loads_of, seats_left
from learning.scheduling.models import (
    POSTGRESQL_NO_OVERLAP,
    SQLITE_NO_OVERLAP,
    Appointment,
    Attendance,
)
from tests.client import Client
from tests.factories.buddies import buddy_pairing, plan
from tests.factories.mentoring import hours, mentor_in, request, slot
from tests.factories.people import NOON, person, person_skill, skill
from tests.factories.programmes import programme

RIVALS = 8
ROUNDS = 4


def at_once(app: Flask, acts: list[Callable[[], object]]) -> list[object]:
    """Run each act in a thread with a database session of its own, all from one starting line."""
    line = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(number: int) -> None:
        with app.app_context():
            line.wait()
            try:
                results[number] = acts[number]()
                _db.session.commit()
            except Exception as error:
                _db.session.rollback()
                results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return results


def book(slot_id: int, mentee_id: int) -> Callable[[], object]:
    def act() -> object:
        offered, mentee = _db.session.get(Slot, slot_id), _db.session.get(Person, mentee_id)
        return book_slot(offered, mentee, "Me first", NOON).id

    return act


def outcomes(results: list[object]) -> Counter[str]:
    return Counter("done" if isinstance(one, int) else type(one).__name__ for one in results)


def double_booked() -> int:
    """How many slots have more than one booking, and how many attendances overlap."""
    twice = (
        select(Booking.slot_id)
        .where(Booking.cancelled_at.is_(None))
        .group_by(Booking.slot_id)
        .having(func.count() > 1)
    )
    one, other = Attendance.__table__.alias("one"), Attendance.__table__.alias("other")
    overlaps = (
        select(func.count())
        .select_from(one.join(other, one.c.person_id == other.c.person_id))
        .where(
            one.c.id < other.c.id,
            one.c.released_at.is_(None),
            other.c.released_at.is_(None),
            one.c.starts_at < other.c.ends_at,
            other.c.starts_at < one.c.ends_at,
        )
    )
    return len(_db.session.execute(twice).all()) + _db.session.scalar(overlaps)


def test_of_rivals_for_one_slot_one_wins_and_the_others_read_why(app, real_db):
    for _round in range(ROUNDS):
        wanted = slot().id
        rivals = [person().id for _number in range(RIVALS)]
        real_db.rollback()

        results = at_once(app, [book(wanted, rival) for rival in rivals])

        assert outcomes(results) == {"done": 1, "SlotTaken": RIVALS - 1}
    assert double_booked() == 0


def test_overlapping_slots_of_one_mentor_are_booked_once(app, real_db):
    mentor = person()
    one = slot(mentor).id
    other = slot(mentor, starts_at=NOON + timedelta(days=7, minutes=15)).id
    rivals = [person().id for _number in range(RIVALS)]
    real_db.rollback()

    results = at_once(app, [book((one, other)[n % 2], rival) for n, rival in enumerate(rivals)])

    assert outcomes(results) == {"done": 1, "SlotTaken": RIVALS - 1}
    assert double_booked() == 0


def test_a_mentee_in_two_windows_books_one_of_two_mentors(app, real_db):
    mentee = person().id
    slots = [slot().id for _number in range(RIVALS)]
    real_db.rollback()

    results = at_once(app, [book(one, mentee) for one in slots])

    assert outcomes(results) == {"done": 1, "OwnTimeTaken": RIVALS - 1}
    assert double_booked() == 0


def test_pairs_who_book_each_other_at_once_do_not_deadlock(app, real_db):
    ana, ben = person(), person()
    of_ana, of_ben = slot(ana).id, slot(ben).id
    ids = ana.id, ben.id
    real_db.rollback()

    results = at_once(app, [book(of_ana, ids[1]), book(of_ben, ids[0])])

    assert outcomes(results)["done"] == 1
    assert any(isinstance(one, SlotTaken | OwnTimeTaken) for one in results)


def test_a_double_click_is_one_booking(app, real_db):
    wanted, mentee = slot().id, person().id
    real_db.rollback()

    results = at_once(app, [book(wanted, mentee) for _number in range(RIVALS)])

    assert outcomes(results) == {"done": RIVALS}
    assert len(set(results)) == 1
    assert real_db.scalar(select(func.count(Booking.id))) == 1


def test_booking_and_cancelling_at_once_leave_one_truth(app, real_db):
    wanted, first, second = slot().id, person().id, person().id
    booked = book(wanted, first)()
    _db.session.commit()

    def cancel() -> object:
        found = _db.session.get(Booking, booked)
        cancel_booking(found, found.mentee, "Ill", NOON)
        return found.id

    at_once(app, [cancel, book(wanted, second)])

    assert double_booked() == 0
    live = real_db.scalars(select(Booking.mentee_id).where(Booking.cancelled_at.is_(None))).all()
    assert live in ([], [second])


def test_the_last_place_of_a_mentor_is_given_once(app, real_db):
    where = programme()
    mentor = mentor_in(where, capacity=1)
    asked = [request(where, mentor_id=mentor.person_id).id for _number in range(4)]
    mentor_id = mentor.person_id
    real_db.rollback()

    def accept(match_id: int) -> Callable[[], object]:
        def act() -> object:
            match = _db.session.get(Match, match_id)
            pair = accept_match(match, _db.session.get(Person, mentor_id), NOON)
            return pair.id if pair else None

        return act

    results = at_once(app, [accept(one) for one in asked])

    assert outcomes(results) == {"done": 1, MentorFull.__name__: 3}
    assert real_db.scalar(select(func.count(Pairing.id))) == 1


def overfull(mentor_id: int) -> int:
    """How many seats the person has taken beyond their own number."""
    load, limit = loads_of([mentor_id])[mentor_id], limits_of([mentor_id])[mentor_id]
    return max(0, load - limit)


def two_roles(real_db: Session) -> tuple[int, int, int]:
    """Somebody with one seat in all, asked by a mentee of one programme and as a buddy."""
    mentor = mentor_in(programme())
    set_limit(mentor.person, 1)
    asked = request(mentor.programme, mentor_id=mentor.person_id)
    newcomer = buddy_pairing(plan(now=NOON), mentor.person, PairingState.ASKED)
    ids = mentor.person_id, asked.id, newcomer.id
    real_db.commit()
    return ids


def test_the_last_seat_over_all_roles_is_given_once(app, real_db):
    for _round in range(ROUNDS):
        giver, match_id, buddy_id = two_roles(real_db)

        def mentor_it(match_id: int = match_id, giver: int = giver) -> object:
            pair = accept_match(
                _db.session.get(Match, match_id), _db.session.get(Person, giver), NOON
            )
            return pair.id if pair else None

        def guide_it(buddy_id: int = buddy_id) -> object:
            buddies.accept(_db.session.get(BuddyPairing, buddy_id), NOON)
            return buddy_id

        results = at_once(app, [mentor_it, guide_it])

        assert outcomes(results)["done"] == 1
        assert overfull(giver) == 0
        real_db.rollback()


def test_control_two_roles_take_one_seat_without_the_lock(app, real_db):
    giver, match_id, buddy_id = two_roles(real_db)
    seen = threading.Barrier(2)

    def naive(kind: str, object_id: int) -> Callable[[], object]:
        def act() -> object:
            left = seats_left([giver])[giver]
            _db.session.rollback()
            seen.wait()
            if left:
                take_seat(giver, kind, object_id, NOON)
            return object_id

        return act

    at_once(app, [naive("mentoring", match_id), naive("buddies", buddy_id)])

    assert overfull(giver) == 1


def test_over_http_the_loser_gets_409_and_the_nearest_free_times(app, real_db):
    mentor = person()
    wanted = slot(mentor)
    slot(mentor, starts_at=wanted.starts_at + timedelta(hours=1))
    address = f"/mentoring/slots/{wanted.id}/book"
    visitors = [Client(app.test_client()) for _number in range(4)]
    tokens = []
    for visitor in visitors:
        visitor.sign_in(person())
        tokens.append(visitor.token())
    real_db.rollback()

    def post(visitor: Client, token: dict[str, str]) -> Callable[[], object]:
        return lambda: visitor.open(address, method="POST", data=token | {"agenda": "Me first"})

    answers = at_once(app, [post(*one) for one in zip(visitors, tokens, strict=True)])

    assert sorted(answer.status_code for answer in answers) == [302, 409, 409, 409]
    for answer in answers:
        if answer.status_code == 409:
            assert "Somebody was quicker" in answer.text
            assert "The nearest free times" in answer.text
            assert "Me first" in answer.text, "nothing typed is lost"
    assert double_booked() == 0


def pool(app: Flask, real_db: Session) -> Callable[[dict[str, str]], tuple[int, str]]:
    """A time that twenty hosts have free, and somebody who sends for it from a hundred windows."""
    where, wanted = programme(), skill()
    for _number in range(20):
        host = mentor_in(where, timezone="UTC").person
        person_skill(host, wanted, Direction.TEACHES, 4)
        hours(host, horizon_days=365)
    noon = clock.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=21)
    noon += timedelta(days=-noon.weekday() % 7)
    at = noon.isoformat(timespec="minutes").replace("+", "%2B")
    visitor, sender = Client(app.test_client()), person()
    visitor.sign_in(sender)
    token = visitor.token()
    cookie = visitor.http.get_cookie("collegium")
    address = f"/mentoring/pool/{wanted.id}/book?at={at}&minutes=30"
    real_db.rollback()

    def visit(typed: dict[str, str]) -> tuple[int, str]:
        window = Client(app.test_client())
        window.http.set_cookie("collegium", cookie.value)
        answer = window.open(address, method="POST", data=token | typed)
        return answer.status_code, answer.headers.get("Location", "")

    return visit


def test_a_hundred_posts_of_one_form_are_one_booking_and_one_answer(app, real_db):
    visit = pool(app, real_db)
    form = {"agenda": "Anybody?", "submission": "one-and-the-same"}

    answers = at_once(app, [lambda: visit(form) for _number in range(100)])

    assert len(set(answers)) == 1, Counter(answers)
    assert answers[0][0] == 302
    assert real_db.scalars(select(Booking.submission)).all() == ["one-and-the-same"]
    real_db.rollback()
    assert visit(form | {"agenda": "Something else"}) == (422, "")


def test_control_without_the_number_of_the_form_only_one_post_is_answered_as_booked(app, real_db):
    visit = pool(app, real_db)

    answers = at_once(app, [lambda: visit({"agenda": "Anybody?"}) for _number in range(10)])

    assert Counter(status for status, _address in answers) == {302: 1, 409: 9}


def test_a_refusal_is_explained_while_somebody_else_writes(app, real_db):
    if _db.engine.dialect.name != "sqlite":
        pytest.skip("writers on PostgreSQL keep nobody from reading")
    taken = slot().id
    book(taken, person().id)()
    visitor = Client(app.test_client())
    visitor.sign_in(person())
    token = visitor.token()
    real_db.rollback()
    writer = _db.engine.raw_connection()

    def begin_to_write(_session: Session) -> None:
        writer.driver_connection.execute("BEGIN IMMEDIATE")

    event.listen(_db.session, "after_rollback", begin_to_write, once=True)
    try:
        answer = visitor.open(
            f"/mentoring/slots/{taken}/book", method="POST", data=token | {"agenda": "Me?"}
        )
        assert writer.driver_connection.in_transaction, "the control: somebody writes"
    finally:
        writer.driver_connection.execute("ROLLBACK")
        writer.close()

    assert answer.status_code == 409
    assert "Somebody was quicker" in answer.text


@contextmanager
def unprotected() -> Iterator[None]:
    """The database without what forbids double booking."""
    is_sqlite = _db.engine.dialect.name == "sqlite"
    take_away = (
        ["DROP TRIGGER attendances_overlap_insert", "DROP TRIGGER attendances_overlap_update"]
        if is_sqlite
        else ["ALTER TABLE attendances DROP CONSTRAINT attendances_overlap"]
    )
    give_back = SQLITE_NO_OVERLAP if is_sqlite else POSTGRESQL_NO_OVERLAP[1:]
    index = next(one for one in Booking.__table__.indexes if one.name == "uq_bookings_seat")
    with _db.engine.begin() as connection:
        index.drop(connection)
        for statement in take_away:
            connection.execute(text(statement))
    try:
        yield
    finally:
        with _db.engine.begin() as connection:
            connection.execute(Booking.__table__.delete())
            connection.execute(Attendance.__table__.delete())
            index.create(connection)
            for statement in give_back:
                connection.exec_driver_sql(statement)


def test_control_check_then_insert_double_books_without_the_protection(app, real_db):
    wanted = slot()
    slot_id, mentor_id = wanted.id, wanted.mentor_id
    starts_at, ends_at = wanted.starts_at, wanted.ends_at
    rivals = [person().id for _number in range(RIVALS)]
    real_db.rollback()
    seen = threading.Barrier(RIVALS)

    def naive(mentee_id: int) -> Callable[[], object]:
        def act() -> object:
            taken = _db.session.scalar(
                select(Booking.id).where(Booking.slot_id == slot_id, Booking.cancelled_at.is_(None))
            )
            _db.session.rollback()
            seen.wait()
            if taken is not None:
                return None
            held = Appointment(
                kind="mentoring.session",
                starts_at=starts_at,
                ends_at=ends_at,
                uid=f"naive-{mentee_id}",
            )
            _db.session.add(held)
            _db.session.flush()
            for one in (mentor_id, mentee_id):
                _db.session.add(
                    Attendance(
                        appointment_id=held.id,
                        person_id=one,
                        starts_at=starts_at,
                        ends_at=ends_at,
                    )
                )
            booked = Booking(
                slot_id=slot_id,
                mentee_id=mentee_id,
                appointment_id=held.id,
                agenda="Me first",
                booked_at=NOON,
            )
            _db.session.add(booked)
            _db.session.flush()
            return booked.id

        return act

    with unprotected():
        at_once(app, [naive(rival) for rival in rivals])
        found = double_booked()
        real_db.rollback()

    assert found > 0
