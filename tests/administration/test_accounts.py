"""Accounts: who can come in, inviting, closing and opening again."""

import pytest
from sqlalchemy import select

from learning import clock
from learning.audit.models import AuditEntry
from learning.extensions import db as _db
from learning.identity import operations as identity
from learning.identity import queries as doors
from learning.identity.models import LinkRequest
from tests.factories.identity import person_with_password
from tests.factories.people import admin, person


@pytest.fixture
def boss(client):
    boss = admin(name="Ada")
    identity.set_password(boss, "correct horse battery", clock.now())
    _db.session.commit()
    client.sign_in(boss)
    return boss


def names(page) -> list[str]:
    return [name.text for name in page.select("main .rows .chip-name")]


def test_accounts_are_found_by_name_address_and_state(client, boss):
    waiting = person(name="Борис Семёнов", email="boris@demo.example")
    closed = person_with_password(name="Zoë", deactivated_at=clock.now())

    assert names(client.get("/administration/accounts")) == ["Ada", "Zoë", "Борис Семёнов"]
    assert names(client.get("/administration/accounts?q=семенов")) == [waiting.name]
    assert names(client.get("/administration/accounts?q=BORIS@")) == [waiting.name]
    assert names(client.get("/administration/accounts?state=waiting")) == [waiting.name]
    assert names(client.get("/administration/accounts?state=closed")) == [closed.name]
    assert client.get("/administration/accounts?q=%25").select_one(".empty")


def test_the_way_to_the_accounts_stays_marked_within_one_of_them(client, boss):
    page = client.get(f"/administration/accounts/{person().id}")

    assert [one.text.strip() for one in page.select(".rail a[aria-current]")] == ["Accounts"]


def test_all_who_wait_for_a_password_are_invited_at_once(client, boss):
    waiting = [person(), person()]

    client.submit("/administration/accounts", form="form[action$='/invite']")

    assert set(_db.session.scalars(select(LinkRequest.email))) == {one.email for one in waiting}
    assert "2 invitations" in client.get("/administration/accounts").text


def test_one_person_is_invited_from_their_account(client, boss):
    someone = person()
    address = f"/administration/accounts/{someone.id}"

    client.submit(address, form="form[action$='/invite']")

    assert _db.session.scalars(select(LinkRequest.email)).all() == [someone.email]
    assert "invited" in client.get(address).text


def test_a_closed_account_is_signed_out_at_once_and_can_be_opened_again(client, boss):
    someone = person_with_password()
    identity.start_sign_in(someone, clock.now(), remember=True)
    _db.session.commit()
    address = f"/administration/accounts/{someone.id}"

    client.submit(address, form="form[action$='/close']")
    _db.session.expire_all()
    assert not someone.is_active
    assert not doors.open_sign_ins(someone, clock.now())
    client.submit(address, form="form[action$='/open']")
    _db.session.expire_all()

    assert someone.is_active
    actions = _db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["account.deactivate", "account.reactivate"]


def test_nobody_closes_their_own_account(client, boss):
    address = f"/administration/accounts/{boss.id}"
    assert not client.get(address).select("main form[action$='/close']")

    client.post(f"{address}/close", status=403)


def test_the_sign_ins_of_somebody_are_ended_from_their_account(client, boss):
    someone = person_with_password()
    identity.start_sign_in(someone, clock.now(), remember=True)
    _db.session.commit()

    client.submit(f"/administration/accounts/{someone.id}", form="form[action$='/end']")

    assert not doors.open_sign_ins(someone, clock.now())


@pytest.mark.parametrize("path", ["", "/1"])
def test_everybody_else_is_refused(client, path):
    client.sign_in(person())

    client.get(f"/administration/accounts{path}", status=403)


def test_an_account_that_does_not_exist_is_not_there(client, boss):
    client.get("/administration/accounts/999999", status=404)


def test_the_list_asks_the_database_as_often_for_many_as_for_one(client, boss, count_queries):
    client.get("/administration/accounts")
    count_queries.clear()
    client.get("/administration/accounts")
    for_one = len(count_queries)
    for _ in range(10):
        person()
    count_queries.clear()

    client.get("/administration/accounts")

    assert len(count_queries) == for_one <= 12
