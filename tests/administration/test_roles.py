"""Giving roles and taking them back."""

import pytest
from sqlalchemy import select

from learning import clock
from learning.administration import policy
from learning.audit.models import AuditEntry
from learning.extensions import db as _db
from learning.notifications.models import Notification
from learning.people.models import Person, Role
from learning.people.operations.accounts import LastAdministrator
from learning.people.operations.roles import OwnRole, grant_role, revoke_role
from tests.factories.people import admin, moderator, person


def roles_of(someone) -> set[str]:
    _db.session.expire_all()
    return set(_db.session.get(Person, someone.id).roles)


def trail() -> list[tuple[int | None, str, str]]:
    query = select(AuditEntry.actor_id, AuditEntry.target, AuditEntry.details)
    return [
        (actor, target, f"{details['role']} {details['given']}")
        for actor, target, details in _db.session.execute(query)
    ]


def test_a_role_is_given_and_taken_back_with_a_trace_of_each(db):
    boss, someone = admin(), person()

    for _ in range(2):  # twice is harmless
        grant_role(someone, Role.MODERATOR, boss, clock.now())
    assert roles_of(someone) == {"moderator"}
    for _ in range(2):
        revoke_role(someone, Role.MODERATOR, boss, clock.now())

    assert roles_of(someone) == set()
    target = f"person:{someone.id}"
    assert trail() == [(boss.id, target, "moderator True"), (boss.id, target, "moderator False")]


def test_nobody_changes_their_own_role(db):
    boss = admin()
    admin()

    with pytest.raises(OwnRole):
        grant_role(boss, Role.AUDITOR, boss, clock.now())
    with pytest.raises(OwnRole):
        revoke_role(boss, Role.ADMIN, boss, clock.now())


def test_the_last_administrator_stays(db):
    last = admin()
    admin(deactivated_at=clock.now())

    with pytest.raises(LastAdministrator):
        revoke_role(last, Role.ADMIN, None, clock.now())
    assert roles_of(last) == {"admin"}


def test_the_operator_s_command_leaves_a_trace_without_an_actor(db):
    grant_role(person(), Role.ADMIN, None, clock.now())

    assert trail()[0][0] is None


# The page


@pytest.fixture
def boss(client):
    boss = admin(name="Ada")
    client.sign_in(boss)
    return boss


@pytest.mark.parametrize("by", ["name", "email"])
def test_somebody_found_by_name_or_address_gets_the_role_and_is_told(client, boss, by):
    someone = person(name="Борис Иванов", email="boris@demo.example")

    client.submit("/administration/roles", who=getattr(someone, by), role="moderator")

    assert roles_of(someone) == {"moderator"}
    told = _db.session.scalars(select(Notification.person_id)).all()
    assert told == [someone.id]
    assert "Борис Иванов" in client.get("/administration/roles").text


def test_whom_several_could_be_is_asked_for(client, boss):
    twins = [person(name="Anna Bell"), person(name="Anna Bell")]

    page = client.submit("/administration/roles", status=422, who="Anna Bell", role="moderator")

    assert all(twin.email in page.text for twin in twins)
    assert page.select_one("#who")["value"] == "Anna Bell"


@pytest.mark.parametrize("typed", [{"who": "Nobody"}, {"who": ""}, {"role": "emperor"}])
def test_what_cannot_be_is_said_at_its_place(client, boss, typed):
    someone = person()

    page = client.submit(
        "/administration/roles", status=422, **{"who": someone.email, "role": "auditor"} | typed
    )

    assert page.select_one(".field-errors")
    assert roles_of(someone) == set()


def test_a_role_is_taken_back_by_its_button(client, boss):
    someone = moderator()

    client.submit("/administration/roles", form="form[action$='/take-back']")

    assert roles_of(someone) == set()


def test_one_s_own_role_has_no_button_and_no_way_around(client, boss):
    assert not client.get("/administration/roles").select("form[action$='/take-back']")

    client.post(f"/administration/roles/{boss.id}/take-back", status=403, role="admin")
    client.submit("/administration/roles", status=409, who=boss.email, role="auditor")

    assert roles_of(boss) == {"admin"}


def test_a_role_that_does_not_exist_is_not_taken_back(client, boss):
    client.post(f"/administration/roles/{person().id}/take-back", status=422, role="emperor")


def test_a_role_change_counts_from_the_next_request(client, boss):
    client.get("/administration/roles")
    admin()
    revoke_role(boss, Role.ADMIN, None, clock.now())
    _db.session.commit()

    client.get("/administration/roles", status=403)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_no_other_role_administers(db, role):
    other = person(role)
    assert not policy.can_administer(other)
    assert not policy.can_change(other, person())
    assert policy.can_close(other, person()) == (role is Role.HR_INTEGRATION)
    assert policy.can_read_trail(other) == policy.can_read_details(other) == (role is Role.AUDITOR)


def test_an_administrator_reads_the_trail_without_its_details(db):
    assert policy.can_read_trail(admin())
    assert not policy.can_read_details(admin())
    assert not policy.can_read_trail(person())


def test_the_list_asks_the_database_as_often_for_many_as_for_one(client, boss, count_queries):
    moderator()
    client.get("/administration/roles")
    count_queries.clear()
    client.get("/administration/roles")
    for_one = len(count_queries)
    for _ in range(5):
        moderator()
    count_queries.clear()

    client.get("/administration/roles")

    assert len(count_queries) == for_one <= 12
