"""Scenes of the start page."""

from typing import Any

from learning.people.models import Person
from tests.access import scene


@scene("home.welcome", relations="O", fields={"way": "read"}, strangers=False)
def welcome(actor: Person, relation: str) -> dict[str, Any]:
    return {}


@scene("home.note_search", fields={"q": "parking", "hits": "0", "took": "3"})
def note_search(actor: Person, relation: str) -> dict[str, Any]:
    return {}


@scene("home.preferences", fields={"language": ""})
def preferences(actor: Person, relation: str) -> dict[str, Any]:
    return {}
