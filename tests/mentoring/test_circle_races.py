"""Several people want the last seat of a circle at once: real threads, on both databases.

The control shows that the race is real: without the protection the circle is overfull.
"""

import threading
from collections.abc import Callable

from sqlalchemy import func, select

from learning.extensions import db as _db
from learning.mentoring.models import Booking, SeatRequest
from learning.mentoring.operations import (
    CircleFull,
    ask_for_seat,
    choose_guest,
    join_circle,
    leave_circle,
    open_circle,
    wait_for_circle,
)
from learning.mentoring.operations.refusals import CircleClosed, MentorFull, SlotTaken
from learning.people.models import Person
from learning.programmes.models import Circle, CircleMember
from learning.programmes.operations import set_limit
from learning.programmes.queries import loads_of
from learning.scheduling.models import Attendance, Offer
from tests.client import Client
from tests.factories.circles import TOPIC, circle, circle_session, office_hour, proposal
from tests.factories.people import NOON, person
from tests.factories.programmes import programme
from tests.mentoring.test_races import at_once, outcomes

RIVALS = 6


def inside(circle_id: int) -> int:
    """How many have a seat."""
    query = select(func.count(CircleMember.id)).where(
        CircleMember.circle_id == circle_id,
        CircleMember.left_at.is_(None),
        CircleMember.seat.is_not(None),
    )
    return _db.session.scalar(query) or 0


def join(circle_id: int, person_id: int) -> Callable[[], object]:
    def act() -> object:
        found, who = _db.session.get(Circle, circle_id), _db.session.get(Person, person_id)
        return join_circle(found, who, NOON).id

    return act


def test_the_last_seat_of_a_circle_is_given_once(app, real_db):
    by = person()
    found = circle(by, person(), person(), seats=3)
    session = circle_session(found, by)
    circle_id, appointment_id = found.id, session.appointment_id
    rivals = [person().id for _ in range(RIVALS)]
    real_db.rollback()

    results = at_once(app, [join(circle_id, one) for one in rivals])

    assert outcomes(results) == {"done": 1, CircleFull.__name__: RIVALS - 1}
    assert inside(circle_id) == 3
    coming = select(func.count(Attendance.id)).where(Attendance.appointment_id == appointment_id)
    assert real_db.scalar(coming) == 4, "the facilitator and the three who have seats"


def test_over_http_the_last_seat_is_one_person_s_and_the_other_reads_why(app, real_db):
    circle_id = circle(None, person(), person(), seats=3).id
    address = f"/mentoring/circles/{circle_id}/join"
    visitors = [Client(app.test_client()) for _ in range(2)]
    tokens = []
    for visitor in visitors:
        visitor.sign_in(person())
        tokens.append(visitor.token())
    real_db.rollback()

    def post(visitor: Client, token: dict[str, str]) -> Callable[[], object]:
        return lambda: visitor.open(address, method="POST", data=token)

    answers = at_once(app, [post(*one) for one in zip(visitors, tokens, strict=True)])

    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, lost.status_code) == (302, 409)
    assert "Somebody was quicker: every seat is taken" in lost.text
    assert inside(circle_id) == 3


def test_a_double_click_on_join_is_one_seat(app, real_db):
    circle_id, one = circle(seats=3).id, person().id
    real_db.rollback()

    results = at_once(app, [join(circle_id, one) for _ in range(RIVALS)])

    assert outcomes(results) == {"done": RIVALS}
    assert len(set(results)) == 1


def test_a_seat_that_comes_free_is_for_who_waited_however_many_try(app, real_db):
    leaver, waiting = person(), person()
    found = circle(None, leaver, person(), person(), seats=3)
    wait_for_circle(found, waiting, NOON)
    real_db.commit()
    circle_id, leaver_id, waiting_id = found.id, leaver.id, waiting.id
    rivals = [person().id for _ in range(RIVALS)]
    real_db.rollback()

    def leave() -> object:
        gone = _db.session.get(Person, leaver_id)
        leave_circle(_db.session.get(Circle, circle_id), gone, NOON)
        return leaver_id

    results = at_once(app, [leave, *(join(circle_id, one) for one in rivals)])

    assert outcomes(results) == {"done": 1, CircleFull.__name__: RIVALS}
    offered = select(Offer.person_id).where(Offer.offered_at.is_not(None))
    assert real_db.scalars(offered).all() == [waiting_id]


def test_a_wish_is_opened_by_one_and_the_last_place_of_a_leader_taken_once(app, real_db):
    where = programme()
    wished, busy = proposal(where=where).id, person()
    other_wish = proposal(where=where).id
    set_limit(busy, 1)
    real_db.commit()
    busy_id, other_id = busy.id, person().id
    real_db.rollback()

    def take(wish_id: int, person_id: int) -> Callable[[], object]:
        def act() -> object:
            found = _db.session.get(Circle, wish_id)
            by = _db.session.get(Person, person_id)
            made = open_circle(
                found.programme, by, **TOPIC, seats=8, least=3, now=NOON, proposal=found
            )
            return made.id

        return act

    results = at_once(app, [take(wished, busy_id), take(other_wish, busy_id)])
    assert outcomes(results) == {"done": 1, MentorFull.__name__: 1}
    assert loads_of([busy_id]) == {busy_id: 1}
    left = real_db.scalar(select(Circle.id).where(Circle.opened_at.is_(None)))
    rivals = [other_id, person().id]
    real_db.rollback()
    results = at_once(app, [take(left, one) for one in rivals])
    assert outcomes(results) == {"done": 1, CircleClosed.__name__: 1}


def test_a_host_with_two_windows_gives_no_seat_twice(app, real_db):
    slot = office_hour(seats=2, choose_hours=48).slot
    asked = [ask_for_seat(slot, person(), "My table", NOON).id for _ in range(4)]
    real_db.commit()

    def choose(request_id: int) -> Callable[[], object]:
        def act() -> object:
            choose_guest(_db.session.get(SeatRequest, request_id), NOON)
            return request_id

        return act

    results = at_once(app, [choose(one) for one in asked])

    assert outcomes(results) == {"done": 2, SlotTaken.__name__: 2}
    assert real_db.scalar(select(func.count(Booking.id))) == 2


def test_control_check_then_insert_overfills_a_circle_without_the_protection(app, real_db):
    circle_id = circle(None, person(), person(), seats=3).id
    rivals = [person().id for _ in range(RIVALS)]
    real_db.rollback()
    seen = threading.Barrier(RIVALS)

    def naive(person_id: int) -> Callable[[], object]:
        def act() -> object:
            is_free = inside(circle_id) < 3
            _db.session.rollback()
            seen.wait()
            if is_free:
                _db.session.add(
                    CircleMember(
                        circle_id=circle_id,
                        person_id=person_id,
                        part="member",
                        seat=3,
                        joined_at=NOON,
                    )
                )
                _db.session.flush()
            return person_id

        return act

    index = next(
        one for one in CircleMember.__table__.indexes if one.name == "uq_circle_members_seat"
    )
    with _db.engine.begin() as connection:
        index.drop(connection)
    try:
        at_once(app, [naive(one) for one in rivals])
        found = inside(circle_id)
        real_db.rollback()
    finally:
        with _db.engine.begin() as connection:
            connection.execute(CircleMember.__table__.delete())
            index.create(connection)

    assert found > 3
