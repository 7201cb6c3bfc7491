"""Scenes of the dashboards: sums and shares, for those who lead and those who oversee."""

from typing import Any

from learning.people.models import Person
from tests.access import scene
from tests.factories.programmes import programme


def _programme(actor: Person, relation: str) -> dict[str, Any]:
    return {"programme_id": (programme(actor) if relation == "S" else programme()).id}


@scene("metrics.index", relations="S", strangers=False)
def index(actor: Person, relation: str) -> dict[str, Any]:
    return {}


@scene("metrics.programme", relations="S")
def view_programme(actor: Person, relation: str) -> dict[str, Any]:
    return _programme(actor, relation)


@scene("metrics.export", relations="S")
def export(actor: Person, relation: str) -> dict[str, Any]:
    return _programme(actor, relation)
