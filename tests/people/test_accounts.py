"""Leaving and coming back, ties, and who must not be paired."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from learning.audit.models import AuditEntry
from learning.extensions import db as _db
from learning.people import operations, queries
from learning.people.models import Avoidance, Person, Tie
from learning.people.operations import LastAdministrator
from learning.people.operations.accounts import OwnAccount
from learning.people.queries.roster import active_admin_ids
from tests.factories.people import NOON, admin, person

LATER = NOON + timedelta(days=1)


def barred(someone):
    """Everybody who is never paired with this person."""
    return {one for pair in queries.avoided_pairs([someone.id]) for one in pair} - {someone.id}


def test_a_leaver_loses_access_once(db):
    anna, chief = person(), admin()

    operations.deactivate_person(anna, chief, NOON)
    operations.deactivate_person(anna, chief, LATER)

    assert anna.deactivated_at == NOON
    entry = db.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.target) == ("account.deactivate", f"person:{anna.id}")
    assert queries.people_who_left(NOON) == [anna]
    assert queries.people_who_left(LATER) == []


def test_the_last_administrator_stays(db):
    chief = admin()

    with pytest.raises(LastAdministrator):
        operations.deactivate_person(chief, None, NOON)


def test_two_administrators_who_close_each_other_leave_one(app, real_db):
    one, two = admin(), admin()
    real_db.commit()
    begin, both_closed = threading.Barrier(2), threading.Barrier(2)

    def close(victim: int, by: int) -> None:
        with app.app_context():
            begin.wait()
            with suppress(LastAdministrator):
                operations.deactivate_person(
                    _db.session.get_one(Person, victim), _db.session.get_one(Person, by), NOON
                )
                with suppress(threading.BrokenBarrierError):
                    both_closed.wait(timeout=1)  # without a lock both are here before a commit
                _db.session.commit()
            _db.session.rollback()

    pairs = ((one.id, two.id), (two.id, one.id))
    real_db.rollback()
    threads = [threading.Thread(target=close, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(active_admin_ids()) == 1


def test_nobody_closes_their_own_account(db):
    chief, _other = admin(), admin()

    with pytest.raises(OwnAccount):
        operations.deactivate_person(chief, chief, NOON)


def test_an_account_is_opened_again_once(db):
    anna, chief = person(deactivated_at=NOON, roster={"left": True, "timezone": ""}), admin()

    operations.reactivate_person(anna, chief, LATER)
    operations.reactivate_person(anna, chief, LATER)

    assert anna.is_active
    assert anna.roster == {"timezone": ""}
    assert db.scalars(select(AuditEntry.action)).all() == ["account.reactivate"]


def test_a_tie_holds_both_ways_until_it_ends(db):
    anna, boris = person(), person()

    operations.tie(boris.id, anna.id, "mentoring", 7, NOON)
    operations.tie(anna.id, boris.id, "mentoring", 7, NOON)

    assert db.scalar(select(func.count(Tie.id))) == 1
    assert queries.are_tied(anna, boris)
    assert queries.are_tied(boris, anna)
    assert queries.tied_ids(anna) == {boris.id}
    operations.untie("mentoring", 7, LATER)
    assert not queries.are_tied(anna, boris)
    assert queries.tied_ids(boris) == set()


def test_ties_of_several_pairings_end_one_by_one(db):
    anna, boris = person(), person()
    operations.tie(anna.id, boris.id, "mentoring", 7, NOON)
    operations.tie(anna.id, boris.id, "buddies", 7, NOON)

    operations.untie("mentoring", 7, LATER)

    assert queries.are_tied(anna, boris)


def test_a_pairing_may_begin_again(db):
    anna, boris = person(), person()
    operations.tie(anna.id, boris.id, "mentoring", 7, NOON)
    operations.untie("mentoring", 7, NOON)

    operations.tie(anna.id, boris.id, "mentoring", 7, LATER)

    assert queries.are_tied(anna, boris)


def test_an_avoidance_counts_for_both_whoever_asked(db):
    anna, boris, other = person(), person(), person()

    operations.avoid_person(boris, anna)
    operations.avoid_person(boris, anna)

    assert db.scalar(select(func.count(Avoidance.id))) == 1
    assert barred(anna) == {boris.id}
    assert barred(boris) == {anna.id}
    assert barred(other) == set()
    assert queries.avoided_pairs([anna.id]) == {(anna.id, boris.id)}


def test_nobody_avoids_themselves(db):
    anna = person()

    with pytest.raises(OwnAccount):
        operations.avoid_person(anna, anna)


def test_a_name_comes_off_the_list_of_whoever_put_it_there_alone(db):
    anna, boris = person(), person()
    operations.avoid_person(anna, boris)

    operations.stop_avoiding(boris, anna.id)
    assert barred(anna) == {boris.id}
    operations.stop_avoiding(anna, boris.id)
    operations.stop_avoiding(anna, boris.id)

    assert barred(anna) == set()
