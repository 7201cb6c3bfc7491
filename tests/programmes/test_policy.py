"""Rights end where the programme ends, and with the role."""

from learning.programmes import policy
from learning.programmes.models import EnrolmentRole
from tests.factories.people import admin, person, programme_lead
from tests.factories.programmes import enrolment, programme


def test_a_lead_s_rights_end_at_their_own_programme(db):
    lead = programme_lead()
    own, other = programme(lead), programme()

    for may in (policy.can_edit, policy.can_close, policy.can_invite, policy.can_decide_topics):
        assert may(lead, own)
        assert not may(lead, other)


def test_a_lead_without_the_role_may_nothing(db):
    led = programme(person())

    assert not policy.can_edit(led.leads[0].person, led)
    assert not policy.can_list_enrolments(led.leads[0].person, led)


def test_an_administrator_edits_but_does_not_approve(db):
    boss, where = admin(), programme()
    asked = enrolment(where, person(), EnrolmentRole.MENTEE)

    assert policy.can_edit(boss, where)
    assert policy.can_invite(boss, where)
    assert not policy.can_approve(boss, asked)
    assert not policy.can_list_enrolments(boss, where)
    assert not policy.can_decide_topics(boss, where)


def test_nobody_approves_their_own_application(db):
    lead = programme_lead()
    where = programme(lead)

    assert policy.can_approve(lead, enrolment(where, person(), EnrolmentRole.MENTEE))
    assert not policy.can_approve(lead, enrolment(where, lead, EnrolmentRole.MENTEE))
    assert not policy.can_remove(lead, enrolment(where, lead, EnrolmentRole.MENTOR))


def test_only_leads_and_administrators_create(db):
    assert policy.can_create(programme_lead())
    assert policy.can_create(admin())
    assert not policy.can_create(person())


def test_nobody_makes_or_unmakes_themselves_a_lead(db):
    lead, boss = programme_lead(), admin()
    where = programme(lead)

    assert policy.can_assign_lead(lead, where, person())
    assert not policy.can_assign_lead(lead, where, lead)
    assert not policy.can_assign_lead(boss, where, boss)
