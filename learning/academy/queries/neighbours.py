"""What stands beside an article: its other languages, what goes with it, what leads to it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, literal, or_, select, union_all
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
    sides = [_variants(one), _also_read(one, now), _backlinks(one)]
    if one.topic_id is not None:
        sides.append(_related(one))
    found = Beside()
    rows = union_all(*(select(side.subquery()) for side in sides)).subquery()
    query = select(rows).order_by(rows.c.side, rows.c.place)
    for side, _place, *line in db.session.execute(query):
        getattr(found, side).append(Neighbour(*line))
    return found


def variants(one: Article) -> list[Neighbour]:
    """The same text in other languages, the original first."""
    return [Neighbour(*line) for _side, _place, *line in db.session.execute(_variants(one))]


def _lines(side: Side, limit: int, *order: Any) -> Select[Any]:
    """Published articles in this order."""
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
        .where(Article.state == ArticleState.PUBLISHED)
        .order_by(*order)
        .limit(limit)
    )


def _variants(one: Article) -> Select[Any]:
    root = one.translation_of_id or one.id
    order = Article.translation_of_id.is_not(None), Article.language, Article.id
    return _lines(Side.VARIANTS, MOST_VARIANTS, *order).where(
        or_(Article.id == root, Article.translation_of_id == root), Article.id != one.id
    )


def _related(one: Article) -> Select[Any]:
    order = Article.usefulness.desc(), Article.published_at.desc(), Article.id.desc()
    return _lines(Side.RELATED, SHOWN_BESIDE, *order).where(
        Article.topic_id == one.topic_id,
        Article.language == one.language,
        Article.id != one.id,
    )


def _backlinks(one: Article) -> Select[Any]:
    lines = _lines(Side.BACKLINKS, SHOWN_BESIDE, Article.usefulness.desc(), Article.id.desc())
    return lines.join(ArticleLink, ArticleLink.article_id == Article.id).where(
        ArticleLink.target_id == one.id
    )


def _also_read(one: Article, now: datetime) -> Select[Any]:
    """What at least five readers of this article have read as well within 90 days.

    Each person counts once, and only where they came by themselves: what this very list led to
    would prove nothing but the list.
    """
    mine, other = aliased(Reading), aliased(Reading)
    readers = (
        select(mine.person_id)
        .where(mine.article_id == one.id, mine.own_at >= now - READ_TOGETHER)
        .order_by(mine.own_at.desc())
        .limit(MOST_READERS)
        .subquery()
    )
    together = (
        select(other.article_id, func.count().label("people"))
        .join(readers, readers.c.person_id == other.person_id)
        .where(other.own_at >= now - READ_TOGETHER, other.article_id != one.id)
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
