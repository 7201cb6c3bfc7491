"""Everything that is asked of one person or ahead of them, over all features, in one statement.

The conditions are those of each feature's own start page (`tests/home/test_tasks.py` holds the two
together); one statement instead of twenty keeps the page everybody opens first quick.
"""

from datetime import datetime, timedelta

from sqlalchemy import union_all

from learning.buddies.rules import PLAN_DAYS
from learning.extensions import db
from learning.home.queries.tasks import (
    academy,
    buddies,
    mentoring,
    moderation,
    programmes,
    reviews,
    talks,
)
from learning.home.queries.tasks.lines import task_of
from learning.home.rules import Task
from learning.people.models import Person
from learning.reviews.rules import RESULT_IS_NEWS

WEEK = timedelta(days=7)

_TASKS = union_all(
    *mentoring.LINES,
    *buddies.LINES,
    *moderation.LINES,
    *academy.LINES,
    *talks.LINES,
    *reviews.LINES,
    *programmes.LINES,
)


def tasks_for(person: Person, now: datetime) -> list[Task]:
    """What waits for this person, and what their week holds, in no order."""
    today = now.date()
    values = {
        "me": person.id,
        "now": now,
        "today": today,
        "in_a_week": now + WEEK,
        "week_end": today + WEEK,
        "soon": today + timedelta(days=2),
        "plans_since": today - timedelta(days=PLAN_DAYS),
        "news_since": today - RESULT_IS_NEWS,
    }
    return [task_of(row) for row in db.session.execute(_TASKS, values)]
