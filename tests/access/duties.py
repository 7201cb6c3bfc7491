"""Scenes of must-reads."""

from datetime import timedelta
from typing import Any

from learning import clock
from learning.academy.models import Audience
from learning.academy.operations import Readers
from learning.people.models import Person
from tests.access import scene
from tests.access.academy import own_scope
from tests.factories.academy import article, topic
from tests.factories.duties import must_read
from tests.factories.people import department


def in_scope(actor: Person, relation: str) -> Any:
    return article(topic_id=(own_scope(actor) if relation == "S" else topic()).id)


def tomorrow() -> str:
    return (clock.now().date() + timedelta(days=1)).isoformat()


@scene("academy.require_reading", relations="S")
def require(actor: Person, relation: str) -> dict[str, Any]:
    fields = {"audience": "everybody", "department": "", "programme": "", "role": ""}
    return {
        "article_id": in_scope(actor, relation).id,
        "_fields": fields | {"due_on": tomorrow()},
    }


@scene("academy.acknowledge", relations="O", fields={"number": 1})
def acknowledge(actor: Person, relation: str) -> dict[str, Any]:
    if relation == "O":
        return {"article_id": must_read().article_id}
    elsewhere = Readers(Audience.DEPARTMENT, department_id=department().id)
    return {"article_id": must_read(readers=elsewhere).article_id}


def asked(actor: Person, relation: str) -> dict[str, Any]:
    return {"must_read_id": must_read(in_scope(actor, relation)).id}


scene("academy.must_read", relations="S")(asked)
scene("academy.missing", relations="S")(asked)
scene("academy.end_must_read", relations="S")(asked)


@scene("academy.move_must_read", relations="S")
def move(actor: Person, relation: str) -> dict[str, Any]:
    return asked(actor, relation) | {"_fields": {"due_on": tomorrow()}}
