"""Scenes for the generated test of the authorization table.

A scene sets the stage for one endpoint: given who acts and how that person is related to the
object, it makes the object and answers with the address's values and, for an act, the fields to
send. `tests/architecture/test_access.py` plays every scene as every identity and compares the
answer with the cell of the row that the view names.

    @scene("mentoring.cancel_booking", relations="PO", fields={"reason": "ill"})
    def cancel_booking(actor: Person, relation: str) -> dict[str, object]:
        booked = booking(mentee_id=actor.id) if relation == "P" else booking()
        return {"booking_id": booked.id}

`relation` is "O" (own), "P" (party), "S" (own scope) or "-" (a stranger to it). `relations` lists
the ones that make sense for this endpoint besides "-"; leave it empty where cells are only Y or -.
Where the address names nothing but one's own, say `strangers=False`: nobody can be one there. Where
a stranger is only who the scene bars by name, say `barred=True`: then each has a scene of their
own.
A stage answers None where somebody like this actor cannot stand so to the object.
`fields` may also be returned under the key "_fields" when they depend on the scene. Pages whose
address needs nothing and whose row has only Y or - need no scene.

An answer counts as allowed when it is none of 401, 403, 404 and no redirect to the sign-in page. A
scene that must differ by identity (a newcomer is made with a start date, an expert with a topic, a
mentor with an enrolment) gets the actor ready-made by `tests/access/identities.py`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from learning.extensions import db
from learning.people.models import Person

Stage = Callable[[Person, str], dict[str, Any] | None]


@dataclass(frozen=True)
class Scene:
    stage: Stage
    relations: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    strangers: bool = True
    barred: bool = False


SCENES: dict[str, Scene] = {}


@contextmanager
def staging() -> Iterator[None]:
    """While a scene is set, rows need not be read again after each commit; after it, all are."""
    session = db.session()
    session.expire_on_commit = False
    yield
    session.expire_on_commit = True
    session.expire_all()


def scene(
    endpoint: str,
    relations: str = "",
    fields: Mapping[str, Any] | None = None,
    *,
    strangers: bool = True,
    barred: bool = False,
) -> Callable[[Stage], Stage]:
    """Register the stage of this endpoint."""

    def register(stage: Stage) -> Stage:
        assert endpoint not in SCENES, f"{endpoint} has two scenes"
        SCENES[endpoint] = Scene(stage, relations, fields or {}, strangers, barred)
        return stage

    return register
