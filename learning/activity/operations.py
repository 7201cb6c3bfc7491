"""Recording facts, in the transaction of what they tell."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert

from learning.activity.models import Fact
from learning.extensions import db


def record(
    person_id: int,
    verb: str,
    object_kind: str,
    object_id: int,
    now: datetime,
    programme_id: int | None = None,
) -> None:
    """Record that the person did this: verb in the past ("session_held"), object by kind and id."""
    db.session.add(
        Fact(
            at=now,
            person_id=person_id,
            verb=verb,
            object_kind=object_kind,
            object_id=object_id,
            programme_id=programme_id,
        )
    )


def record_each(
    acts: Sequence[tuple[int, int]],
    verb: str,
    object_kind: str,
    now: datetime,
    programme_id: int | None = None,
) -> None:
    """As `record` of each act, a person and an object's id, in one statement."""
    lines = [
        {
            "at": now,
            "person_id": person_id,
            "verb": verb,
            "object_kind": object_kind,
            "object_id": object_id,
            "programme_id": programme_id,
        }
        for person_id, object_id in acts
    ]
    if lines:
        db.session.execute(insert(Fact), lines)
