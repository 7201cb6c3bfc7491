"""What readers of late praise together: found useful, and passed on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select

from learning.academy.models import Article, ArticleState, Rating, ShareVisit
from learning.academy.queries.articles import card_options
from learning.academy.queries.neighbours import FEWEST_READERS
from learning.academy.rules.usefulness import wilson_lower_bound
from learning.extensions import db

LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Praised:
    """An article with how many different people praised it of late."""

    article: Article
    people: int


@dataclass(frozen=True)
class Praise:
    """What colleagues find useful and what they pass on, each the first one first."""

    useful: list[Praised]
    shared: list[Praised]


def praise(now: datetime, limit: int) -> Praise:
    """What different colleagues of the last 30 days found useful, and came to by others' links."""
    useful, shared = _most_useful(now, limit), _most_shared(now, limit)
    query = select(Article).where(Article.id.in_({*useful, *shared})).options(*card_options())
    known = {one.id: one for one in db.session.scalars(query)} if useful or shared else {}
    return Praise(
        useful=[Praised(known[one], people) for one, people in useful.items()],
        shared=[Praised(known[one], people) for one, people in shared.items()],
    )


def _most_useful(now: datetime, limit: int) -> dict[int, int]:
    """People by article, those first of which it is surest that readers find them useful."""
    useful = func.sum(case((Rating.is_useful, 1), else_=0))
    query = (
        select(Rating.article_id, useful, func.count(Rating.id))
        .join(Article, Article.id == Rating.article_id)
        .where(Rating.rated_at >= now - LATELY, Article.state == ArticleState.PUBLISHED)
        .group_by(Rating.article_id)
        .having(useful > 0)
    )
    rows = [(article_id, yes, total) for article_id, yes, total in db.session.execute(query)]
    rows.sort(key=lambda row: (-wilson_lower_bound(row[1], row[2]), -row[1], -row[0]))
    return {article_id: yes for article_id, yes, _total in rows[:limit]}


def _most_shared(now: datetime, limit: int) -> dict[int, int]:
    """People by article, from five of them up: fewer could be told apart."""
    people = func.count(ShareVisit.person_id)
    query = (
        select(ShareVisit.article_id, people)
        .join(Article, Article.id == ShareVisit.article_id)
        .where(ShareVisit.came_at >= now - LATELY, Article.state == ArticleState.PUBLISHED)
        .group_by(ShareVisit.article_id)
        .having(people >= FEWEST_READERS)
        .order_by(people.desc(), ShareVisit.article_id.desc())
        .limit(limit)
    )
    return dict(db.session.execute(query).all())
