"""Scenes of the inbox."""

from typing import Any

from flask import current_app

from learning.notifications.rules import unsubscribe_token
from learning.people.models import Person
from tests.access import scene
from tests.factories.notifications import KIND, notice
from tests.factories.people import person


@scene("notifications.index", relations="O", strangers=False)
def index(actor: Person, relation: str) -> dict[str, Any]:
    notice(actor)
    return {}


@scene("notifications.open_notification", relations="O")
def open_notification(actor: Person, relation: str) -> dict[str, Any]:
    return {"notification_id": notice(actor if relation == "O" else person()).id}


@scene("notifications.read_all", relations="O", strangers=False)
def read_all(actor: Person, relation: str) -> dict[str, Any]:
    notice(actor)
    return {}


@scene("notifications.preferences", relations="O", fields={"by_mail": []}, strangers=False)
def preferences(actor: Person, relation: str) -> dict[str, Any]:
    return {}


@scene("notifications.unsubscribe")
def unsubscribe(actor: Person, relation: str) -> dict[str, Any]:
    secret = current_app.config["SECRET_KEY"]
    return {"token": unsubscribe_token(secret, person().id, KIND)}
