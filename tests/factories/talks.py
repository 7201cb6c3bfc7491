"""Talks for tests."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from learning.academy.models import Talk
from learning.academy.operations import talks as operations
from learning.academy.operations.talks import TalkDraft
from learning.academy.queries import talks as queries
from learning.extensions import db
from learning.people.models import Person
from tests.factories.academy import topic
from tests.factories.people import NOON, person

_numbers = count(1)
IN_A_WEEK = NOON + timedelta(days=7)


def talk(
    host: Person | None = None,
    starts_at: datetime = IN_A_WEEK,
    *,
    now: datetime = NOON,
    guests: Sequence[Person] = (),
    minutes: int = 60,
    **fields: Any,
) -> Talk:
    """A talk of an hour; `fields` are those of the draft."""
    given = {
        "title": f"Talk {next(_numbers)}",
        "why": "You will know how.",
        "about": "All of it.",
        "language": "en",
        "place": "Room 4",
    } | fields
    given.setdefault("topic_id", topic().id)
    host = host or person()
    [made] = operations.plan_talk(TalkDraft(**given), host, host, [starts_at], minutes, now)
    for guest in guests:
        operations.join_talk(made, guest, now)
    db.session.commit()
    found = queries.talk(made.id)
    assert found is not None
    return found
