"""Must-reads for tests."""

from datetime import date, datetime, timedelta
from typing import Any

from learning.academy.models import Article, Audience, MustRead
from learning.academy.operations import Readers, require_reading
from learning.extensions import db
from learning.people.models import Person
from tests.factories.academy import article, topic
from tests.factories.people import NOON, programme_lead
from tests.factories.programmes import programme

DUE = NOON.date() + timedelta(days=20)


def led_article(lead: Person | None = None, **fields: Any) -> Article:
    """An article whose topic a programme of this lead keeps."""
    kept = topic(programme_id=programme(lead=lead or programme_lead()).id)
    return article(topic_id=kept.id, **fields)


def must_read(
    of: Article | None = None,
    by: Person | None = None,
    readers: Readers | None = None,
    due_on: date = DUE,
    at: datetime = NOON,
) -> MustRead:
    by = by or programme_lead()
    readers = readers or Readers(Audience.EVERYBODY)
    made = require_reading(of or led_article(by), readers, due_on, by, at)
    db.session.commit()
    return made
