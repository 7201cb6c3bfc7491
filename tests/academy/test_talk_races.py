"""Several want the last seat: real threads, real commits, on both databases.

The control at the end shows that the race is real: without the lock too many get a seat.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from learning.academy.models import Talk, TalkSeat
from learning.academy.operations import talks as operations
from learning.academy.operations.talks import seats as operations_seats
from learning.academy.queries import talks as queries
from learning.extensions import db as _db
from learning.people.models import Person
from tests.factories.people import NOON, person
from tests.factories.talks import talk
from tests.mentoring.test_races import RIVALS, at_once, outcomes


def join(talk_id: int, person_id: int) -> Callable[[], object]:
    def act() -> object:
        found, guest = _db.session.get_one(Talk, talk_id), _db.session.get_one(Person, person_id)
        return operations.join_talk(found, guest, NOON).id

    return act


def taken(talk_id: int) -> int:
    query = select(func.count(TalkSeat.id)).where(
        TalkSeat.talk_id == talk_id, TalkSeat.left_at.is_(None)
    )
    return _db.session.scalar(query) or 0


def test_the_last_seats_go_to_as_many_as_there_are(app, real_db):
    found, guests = talk(seats=2), [person() for _ in range(RIVALS)]
    acts = [join(found.id, one.id) for one in guests]
    real_db.commit()

    results = outcomes(at_once(app, acts))

    assert results == {"done": 2, "TalkFull": RIVALS - 2}
    assert taken(found.id) == 2


def test_a_seat_that_comes_free_is_offered_to_one_alone(app, real_db):
    guests = [person() for _ in range(RIVALS)]
    found = talk(seats=2, guests=guests[:2])
    for one in guests[2:]:
        operations.wait_for_seat(found, one, NOON)
    real_db.commit()
    ids = [one.id for one in guests[:2]]

    def leave(person_id: int) -> Callable[[], object]:
        def act() -> object:
            guest = _db.session.get_one(Person, person_id)
            operations.leave_talk(_db.session.get_one(Talk, found_id), guest, NOON)
            return 1

        return act

    found_id = found.id
    real_db.commit()
    results = at_once(app, [leave(one) for one in ids])

    assert outcomes(results) == {"done": 2}
    offered = [one for one in queries.waiting_list(found) if one.offered_at is not None]
    assert [one.person_id for one in offered] == [one.id for one in guests[2:4]]


def test_without_the_lock_too_many_get_a_seat(app, real_db, monkeypatch, request):
    if request.config.getoption("--database") == "sqlite":
        pytest.skip("SQLite's writers queue by themselves")
    monkeypatch.setattr(operations_seats, "hold", lambda _talk: None)
    most = 0
    for _round in range(4):
        found, guests = talk(seats=1), [person() for _ in range(RIVALS)]
        acts = [join(found.id, one.id) for one in guests]
        real_db.commit()
        at_once(app, acts)
        most = max(most, taken(found.id))

    assert most > 1
