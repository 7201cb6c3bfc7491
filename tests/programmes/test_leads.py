"""Naming a lead, taking it away, stepping down."""

import pytest
from sqlalchemy import delete, select

from learning.audit.models import AuditEntry
from learning.notifications.models import Notification
from learning.people.models import RoleGrant
from learning.programmes.operations import (
    AlreadyLeads,
    LastLead,
    NoLeadRole,
    NotYourself,
    UnknownColleague,
    assign_lead,
    remove_lead,
    step_down,
)
from tests.factories.people import NOON, admin, person, programme_lead
from tests.factories.programmes import programme


def test_a_colleague_with_the_role_leads_too_and_is_told(db):
    where, other = programme(), programme_lead(email="vera@demo.example")
    lead = where.leads[0].person

    assign_lead(where, "Vera@Demo.example", lead, NOON)

    assert where.is_led_by(other)
    [told] = db.scalars(select(Notification)).all()
    assert (told.person_id, told.kind) == (other.id, "programmes.lead_named")
    [entry] = db.scalars(select(AuditEntry)).all()
    assert entry.details == {"person": other.id, "change": "named"}


def test_a_colleague_without_the_role_is_refused_and_the_refusal_says_whom_to_ask(db):
    admin(name="Ada Admin")
    where, other = programme(), person(name="Vera")

    with pytest.raises(NoLeadRole, match=r"Vera.*Ada Admin"):
        assign_lead(where, other.email, where.leads[0].person, NOON)
    assert not where.is_led_by(other)


def test_nobody_names_themselves(db):
    boss, where = admin(), programme()

    with pytest.raises(NotYourself):
        assign_lead(where, boss.email, boss, NOON)


def test_unknown_and_departed_people_are_refused_alike(db):
    where = programme()
    gone = programme_lead(deactivated_at=NOON)

    for address in ("nobody@demo.example", gone.email):
        with pytest.raises(UnknownColleague):
            assign_lead(where, address, where.leads[0].person, NOON)


def test_naming_a_lead_twice_is_refused(db):
    where, other = programme(), programme_lead()
    assign_lead(where, other.email, where.leads[0].person, NOON)

    with pytest.raises(AlreadyLeads):
        assign_lead(where, other.email, where.leads[0].person, NOON)


def test_the_last_lead_needs_a_successor_to_leave(db):
    where = programme()
    lead = where.leads[0].person

    with pytest.raises(LastLead):
        step_down(where, lead, NOON)
    assign_lead(where, programme_lead().email, lead, NOON)
    step_down(where, lead, NOON)
    step_down(where, lead, NOON)

    assert not where.is_led_by(lead)


def test_a_colleague_who_lost_the_role_is_no_successor(db):
    where, other = programme(), programme_lead()
    lead = where.leads[0].person
    assign_lead(where, other.email, lead, NOON)
    db.execute(delete(RoleGrant).where(RoleGrant.person_id == other.id))
    db.commit()

    with pytest.raises(LastLead):
        step_down(where, lead, NOON)


def test_a_removed_lead_is_told(db):
    where, other = programme(), programme_lead()
    lead = where.leads[0].person
    assign_lead(where, other.email, lead, NOON)

    for _ in range(2):
        remove_lead(where, other, lead, NOON)

    assert not where.is_led_by(other)
    kinds = db.scalars(select(Notification.kind).order_by(Notification.id)).all()
    assert kinds == ["programmes.lead_named", "programmes.lead_removed"]
