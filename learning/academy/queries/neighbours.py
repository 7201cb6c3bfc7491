"""What stands beside an article: its other languages, what goes with it, what leads to it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from learning.academy.models import Article, ArticleLink, ArticleState, Reading, Revision
from learning.extensions import db

FEWEST_READERS = 5
"""What fewer people did together could be traced to one of them, so that it is shown to nobody."""

READ_TOGETHER = timedelta(days=90)
MOST_READERS = 200  # of one article whose other reading is looked at, the latest
SHOWN_BESIDE = 5
MOST_VARIANTS = 20


@dataclass(frozen=True)
class Neighbour:
    """A published article as a line that leads to it."""

    id: int
    title: str
    language: str
    published_at: datetime


class Side(StrEnum):
    VARIANTS = "variants"  # the same text in other languages, the original first
    ALSO_READ = "also_read"
    RELATED = "related"  # of the topic in the same language, the most useful first
    BACKLINKS = "backlinks"  # whose text leads here, the most useful first


@dataclass(frozen=True)
class Beside:
    variants: list[Neighbour] = field(default_factory=list)
    also_read: list[Neighbour] = field(default_factory=list)
    related: list[Neighbour] = field(default_factory=list)
    backlinks: list[Neighbour] = field(default_factory=list)


def beside(one: Article, now: datetime) -> Beside:
    """All of it in one query, without their texts."""
    found = Beside()
    for side, _place, *line in db.session.execute(_everything(), _asked(one, now)):
        getattr(found, side).append(Neighbour(*line))
    return found


def variants(one: Article) -> list[Neighbour]:
    """The same text in other languages, the original first."""
    asked = {"article_id": one.id, "root_id": _root(one)}
    return [Neighbour(*line) for _side, _place, *line in db.session.execute(_variants(), asked)]


def _asked(one: Article, now: datetime) -> dict[str, Any]:
    """The values of the statements' names. Without a topic nothing is of the same one."""
    return {
        "article_id": one.id,
        "root_id": _root(one),
        "topic_id": one.topic_id,
        "language": one.language,
        "since": now - READ_TOGETHER,
    }


def _root(one: Article) -> int:
    return one.translation_of_id or one.id


# The statements are made once: putting one together takes longer than running it.


@cache
def _everything() -> Select[Any]:
    sides = (_variants(), _also_read(), _related(), _backlinks())
    rows = union_all(*(select(side.subquery()) for side in sides)).subquery()
    return select(rows).order_by(rows.c.side, rows.c.place)


def _lines(side: Side, limit: int, *order: Any) -> Select[Any]:
    """Published articles in this order, but for the one they stand beside."""
    return (
        select(
            literal(side.value).label("side"),
            func.row_number().over(order_by=order).label("place"),
            Article.id,
            Revision.title,
            Article.language,
            Article.published_at,
        )
        .join(Revision, Revision.id == Article.published_id)
        .where(Article.state == ArticleState.PUBLISHED, Article.id != bindparam("article_id"))
        .order_by(*order)
        .limit(limit)
    )


@cache
def _variants() -> Select[Any]:
    order = Article.translation_of_id.is_not(None), Article.language, Article.id
    root: BindParameter[int] = bindparam("root_id")
    return _lines(Side.VARIANTS, MOST_VARIANTS, *order).where(
        or_(Article.id == root, Article.translation_of_id == root)
    )


def _related() -> Select[Any]:
    order = Article.usefulness.desc(), Article.published_at.desc(), Article.id.desc()
    return _lines(Side.RELATED, SHOWN_BESIDE, *order).where(
        Article.topic_id == bindparam("topic_id"), Article.language == bindparam("language")
    )


def _backlinks() -> Select[Any]:
    order = Article.usefulness.desc(), Article.id.desc()
    return (
        _lines(Side.BACKLINKS, SHOWN_BESIDE, *order)
        .join(ArticleLink, ArticleLink.article_id == Article.id)
        .where(ArticleLink.target_id == bindparam("article_id"))
    )


def _also_read() -> Select[Any]:
    """What at least five readers of this article have read as well within 90 days.

    Each person counts once, and only where they came by themselves: what this very list led to
    would prove nothing but the list.
    """
    here: BindParameter[int] = bindparam("article_id")
    since = bindparam("since", type_=Reading.own_at.type)
    mine, other = aliased(Reading), aliased(Reading)
    readers = (
        select(mine.person_id)
        .where(mine.article_id == here, mine.own_at >= since)
        .order_by(mine.own_at.desc())
        .limit(MOST_READERS)
        .subquery()
    )
    together = (
        select(other.article_id, func.count().label("people"))
        .join(readers, readers.c.person_id == other.person_id)
        .where(other.own_at >= since, other.article_id != here)
        .group_by(other.article_id)
        .having(func.count() >= FEWEST_READERS)
        .subquery()
    )
    order = together.c.people.desc(), Article.usefulness.desc(), Article.id.desc()
    return (
        _lines(Side.ALSO_READ, SHOWN_BESIDE, *order)
        .join(together, together.c.article_id == Article.id)
        .where(Article.obsolete_at.is_(None))
    )
