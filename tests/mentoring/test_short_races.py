"""Rivals for one flash talk, and for one person's only tandem: real threads, real commits."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from learning.extensions import db
from learning.mentoring import queries
from learning.mentoring.models import Pairing, PairingKind, TandemRequest
from learning.mentoring.operations import accept_tandem, ask_tandem, book_flash
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


def test_control_looking_and_then_writing_gives_one_person_several_tandems(app, real_db):
    where = programme()
    asker, other = two_who_fit(where)
    asker_id, where_id = asker.id, where.id
    asked = [other.id, person().id, person().id]
    real_db.rollback()
    seen = threading.Barrier(len(asked))

    def naive(asked_id: int) -> Callable[[], object]:
        def act() -> object:
            known = queries.tandem_in(asker_id, where_id)
            db.session.rollback()
            seen.wait()
            if known is None:
                db.session.add(
                    Pairing(
                        programme_id=where_id,
                        mentee_id=asker_id,
                        mentor_id=asked_id,
                        kind=PairingKind.TANDEM,
                        started_at=NOON,
                    )
                )
            return asked_id

        return act

    at_once(app, [naive(one) for one in asked])

    assert tandems_running() == 3
