"""Scenes of signing in and out."""

from typing import Any

from learning import clock
from learning.extensions import db
from learning.identity.operations import set_password, start_sign_in
from learning.identity.queries import open_sign_ins
from learning.people.models import Person
from tests.access import scene
from tests.factories.identity import PASSWORD
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
