"""Recording facts, in the transaction of what they tell."""

from datetime import datetime

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
