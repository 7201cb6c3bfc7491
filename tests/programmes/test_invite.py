"""Inviting and reminding: once, twice at most, never after a no."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.notifications.models import Notification
from learning.outbox import MAX_ATTEMPTS
from learning.people.models import PersonLanguage, Role
from learning.programmes import queries
from learning.programmes.models import EnrolmentRole, EnrolmentState
from learning.programmes.operations import NotJoinable, decline_invitation, invite, remind
from tests.factories.people import NOON, department, person
from tests.factories.programmes import enrolment, invitation, programme

DAY = timedelta(days=1)


def kinds(db, who):
    return db.scalars(
        select(Notification.kind)
        .where(Notification.person_id == who.id, Notification.withdrawn_at.is_(None))
        .order_by(Notification.id)
    ).all()


def test_people_are_invited_once(db):
    where, one, other = programme(), person(), person()
    lead = where.leads[0].person

    assert invite(where, [one.id, other.id], lead, NOON) == 2
    assert invite(where, [one.id], lead, NOON + DAY) == 0

    assert kinds(db, one) == ["programmes.invited"]


def test_whoever_joined_or_left_is_not_invited(db):
    where, inside, gone = programme(), person(), person()
    enrolment(where, inside, EnrolmentRole.MENTEE)
    enrolment(where, gone, EnrolmentRole.MENTEE, state=EnrolmentState.WITHDRAWN)

    assert invite(where, [inside.id, gone.id], where.leads[0].person, NOON) == 0


def test_nobody_is_invited_to_what_they_cannot_join(db):
    draft = programme(state="draft")

    with pytest.raises(NotJoinable):
        invite(draft, [person().id], draft.leads[0].person, NOON)
    with pytest.raises(NotJoinable):
        remind(draft, draft.leads[0].person, NOON)


def test_two_reminders_at_most_and_none_too_soon(db):
    where, one = programme(), person()
    lead = where.leads[0].person
    invite(where, [one.id], lead, NOON)

    sent = [remind(where, lead, NOON + n * DAY) for n in (2, 3, 4, 6, 9, 12)]

    assert sent == [0, 1, 0, 1, 0, 0]
    assert kinds(db, one) == ["programmes.invited", "programmes.reminder", "programmes.reminder"]


def test_no_reminder_after_a_no_a_yes_or_a_farewell(db):
    where = programme()
    no, yes, gone, silent = person(), person(), person(deactivated_at=NOON), person()
    for who in (no, yes, gone, silent):
        invitation(where, who)
    enrolment(where, yes, EnrolmentRole.MENTEE, state=EnrolmentState.DECLINED)
    decline_invitation(queries.invitation_of(no, where), NOON)

    assert remind(where, where.leads[0].person, NOON + 10 * DAY) == 1
    assert kinds(db, silent) == ["programmes.reminder"]


def test_a_no_takes_back_what_has_not_been_mailed_and_twice_is_harmless(db):
    where, one = programme(), person()
    invite(where, [one.id], where.leads[0].person, NOON)
    asked = queries.invitation_of(one, where)

    decline_invitation(asked, NOON)
    decline_invitation(asked, NOON + DAY)

    assert asked.declined_at == NOON
    assert kinds(db, one) == []


def test_the_figures_tell_sent_signed_up_no_and_failed(db):
    where, others = programme(), programme()
    people = [person() for _ in range(4)]
    lead = where.leads[0].person
    invite(where, [one.id for one in people], lead, NOON)
    invite(others, [people[0].id], others.leads[0].person, NOON)
    enrolment(where, people[0], EnrolmentRole.MENTOR)
    decline_invitation(queries.invitation_of(people[1], where), NOON)
    stuck = db.scalars(
        select(Notification).where(
            Notification.dedupe_key == queries.invitation_key(where.id, people[2].id)
        )
    ).one()
    stuck.attempts = MAX_ATTEMPTS
    db.flush()

    figures = queries.invitation_figures(where, NOON + 4 * DAY)

    assert (figures.sent, figures.signed_up, figures.said_no) == (4, 1, 1)
    assert (figures.failed, figures.remindable) == (1, 2)


def test_figures_of_programme_1_do_not_count_programme_10(db):
    one = programme()
    other = programme(id=one.id * 10)
    invite(other, [person().id], other.leads[0].person, NOON)
    for notice in db.scalars(select(Notification)):
        notice.attempts = MAX_ATTEMPTS
    db.flush()

    assert queries.invitation_figures(one, NOON).failed == 0
    assert queries.invitation_figures(other, NOON).failed == 1


def test_the_head_count_follows_the_roster(db):
    design = department(name="Design")
    ana = person(department_id=design.id, location="Berlin", started_on=NOON.date() - 10 * DAY)
    person(department_id=design.id, location="Moscow", deactivated_at=NOON)
    person(Role.AUDITOR, department_id=design.id)
    boris = person(location="Moscow", started_on=NOON.date() - 800 * DAY)
    db.add(PersonLanguage(person_id=boris.id, code="ru", level="native"))
    db.flush()
    today = NOON.date()

    assert queries.invited_ids({"department": ["Design"]}, today) == {ana.id}
    assert queries.invited_ids({"tenure": ["newcomer"]}, today) == {ana.id}
    assert queries.invited_ids({"language": ["ru"]}, today) == {boris.id}
    assert queries.head_count({}, today) == 2


def test_what_somebody_speaks_in_private_counts_for_nobody(db):
    """A department of one and a language would tell it, without a profile being opened."""
    today = NOON.date()
    private = person(privacy={"languages": "me"})
    db.add(PersonLanguage(person_id=private.id, code="ru", level="native"))
    db.flush()

    assert queries.head_count({"language": ["ru"]}, today) == 0
    assert "ru" not in queries.audience_choices().languages


def test_the_head_count_asks_a_constant_number_of_queries(db, count_queries):
    for _ in range(5):
        person()
    count_queries.clear()

    queries.head_count({"language": ["ru"], "department": ["Design"]}, NOON.date())

    assert len(count_queries) == 2


def test_addresses_find_colleagues_of_today_in_whatever_case(db):
    one = person(email="ana@demo.example")
    person(email="gone@demo.example", deactivated_at=NOON)
    addresses = ["Ana@demo.example", "gone@demo.example", "who@demo.example"]

    assert queries.colleagues_by_address(addresses) == {"ana@demo.example": one.id}
