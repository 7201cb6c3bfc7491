"""What facts come to, window by window."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    case,
    distinct,
    func,
    literal,
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


def activity(
    programme: Programme, windows: Sequence[Window], weeks: Sequence[Window]
) -> tuple[list[Activity], list[Activity]]:
    """Activity in each window and in each week, in one statement.

    Both end now, and in each list they follow on one another, so that a fact is in one of each.
    """
    facts = _facts(programme.id, windows, weeks).cte("facts_here")
    facts = facts.prefix_with("MATERIALIZED")  # or SQLite looks the facts up twice
    found = {"windows": [Activity() for _ in windows], "weeks": [Activity() for _ in weeks]}
    rows = union_all(*(_counts(facts, spans) for spans in found))
    for row in db.session.execute(rows):
        one = found[row.spans][row.number]
        if row.is_view:
            one.views, one.readers = row.facts, row.people
        else:
            one.people, one.published = row.people, row.published
    return found["windows"], found["weeks"]


def involved_in(programme: Programme, windows: Sequence[Window]) -> Select:  # type: ignore[type-arg]
    """Who did something in any of the windows, once each; `in_0`, `in_1` … tell in which."""
    verb = Fact.verb.in_(INVOLVING)
    start = min(one.start for one in windows)
    columns = [
        func.max(case((is_in(Fact.at, one), 1), else_=0)).label(f"in_{number}")
        for number, one in enumerate(windows)
    ]
    return (
        select(Fact.person_id, *columns)
        .where(_is_of(programme.id), Fact.at >= start, Fact.at < windows[0].end, verb)
        .group_by(Fact.person_id)
    )


def is_in(moment: Any, span: Window) -> ColumnElement[bool]:
    """Whether a column's moment lies in the span."""
    return and_(moment >= span.start, moment < span.end)


def span_number(moment: Any, spans: Sequence[Window]) -> ColumnElement[int | None]:
    """The place in the list of the span a moment lies in, where all follow on one another.

    NULL before the first of them; whoever asks leaves out what came after the last.
    """
    newest_first = sorted(enumerate(spans), key=lambda one: one[1].start, reverse=True)
    return case(*((moment >= span.start, number) for number, span in newest_first))


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


def _facts(programme_id: int, windows: Sequence[Window], weeks: Sequence[Window]) -> Select:  # type: ignore[type-arg]
    """What was done in the programme and with its articles, looked up once."""
    spans = (*windows, *weeks)
    return select(
        Fact.person_id,
        (Fact.verb == VIEWED).label("is_view"),
        (Fact.verb == PUBLISHED).label("is_published"),
        span_number(Fact.at, windows).label("windows"),
        span_number(Fact.at, weeks).label("weeks"),
    ).where(
        _is_of(programme_id),
        Fact.at >= min(one.start for one in spans),
        Fact.at < max(one.end for one in spans),
        Fact.verb.in_((*INVOLVING, VIEWED)),
    )


def _is_of(programme_id: int) -> ColumnElement[bool]:
    of_articles = (Fact.object_kind == "article") & Fact.object_id.in_(articles_of(programme_id))
    return or_(Fact.programme_id == programme_id, of_articles)


def _counts(facts: CTE, spans: str) -> Select[Any]:
    """A row for each span and for views and acts apart."""
    number = facts.c[spans]
    return (
        select(
            literal(spans).label("spans"),
            number.label("number"),
            facts.c.is_view,
            func.count().label("facts"),
            func.count(distinct(facts.c.person_id)).label("people"),
            func.count().filter(facts.c.is_published).label("published"),
        )
        .where(number.is_not(None))
        .group_by(number, facts.c.is_view)
    )
