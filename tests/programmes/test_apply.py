"""Applying: it works, each refusal, who is told, and who gets the last seat."""

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from learning.activity.models import Fact
from learning.errors import DomainError
from learning.extensions import db as database
from learning.notifications.models import Notification
from learning.people.models import Person
from learning.programmes.models import Enrolment, EnrolmentRole, EnrolmentState, Programme
from learning.programmes.operations import (
    AlreadyEnrolled,
    CodeChanged,
    NotJoinable,
    RoleNotOffered,
    apply,
    approve,
    decline,
    withdraw,
)
from tests.factories.people import NOON, person
from tests.factories.programmes import enrolment, programme

MENTEE = EnrolmentRole.MENTEE


def ask(where, who, role=MENTEE, now=NOON, **given):
    return apply(where, who, role, now, answers={}, **given)


def test_an_application_waits_for_the_lead_who_is_told(db):
    where, who = programme(), person()

    made = apply(where, who, MENTEE, NOON, answers={"7": "To speak in public"})

    assert made.state is EnrolmentState.APPLIED
    assert made.answers == {"7": "To speak in public"}
    [told] = db.scalars(select(Notification)).all()
    assert (told.person_id, told.kind) == (where.leads[0].person_id, "programmes.applied")
    assert db.scalars(select(Fact)).all() == []


def test_a_queue_of_applications_is_told_in_one_line(db):
    where = programme()
    for _ in range(3):
        ask(where, person())

    [told] = db.scalars(select(Notification)).all()
    assert told.facts["number"] == 3


def test_without_approval_one_is_in_at_once(db):
    where, who = programme(is_approval_needed=False), person()

    made = ask(where, who, EnrolmentRole.MENTOR, capacity=2)

    assert (made.state, made.capacity) == (EnrolmentState.ACTIVE, 2)
    [fact] = db.scalars(select(Fact)).all()
    assert (fact.verb, fact.person_id, fact.programme_id) == ("enrolled", who.id, where.id)


def test_with_all_seats_taken_one_waits(db):
    where = programme(is_approval_needed=False, seats={"mentee": 1})
    ask(where, person())

    assert ask(where, person()).state is EnrolmentState.WAITING
    assert ask(where, person(), EnrolmentRole.MENTOR).state is EnrolmentState.ACTIVE


def test_whoever_left_the_company_holds_no_seat(db):
    where = programme(is_approval_needed=False, seats={"mentee": 1})
    ask(where, person(deactivated_at=NOON))

    assert ask(where, person()).state is EnrolmentState.ACTIVE


@pytest.mark.parametrize("state", ["draft", "closing", "closed", "archived"])
def test_refuses_where_nobody_can_join(db, state):
    with pytest.raises(NotJoinable):
        ask(programme(state=state), person())


def test_refuses_a_role_that_no_format_has(db):
    with pytest.raises(RoleNotOffered):
        ask(programme(formats=["coffee"]), person())


def test_refuses_a_second_application_in_the_same_role(db):
    where, who = programme(), person()
    ask(where, who)

    with pytest.raises(AlreadyEnrolled):
        ask(where, who)
    assert ask(where, who, EnrolmentRole.MENTOR).state is EnrolmentState.APPLIED


def test_refuses_an_old_code_of_conduct(db):
    where = programme(code_of_conduct="Be kind.", code_version=2)

    with pytest.raises(CodeChanged):
        ask(where, person(), code_version=1)
    assert ask(where, person(), code_version=2).code_version == 2


def test_one_who_left_may_come_back(db):
    where, who = programme(is_approval_needed=False), person()
    first = ask(where, who)
    withdraw(first, NOON, "no_time")

    again = ask(where, who, now=NOON + timedelta(days=1))

    assert again is first
    assert again.state is EnrolmentState.ACTIVE
    assert (again.ended_at, again.leave_reason) == (None, None)


def test_one_who_was_declined_needs_a_yes_even_where_nobody_else_does(db):
    where, who = programme(), person()
    asked = ask(where, who)
    decline(asked, where.leads[0].person, "", NOON)
    where.is_approval_needed = False

    assert ask(where, who, now=NOON + timedelta(days=1)).state is EnrolmentState.APPLIED


def test_two_who_want_the_last_seat_at_once_do_not_both_get_it(app, real_db):
    where = programme(is_approval_needed=False, seats={"mentee": 1})
    programme_id, people = where.id, [person().id for _ in range(4)]
    real_db.commit()
    start = Barrier(len(people))

    def run(person_id: int) -> None:
        with app.app_context():
            start.wait()
            with suppress(DomainError):
                apply(
                    database.session.get(Programme, programme_id),
                    database.session.get(Person, person_id),
                    MENTEE,
                    NOON,
                    answers={},
                )
                database.session.commit()
            database.session.remove()

    threads = [Thread(target=run, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = dict(
        real_db.execute(select(Enrolment.state, func.count()).group_by(Enrolment.state)).all()
    )
    assert found == {EnrolmentState.ACTIVE: 1, EnrolmentState.WAITING: 3}


def test_approving_twice_is_harmless_and_told_once(db):
    where, who = programme(), person()
    asked = enrolment(where, who, MENTEE, state=EnrolmentState.APPLIED)
    for _ in range(2):
        approve(asked, where.leads[0].person, NOON)

    assert asked.state is EnrolmentState.ACTIVE
    told = db.scalars(select(Notification.kind).where(Notification.person_id == who.id)).all()
    assert told == ["programmes.enrolled"]
