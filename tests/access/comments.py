"""Scenes of comments."""

from typing import Any

from learning.people.models import Person
from tests.access import scene
from tests.access.academy import own_scope
from tests.factories.academy import article, topic
from tests.factories.comments import comment
from tests.factories.people import person

SAID = {"body": "Which machine?"}


def said(actor: Person, relation: str) -> dict[str, Any]:
    under = article(topic_id=(own_scope(actor) if relation == "S" else topic()).id)
    made = comment(under, actor if relation == "O" else person())
    return {"article_id": under.id, "comment_id": made.id}


@scene("academy.comments")
def read(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": comment().article_id}


@scene("academy.add_comment", fields=SAID)
def add(actor: Person, relation: str) -> dict[str, Any]:
    return {"article_id": article().id}


@scene("moderation.report_comment", fields={"reason": "other", "words": "It is rude."})
def report(actor: Person, relation: str) -> dict[str, Any]:
    return {"comment_id": comment().id}


scene("academy.edit_comment", relations="O", fields=SAID)(said)
scene("academy.resolve_comment", relations="OS")(said)
scene("academy.reopen_comment", relations="OS")(said)


@scene("academy.hide_comment", relations="OS")
def hide(actor: Person, relation: str) -> dict[str, Any]:
    return said(actor, relation) | {"_fields": {} if relation == "O" else {"why": "It is rude."}}
