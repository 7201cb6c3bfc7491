"""Approving, declining, removing, leaving; and who moves up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.activity.models import Fact
from learning.audit.models import AuditEntry
from learning.notifications.models import Notification
from learning.programmes.models import EnrolmentRole, EnrolmentState
from learning.programmes.operations import (
    AlreadyDecided,
    CodeChanged,
    NotJoinable,
    agree_to_code,
    approve,
    decline,
    fill_all_seats,
    remove,
    withdraw,
)
from tests.factories.people import NOON, person
from tests.factories.programmes import enrolment, programme

MENTEE = EnrolmentRole.MENTEE


def told(db, who):
    kinds = select(Notification.kind).where(Notification.person_id == who.id)
    return db.scalars(kinds.order_by(Notification.id)).all()


def test_a_yes_lets_one_in_tells_them_and_is_audited(db):
    where, who = programme(), person()
    lead = where.leads[0].person
    asked = enrolment(where, who, MENTEE, state=EnrolmentState.APPLIED)

    approve(asked, lead, NOON)

    assert asked.state is EnrolmentState.ACTIVE
    assert (asked.decided_by, asked.decided_at) == (lead.id, NOON)
    assert told(db, who) == ["programmes.enrolled"]
    assert db.scalars(select(Fact.verb)).all() == ["enrolled"]
    [entry] = db.scalars(select(AuditEntry)).all()
    assert (entry.actor_id, entry.action) == (lead.id, "enrolment.approve")


def test_a_yes_without_a_seat_leads_to_the_waiting_list(db):
    where, who = programme(seats={"mentee": 1}), person()
    enrolment(where, person(), MENTEE)
    asked = enrolment(where, who, MENTEE, state=EnrolmentState.APPLIED)

    approve(asked, where.leads[0].person, NOON)

    assert asked.state is EnrolmentState.WAITING
    assert told(db, who) == ["programmes.waiting"]


def test_a_yes_to_somebody_who_left_meanwhile_is_refused(db):
    where = programme()
    asked = enrolment(where, person(), MENTEE, state=EnrolmentState.WITHDRAWN)

    with pytest.raises(AlreadyDecided):
        approve(asked, where.leads[0].person, NOON)


def test_a_yes_after_the_end_is_refused(db):
    where = programme(state="closing")
    asked = enrolment(where, person(), MENTEE, state=EnrolmentState.APPLIED)

    with pytest.raises(NotJoinable):
        approve(asked, where.leads[0].person, NOON)


def test_a_no_carries_its_words_once(db):
    where, who = programme(), person()
    asked = enrolment(where, who, MENTEE, state=EnrolmentState.APPLIED)

    for _ in range(2):
        decline(asked, where.leads[0].person, "In spring again", NOON)

    assert asked.state is EnrolmentState.DECLINED
    [notice] = db.scalars(select(Notification)).all()
    assert notice.facts["words"] == "In spring again"
    assert len(db.scalars(select(AuditEntry)).all()) == 1


def test_words_to_a_person_are_kept_out_of_the_trail(db):
    where = programme()
    lead = where.leads[0].person
    decline(enrolment(where, person(), MENTEE, state=EnrolmentState.APPLIED), lead, "Secret", NOON)
    remove(enrolment(where, person(), MENTEE), lead, "Secret", NOON)

    assert "Secret" not in str([entry.details for entry in db.scalars(select(AuditEntry))])


def test_who_takes_part_is_not_declined_but_removed(db):
    where, who = programme(), person()
    one = enrolment(where, who, MENTEE)

    with pytest.raises(AlreadyDecided):
        decline(one, where.leads[0].person, "", NOON)
    for _ in range(2):
        remove(one, where.leads[0].person, "Two missed sessions", NOON)

    assert one.state is EnrolmentState.REMOVED
    assert told(db, who) == ["programmes.removed"]
    assert db.scalars(select(Fact.verb)).all() == ["left"]


def test_who_only_applied_cannot_be_removed(db):
    where = programme()
    asked = enrolment(where, person(), MENTEE, state=EnrolmentState.APPLIED)

    with pytest.raises(AlreadyDecided):
        remove(asked, where.leads[0].person, "No", NOON)


def test_the_one_who_waits_longest_moves_up_and_is_told(db):
    where = programme(seats={"mentee": 1})
    inside = enrolment(where, person(), MENTEE)
    late, early, mentor = person(), person(), person()
    waits = EnrolmentState.WAITING
    enrolment(where, late, MENTEE, state=waits, applied_at=NOON)
    first = enrolment(where, early, MENTEE, state=waits, applied_at=NOON - timedelta(days=1))

    withdraw(inside, NOON, "no_time")

    assert inside.state is EnrolmentState.WITHDRAWN
    assert first.state is EnrolmentState.ACTIVE
    assert told(db, early) == ["programmes.seat_free"]
    assert told(db, late) == told(db, mentor) == []


def test_leaving_twice_is_harmless(db):
    one = enrolment(programme(), person(), MENTEE)
    for reason in ("no_time", "other"):
        withdraw(one, NOON, reason)

    assert one.leave_reason == "no_time"
    assert db.scalars(select(Fact.verb)).all() == ["left"]


def test_taking_back_an_application_is_no_leaving(db):
    asked = enrolment(programme(), person(), MENTEE, state=EnrolmentState.APPLIED)

    withdraw(asked, NOON)

    assert asked.state is EnrolmentState.WITHDRAWN
    assert db.scalars(select(Fact)).all() == []


def test_the_seat_of_a_leaver_of_the_company_is_filled_overnight(db):
    where = programme(seats={"mentee": 1})
    gone = person()
    enrolment(where, gone, MENTEE)
    waiting = enrolment(where, person(), MENTEE, state=EnrolmentState.WAITING)
    fill_all_seats(NOON)
    assert waiting.state is EnrolmentState.WAITING
    gone.deactivated_at = NOON

    fill_all_seats(NOON)
    fill_all_seats(NOON)

    assert waiting.state is EnrolmentState.ACTIVE
    assert told(db, waiting.person) == ["programmes.seat_free"]


def test_nobody_moves_up_in_a_programme_that_winds_down(db):
    where = programme(state="closing", seats={"mentee": 1})
    inside = enrolment(where, person(), MENTEE)
    waiting = enrolment(where, person(), MENTEE, state=EnrolmentState.WAITING)

    withdraw(inside, NOON)

    assert waiting.state is EnrolmentState.WAITING


def test_agreeing_to_the_code_as_it_stands(db):
    where = programme(code_of_conduct="Be kind.", code_version=3)
    one = enrolment(where, person(), MENTEE, code_version=2)
    assert one.has_old_code

    with pytest.raises(CodeChanged):
        agree_to_code(one, 2, NOON)
    for _ in range(2):
        agree_to_code(one, 3, NOON)

    assert not one.has_old_code
    assert db.scalars(select(Fact.verb)).all() == ["code_agreed"]
