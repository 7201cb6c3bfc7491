"""Rivals for one flash talk, and for one person's only tandem: real threads, real commits."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from learning.extensions import db
from learning.mentoring import queries
from learning.mentoring.models import Pairing, PairingKind, TandemRequest
from learning.mentoring.models.pairings import POSTGRESQL_ONE_TANDEM, SQLITE_ONE_TANDEM
from learning.mentoring.operations import accept_tandem, ask_tandem, book_flash, tandems
from learning.mentoring.rules import FLASH
from learning.people.models import Person, Skill
from tests.factories.mentoring import hours, mentor_in, teaches, two_who_fit
from tests.factories.people import NOON, person
from tests.factories.programmes import programme
from tests.mentoring.test_races import RIVALS, at_once, double_booked, outcomes

TEN = NOON + timedelta(hours=21)  # Tuesday, 10:00 in Berlin


def test_of_rivals_for_one_flash_talk_one_has_it(app, real_db):
    mentor = mentor_in(programme()).person
    teaches(mentor, "SQL")
    hours(mentor, kind=FLASH, lengths=[15], notice_hours=0)
    host, rivals = mentor.id, [person().id for _number in range(RIVALS)]
    real_db.rollback()

    def book(guest_id: int) -> Callable[[], object]:
        def act() -> object:
            guest, skill = db.session.get(Person, guest_id), db.session.scalars(select(Skill)).one()
            [card] = queries.flash_hosts(guest, skill, NOON, [host])
            return book_flash(card, guest, skill, TEN, 15, "How?", NOON).id

        return act

    results = at_once(app, [book(rival) for rival in rivals])

    assert outcomes(results) == {"done": 1, "SlotTaken": RIVALS - 1}
    assert double_booked() == 0


@pytest.fixture
def yeses(real_db) -> list[Callable[[], object]]:
    """Three who were asked by the same colleague and say yes at once."""
    where = programme()
    asker, first = two_who_fit(where)
    asked = [first, two_who_fit(where)[1], two_who_fit(where)[1]]
    ids = [ask_tandem(where, asker, one, "Shall we?", "To speak", NOON).id for one in asked]
    real_db.commit()

    def say(request_id: int) -> Callable[[], object]:
        def act() -> object:
            return accept_tandem(db.session.get(TandemRequest, request_id), "Me too", NOON).id

        return act

    return [say(one) for one in ids]


def tandems_running() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Pairing.id)).where(Pairing.ended_at.is_(None)))


def test_of_several_who_say_yes_at_once_one_becomes_the_tandem(app, real_db, yeses):
    results = at_once(app, yeses)

    assert outcomes(results) == {"done": 1, "MatchClosed": 2}
    assert tandems_running() == 1


def test_who_is_too_late_reads_why_even_where_the_locks_are_forgotten(
    app, real_db, yeses, monkeypatch
):
    monkeypatch.setattr(tandems, "lock_people", lambda _ids: None)
    monkeypatch.setattr(tandems, "check_single", lambda *_people: None)

    found = outcomes(at_once(app, yeses))

    assert found.pop("done") == 1
    assert sum(found.values()) == 2
    assert found.keys() <= {"HasTandem", "MatchClosed"}
    assert tandems_running() == 1


@pytest.fixture
def naive(real_db) -> list[Callable[[], object]]:
    """Three write a tandem with the same colleague, having seen that there is none.

    The colleague stands on this side of one and on that side of another.
    """
    where = programme()
    asker, other = two_who_fit(where)
    asker_id, where_id = asker.id, where.id
    asked = [other.id, person().id, person().id]
    real_db.rollback()
    seen = threading.Barrier(len(asked))

    def write(asked_id: int, number: int) -> Callable[[], object]:
        two = (asker_id, asked_id) if number % 2 else (asked_id, asker_id)

        def act() -> object:
            known = queries.tandem_in(asker_id, where_id)
            db.session.rollback()
            seen.wait()
            if known is None:
                db.session.add(
                    Pairing(
                        programme_id=where_id,
                        mentee_id=two[0],
                        mentor_id=two[1],
                        kind=PairingKind.TANDEM,
                        started_at=NOON,
                    )
                )
                db.session.flush()
            return asked_id

        return act

    return [write(one, number) for number, one in enumerate(asked)]


def test_the_database_keeps_a_tandem_single_where_the_locks_are_forgotten(app, naive):
    results = at_once(app, naive)

    assert outcomes(results) == {"done": 1, "IntegrityError": 2}
    assert tandems_running() == 1


def test_an_ended_tandem_makes_room_and_a_mentor_does_not_count(app, real_db):
    where = programme()
    asker, former, other, mentor = person(), person(), person(), person()
    kept = {"programme_id": where.id, "started_at": NOON}
    for fields in (
        {"kind": PairingKind.TANDEM, "mentor_id": former.id, "ended_at": NOON},
        {"kind": PairingKind.TANDEM, "mentor_id": other.id},
        {"kind": PairingKind.MENTORING, "mentor_id": mentor.id},
    ):
        real_db.add(Pairing(mentee_id=asker.id, **kept, **fields))
        real_db.commit()
    ended = real_db.scalar(select(Pairing).where(Pairing.ended_at.is_not(None)))

    ended.ended_at = None
    with pytest.raises(IntegrityError):
        real_db.commit()
    real_db.rollback()


@contextmanager
def unprotected() -> Iterator[None]:
    """The database without what keeps a tandem single."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    take_away = (
        ["DROP TRIGGER pairings_one_tandem_insert", "DROP TRIGGER pairings_one_tandem_update"]
        if is_sqlite
        else ["ALTER TABLE pairings DROP CONSTRAINT pairings_one_tandem"]
    )
    give_back = SQLITE_ONE_TANDEM if is_sqlite else POSTGRESQL_ONE_TANDEM[1:]
    with db.engine.begin() as connection:
        for statement in take_away:
            connection.execute(text(statement))
    try:
        yield
    finally:
        db.session.rollback()
        with db.engine.begin() as connection:
            connection.execute(Pairing.__table__.delete())
            for statement in give_back:
                connection.exec_driver_sql(statement)


def test_control_without_the_constraint_looking_and_then_writing_gives_several(app, naive):
    with unprotected():
        at_once(app, naive)

        assert tandems_running() == 3
