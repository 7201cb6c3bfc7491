"""Notices for tests. Their words come from a template that is always there."""

from datetime import timedelta
from itertools import count
from typing import Any

from learning import clock
from learning.extensions import db
from learning.notifications.models import Notification
from learning.people.models import Person
from tests.factories.people import person

KIND = "administration.role_changed"

_numbers = count(1)


def notice(reader: Person | None = None, **fields: Any) -> Notification:
    """A notice that is due, for this reader or for somebody new."""
    reader = reader or person()
    given: dict[str, Any] = {
        "kind": KIND,
        "facts": {"role": "moderator", "given": True},
        "endpoint": "home.index",
        "values": {},
        "dedupe_key": f"notice:{next(_numbers)}",
        "created_at": clock.now(),
        "due_at": clock.now() - timedelta(minutes=1),
    }
    made = Notification(person_id=reader.id, **given | fields)
    db.session.add(made)
    db.session.commit()
    return made
