"""Scenes of running the site."""

from typing import Any

from learning import clock
from learning.outbox import MAX_ATTEMPTS
from learning.people.models import Person
from tests.access import scene
from tests.factories.notifications import notice
from tests.factories.people import moderator, person


def somebody(actor: Person, relation: str) -> dict[str, Any]:
    return {"person_id": person().id}


for endpoint in ("account", "invite", "close_account"):
    scene(f"administration.{endpoint}")(somebody)


@scene("administration.invite_everybody")
def invite_everybody(actor: Person, relation: str) -> dict[str, Any]:
    person()
    return {}


@scene("administration.open_account")
def open_account(actor: Person, relation: str) -> dict[str, Any]:
    return {"person_id": person(deactivated_at=clock.now()).id}


@scene("administration.roles")
def roles(actor: Person, relation: str) -> dict[str, Any]:
    return {"_fields": {"who": person().email, "role": "moderator"}}


@scene("administration.take_role_back", fields={"role": "moderator"})
def take_role_back(actor: Person, relation: str) -> dict[str, Any]:
    return {"person_id": moderator().id}


@scene("administration.replay_row")
def replay_row(actor: Person, relation: str) -> dict[str, Any]:
    row = notice(attempts=MAX_ATTEMPTS)
    return {"_fields": {"pile": "notifications", "row_id": str(row.id)}}
