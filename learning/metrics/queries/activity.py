"""What facts come to, window by window."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import (
    CTE,
    Integer,
    Select,
    cast,
    distinct,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from learning.academy.models import Article, Topic
from learning.activity.models import Fact
from learning.extensions import db
from learning.metrics.rules import Window
from learning.programmes.models import Programme

Row = Select[int, int, int, int, int, int]

INVOLVING = (
    "session_held",
    "buddy_met",
    "article_published",
    "article_verified",
    "question_answered",
)
VIEWED, PUBLISHED = "article_viewed", "article_published"


@dataclass
class Activity:
    """One window. People are counted once within it, and never added up over windows."""

    people: int = 0  # who did something; reading is no act
    views: int = 0
    readers: int = 0
    published: int = 0
    involved: set[int] = field(default_factory=set)


def activity(
    programme: Programme, windows: Sequence[Window], weeks: Sequence[Window]
) -> tuple[list[Activity], list[Activity]]:
    """Activity in each window and in each week, in one statement; who was involved in windows."""
    spans = [*windows, *weeks]
    facts = _facts(programme.id, min(one.start for one in spans))
    counts = [_counts(facts, number, one) for number, one in enumerate(spans)]
    involved = [_involved(facts, number, one) for number, one in enumerate(windows)]
    found = [Activity() for _ in spans]
    for row in db.session.execute(union_all(*counts, *involved)):
        one = found[row.window]
        if row.person_id is not None:
            one.involved.add(row.person_id)
            continue
        one.people, one.views = row.people, row.views
        one.readers, one.published = row.readers, row.published
    return found[: len(windows)], found[len(windows) :]


def articles_of(programme_id: int) -> Select[int]:
    """Numbers of the articles of a programme, by themselves or by their topic and those above."""
    above, top = aliased(Topic), aliased(Topic)
    topics = (
        select(Topic.id)
        .outerjoin(above, above.id == Topic.parent_id)
        .outerjoin(top, top.id == above.parent_id)
        .where(or_(*(one.programme_id == programme_id for one in (Topic, above, top))))
    )
    return select(Article.id).where(
        or_(Article.programme_id == programme_id, Article.topic_id.in_(topics))
    )


def _facts(programme_id: int, start: datetime) -> CTE:
    """What was done in the programme and with its articles since then, looked up once."""
    of_articles = (Fact.object_kind == "article") & Fact.object_id.in_(articles_of(programme_id))
    return (
        select(Fact.person_id, Fact.verb, Fact.at)
        .where(
            or_(Fact.programme_id == programme_id, of_articles),
            Fact.at >= start,
            Fact.verb.in_((*INVOLVING, VIEWED)),
        )
        .cte("facts_here")
    )


def _counts(facts: CTE, number: int, window: Window) -> Row:
    person, verb = facts.c.person_id, facts.c.verb
    return select(
        literal(number, Integer).label("window"),
        cast(null(), Integer).label("person_id"),
        func.count(distinct(person)).filter(verb.in_(INVOLVING)).label("people"),
        func.count().filter(verb == VIEWED).label("views"),
        func.count(distinct(person)).filter(verb == VIEWED).label("readers"),
        func.count().filter(verb == PUBLISHED).label("published"),
    ).where(facts.c.at >= window.start, facts.c.at < window.end)


def _involved(facts: CTE, number: int, window: Window) -> Row:
    zero = literal(0, Integer)
    return (
        select(literal(number, Integer), facts.c.person_id, zero, zero, zero, zero)
        .where(facts.c.at >= window.start, facts.c.at < window.end, facts.c.verb.in_(INVOLVING))
        .distinct()
    )
