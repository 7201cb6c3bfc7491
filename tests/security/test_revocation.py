"""Promise 15: what was taken back is worth nothing on the very next request."""

from collections.abc import Callable

import pytest
from flask import Flask

from learning import clock
from learning.extensions import db as _db
from learning.identity import operations as identity
from learning.identity.models import LinkRequest
from learning.identity.operations import make_token
from learning.identity.rules import LinkPurpose
from learning.people import operations as people
from learning.people.models import Person, Role
from learning.people.operations.roles import grant_role, revoke_role
from learning.scheduling.operations import make_feed
from tests.client import Client
from tests.factories.identity import PASSWORD, person_with_password
from tests.factories.people import admin, roster

# What opens a door


def signed_in(app: Flask, someone: Person, **typed: str) -> Client:
    visitor = Client(app.test_client())
    visitor.submit("/sign-in", email=someone.email, password=PASSWORD, **typed)
    return visitor


def cookie(app: Flask, someone: Person) -> Callable[[], bool]:
    visitor = signed_in(app, someone)
    return lambda: visitor.open("/sign-ins").status_code == 200


def remembered(app: Flask, someone: Person) -> Callable[[], bool]:
    """The second cookie alone, as after the browser was closed."""
    visitor = signed_in(app, someone, remember="y")
    kept = visitor.http.get_cookie("collegium_remember")
    assert kept is not None

    def opens() -> bool:
        other = Client(app.test_client())
        other.http.set_cookie("collegium_remember", kept.value)
        return other.open("/sign-ins").status_code == 200

    return opens


def mailed_link(purpose: LinkPurpose, path: str) -> Callable[[Flask, Person], Callable[[], bool]]:
    def make(app: Flask, someone: Person) -> Callable[[], bool]:
        now = clock.now()
        request = LinkRequest(purpose=purpose, email=someone.email, due_at=now)
        made = make_token(request, now)
        assert made is not None
        _db.session.commit()
        visitor = Client(app.test_client())
        return lambda: visitor.open(f"/{path}/{made[1]}").status_code == 200

    return make


reset_link = mailed_link(LinkPurpose.RESET, "password/reset")
invitation = mailed_link(LinkPurpose.INVITATION, "invitations")


def feed(app: Flask, someone: Person) -> Callable[[], bool]:
    token = make_feed(someone, clock.now(), is_busy_only=False, count=0)
    _db.session.commit()
    visitor = Client(app.test_client())
    return lambda: visitor.open(f"/calendar/feed/{token}.ics").status_code == 200


# What takes it back


def end_everywhere(someone: Person) -> None:
    identity.end_sign_ins(someone, clock.now())


def change_password(someone: Person) -> None:
    new = "three unlikely words"
    identity.change_password(someone, PASSWORD, new, clock.now(), here=None)


def close_account(someone: Person) -> None:
    people.deactivate_person(someone, admin(), clock.now())


EVERY_WAY_IN = (cookie, remembered, reset_link, invitation)


@pytest.mark.parametrize(
    ("way_in", "taking_back"),
    [
        *((way_in, change_password) for way_in in EVERY_WAY_IN),
        *((way_in, close_account) for way_in in EVERY_WAY_IN),
        *((way_in, end_everywhere) for way_in in (cookie, remembered)),
    ],
)
def test_dead_on_the_next_request(app, db, way_in, taking_back):
    someone = person_with_password()
    opens = way_in(app, someone)
    assert opens(), "the control: it was worth something"

    taking_back(someone)
    db.commit()

    assert not opens()


@pytest.mark.parametrize("way_in", [cookie, remembered])
def test_signing_out_kills_copies_of_the_cookies(app, db, way_in):
    someone = person_with_password()
    visitor = signed_in(app, someone, remember="y")
    copies = {
        name: visitor.http.get_cookie(name).value for name in ("collegium", "collegium_remember")
    }
    elsewhere = way_in(app, someone)

    visitor.submit("/sign-ins", form="form[action='/sign-out']")

    for name, value in copies.items():
        thief = Client(app.test_client())
        thief.http.set_cookie(name, value)
        assert thief.open("/sign-ins").status_code == 302, name
    assert elsewhere(), "another browser of the same person stays in"


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MODERATOR, Role.AUDITOR])
def test_a_lost_role_opens_nothing_any_more(app, db, role):
    admin()
    someone = person_with_password()
    people_role = {Role.ADMIN: "/administration/roles", Role.AUDITOR: "/administration/trail"}
    address = people_role.get(role, "/academy/queue")
    grant_role(someone, role, None, clock.now())
    db.commit()
    visitor = signed_in(app, someone)
    assert visitor.open(address).status_code == 200

    revoke_role(someone, role, None, clock.now())
    db.commit()

    assert visitor.open(address).status_code == 403
    assert visitor.open("/sign-ins").status_code == 200, "but they are still a colleague"


def by_an_administrator(someone: Person) -> None:
    people.deactivate_person(someone, admin(), clock.now())
    people.reactivate_person(someone, admin(), clock.now())


def by_the_roster(someone: Person) -> None:
    """A full roster forgets the person, and the next one names them again."""
    someone.employee_id = "E1"
    _db.session.commit()
    others, theirs = {"employee_id": "E2"}, {"name": someone.name, "email": someone.email}
    for rows in ((others,), (others, theirs)):
        people.import_people("p.csv", roster(*rows), is_full=True, by=None, now=clock.now())
        _db.session.commit()
        _db.session.refresh(someone)
        assert someone.is_active is (len(rows) == 2)


@pytest.mark.parametrize("way_back", [by_an_administrator, by_the_roster])
@pytest.mark.parametrize("way_in", [*EVERY_WAY_IN, feed])
def test_what_was_given_out_before_an_account_was_closed_stays_dead(app, db, way_in, way_back):
    someone = person_with_password()
    opens = way_in(app, someone)
    assert opens(), "the control: it was worth something"

    way_back(someone)
    db.commit()

    assert not opens()
    assert way_in(app, someone)(), "a new one is"


@pytest.mark.parametrize("way_in", [reset_link, invitation])
def test_a_link_dies_with_the_address_it_went_to(app, db, way_in):
    """It was typed wrong, or somebody else reads that mailbox by now."""
    someone = person_with_password()
    opens = way_in(app, someone)
    assert opens(), "the control: it was worth something"

    someone.email = "right@demo.example"
    db.commit()

    assert not opens()


def test_a_closed_account_that_is_opened_again_has_to_sign_in_anew(app, db):
    someone, boss = person_with_password(), admin()
    opens = cookie(app, someone)
    page = Client(app.test_client())
    page.sign_in(boss)
    page.submit(f"/administration/accounts/{someone.id}", form="form[action$='/close']")
    page.submit(f"/administration/accounts/{someone.id}", form="form[action$='/open']")

    assert not opens()
