"""Circles suggested to a whole pool: planned by size, told to those they are for."""

import pytest
from sqlalchemy import select

from learning import clock
from learning.mentoring.operations import DraftOutdated, circle_plan, suggest_circles
from learning.notifications.models import Notification
from learning.people.models import Avoidance
from learning.programmes.models import Circle
from tests.factories.mentoring import mentee_in, mentor_in, teaches, wants
from tests.factories.people import NOON, programme_lead
from tests.factories.programmes import programme


@pytest.fixture
def lead(db):
    return programme_lead()


@pytest.fixture
def where(lead):
    return programme(lead, formats=["mentoring", "circle"])


def learners(where, count, skill="Python"):
    found = [mentee_in(where) for _ in range(count)]
    for one in found:
        wants(one.person, skill)
    return found


def host(where, skill="Python", **fields):
    found = mentor_in(where, **fields)
    teaches(found.person, skill)
    return found


def test_people_who_want_the_same_meet_around_a_mentor_who_teaches_it(db, where):
    mentees, mentor = learners(where, 4), host(where)
    mentee_in(where)

    plan = circle_plan(where, 3, 8, NOON)

    [group] = plan.groups
    assert (group.host, group.topic) == (mentor.person_id, "Python")
    assert set(group.members) == {one.person_id for one in mentees}
    assert (plan.served, plan.optimal) == (4, True)


def test_two_who_avoid_each_other_are_not_in_one_circle(db, where):
    one, other, *_rest = learners(where, 4)
    host(where)
    db.add(Avoidance(person_id=one.person_id, other_id=other.person_id))
    db.commit()

    [group] = circle_plan(where, 3, 8, NOON).groups

    assert len({one.person_id, other.person_id} & set(group.members)) == 1


def test_a_suggestion_tells_the_mentor_and_the_people_and_puts_nobody_in(db, where, lead):
    mentees, mentor = learners(where, 3), host(where)

    [circle] = suggest_circles(where, lead, 3, 8, NOON)

    assert (circle.is_proposal, circle.seats, circle.least) == (True, 8, 3)
    told = select(Notification.person_id).where(Notification.kind == "mentoring.circle_suggested")
    assert set(db.scalars(told)) == {mentor.person_id, *(one.person_id for one in mentees)}
    with pytest.raises(DraftOutdated):
        suggest_circles(where, lead, 3, 8, NOON)


def test_a_lead_plans_looks_and_suggests(client, db, where, lead):
    learners(where, 3), host(where)
    client.sign_in(lead)
    address = f"/mentoring/programmes/{where.id}/circle-plan"

    assert "Plan circles" in client.get(f"/mentoring/programmes/{where.id}/match-runs").text
    assert (
        "No topic brings enough people"
        in client.submit(address, status=200, least="4", most="8").text
    )
    assert "Would lead it" in client.get(address).text
    client.submit(address, suggest="1", least="3", most="8")

    assert db.scalars(select(Circle.topic)).all() == ["Python"]
    assert clock.now() >= db.scalars(select(Circle.proposed_at)).one()
