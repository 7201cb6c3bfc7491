from learning import clock
from learning.identity import policy
from learning.identity.operations import start_sign_in
from learning.identity.queries import open_sign_ins
from learning.people.models import Role
from tests.factories.people import admin, moderator, person


def test_people_who_left_and_machines_stay_outside(db):
    assert policy.can_sign_in(person())
    assert policy.can_sign_in(person(Role.AUDITOR))
    assert not policy.can_sign_in(person(deactivated_at=clock.now()))
    assert not policy.can_sign_in(person(Role.HR_INTEGRATION))


def test_sign_ins_are_ended_by_their_owner_or_an_administrator(db):
    owner = person()
    start_sign_in(owner, clock.now(), remember=False)
    [sign_in] = open_sign_ins(owner, clock.now())

    assert policy.can_end_sign_in(owner, sign_in)
    assert policy.can_end_sign_in(admin(), sign_in)
    assert not policy.can_end_sign_in(moderator(), sign_in)
    assert not policy.can_end_sign_in(person(), sign_in)
