"""Scenes of signing in and out."""

import secrets
from typing import Any

from learning import clock
from learning.extensions import db
from learning.identity.operations import set_password, start_sign_in
from learning.identity.queries import open_sign_ins
from learning.identity.rules import LinkPurpose
from learning.people.models import Person
from tests.access import scene
from tests.factories.identity import PASSWORD, link, person_with_password
from tests.factories.people import person

NEW = "three unlikely words"


@scene("identity.sign_out", relations="O", strangers=False)
def sign_out(actor: Person, relation: str) -> dict[str, Any]:
    return {}


@scene("identity.sign_ins", relations="O", strangers=False)
def sign_ins(actor: Person, relation: str) -> dict[str, Any]:
    return {}


@scene("identity.end_sign_in", relations="O")
def end_sign_in(actor: Person, relation: str) -> dict[str, Any]:
    owner = actor if relation == "O" else person()
    start_sign_in(owner, clock.now(), remember=False)
    db.session.commit()
    return {"sign_in_id": open_sign_ins(owner, clock.now())[0].id}


@scene(
    "identity.change_password",
    relations="O",
    fields={"current": PASSWORD, "password": NEW, "again": NEW},
    strangers=False,
)
def change_password(actor: Person, relation: str) -> dict[str, Any]:
    set_password(actor, PASSWORD, clock.now())
    db.session.commit()
    return {}


# Open to strangers; the tests of forged and foreign requests need their addresses and fields


@scene("identity.sign_in")
def sign_in(actor: Person, relation: str) -> dict[str, Any]:
    return {"_fields": {"email": person_with_password().email, "password": PASSWORD}}


@scene("identity.ask_for_link")
def ask_for_link(actor: Person, relation: str) -> dict[str, Any]:
    return {"_fields": {"email": person().email}}


def fresh_link(purpose: LinkPurpose) -> str:
    token = secrets.token_urlsafe()
    link(person(), token, purpose)
    return token


@scene("identity.reset_password", fields={"password": NEW, "again": NEW})
def reset_password(actor: Person, relation: str) -> dict[str, Any]:
    return {"token": fresh_link(LinkPurpose.RESET)}


@scene("identity.accept_invitation", fields={"password": NEW, "again": NEW})
def accept_invitation(actor: Person, relation: str) -> dict[str, Any]:
    return {"token": fresh_link(LinkPurpose.INVITATION)}
