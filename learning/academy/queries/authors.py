"""How somebody's articles do: readers, how far they read, what they said, how they came."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, distinct, func, or_, select
from sqlalchemy.orm import joinedload

from learning.academy.models import (
    Article,
    ArticleAuthor,
    ArticleFile,
    ArticleState,
    Reading,
    SearchOpening,
    SearchQuery,
    ShareVisit,
    Trust,
)
from learning.academy.queries.articles import SHOWN
from learning.academy.queries.neighbours import FEWEST_READERS, READ_TOGETHER
from learning.academy.rules.health import Health, Signs, health, needs_attention
from learning.academy.rules.searches import FEWEST_SEARCHERS
from learning.extensions import db
from learning.people.models import Person

MOST_SEARCHES = 3


@dataclass(frozen=True)
class Doing:
    """How one article does. A share of fewer than five people is None: it would tell of each."""

    article: Article
    trust: Trust
    readers: int
    views: int
    read_through: float | None
    came_by_links: int | None
    searches: list[str]
    signs: Signs
    today: date = field(repr=False)

    @property
    def health(self) -> Health:
        return health(self.signs, self.today)

    @property
    def needs_attention(self) -> bool:
        return needs_attention(self.signs)


def articles_by(person: Person, now: datetime, limit: int, offset: int = 0) -> list[Doing]:
    """Somebody's published articles with their figures: what needs attention, then the latest."""
    share = Article.not_useful_count - Article.useful_count
    views = select(func.sum(Reading.views)).where(Reading.article_id == Article.id)
    is_in_need = (share > 0) & (views.scalar_subquery() >= 10)
    query = (
        select(Article)
        .where(*_written_by(person))
        .options(joinedload(Article.published).load_only(*SHOWN), joinedload(Article.topic))
        .order_by(case((is_in_need, 0), else_=1), Article.published_at.desc(), Article.id.desc())
        .limit(limit)
        .offset(offset)
    )
    found = list(db.session.scalars(query))
    ids = [one.id for one in found]
    reading, links, searches = _reading(ids, now), _came_by_links(ids), _searches(ids)
    return [
        _doing(one, reading.get(one.id, (0, 0, 0, 0)), links, searches, now.date()) for one in found
    ]


def count_of_articles_by(person: Person) -> int:
    return db.session.scalar(select(func.count(Article.id)).where(*_written_by(person))) or 0


def readers_of_all(person: Person) -> tuple[int, int]:
    """How many different people have read something this person wrote, and found it useful."""
    own = select(Article.id).where(*_written_by(person))
    readers = select(func.count(distinct(Reading.person_id))).where(Reading.article_id.in_(own))
    useful = select(func.coalesce(func.sum(Article.useful_count), 0)).where(*_written_by(person))
    return db.session.scalar(readers) or 0, db.session.scalar(useful) or 0


def _doing(
    one: Article,
    read: tuple[int, int, int, int],
    links: dict[int, int],
    searches: dict[int, list[str]],
    today: date,
) -> Doing:
    readers, views, finished, lately = read
    trust = one.trust(today)
    seen = [moment.date() for moment in (one.published_at, one.verified_at) if moment]
    return Doing(
        article=one,
        trust=trust,
        readers=readers,
        views=views,
        read_through=finished / readers if readers >= FEWEST_READERS else None,
        came_by_links=links.get(one.id),
        searches=searches.get(one.id, []),
        signs=Signs(
            seen_on=max(seen, default=one.created_at.date()),
            readers=lately,
            views=views,
            useful=one.useful_count,
            not_useful=one.not_useful_count,
            is_trusted=trust in {Trust.VERIFIED, Trust.UNVERIFIED},
        ),
        today=today,
    )


def _reading(ids: Collection[int], now: datetime) -> dict[int, tuple[int, int, int, int]]:
    """Readers, views, those who came to the end, and readers of the last 90 days."""
    query = (
        select(
            Reading.article_id,
            func.count(Reading.id),
            func.sum(Reading.views),
            func.count(Reading.finished_at),
            func.sum(case((Reading.last_at >= now - READ_TOGETHER, 1), else_=0)),
        )
        .where(Reading.article_id.in_(ids))
        .group_by(Reading.article_id)
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in db.session.execute(query)}


def _came_by_links(ids: Collection[int]) -> dict[int, int]:
    """How many colleagues came by another's link, where there are at least five."""
    people = func.count(ShareVisit.id)
    query = (
        select(ShareVisit.article_id, people)
        .where(ShareVisit.article_id.in_(ids))
        .group_by(ShareVisit.article_id)
        .having(people >= FEWEST_READERS)
    )
    return dict(db.session.execute(query).all())


def _searches(ids: Collection[int]) -> dict[int, list[str]]:
    """The queries that led at least five searchers to each article, or to a file of it."""
    of_file = select(ArticleFile.id, ArticleFile.article_id).subquery()
    target = func.coalesce(of_file.c.article_id, SearchOpening.object_id)
    searchers = func.count(distinct(SearchQuery.searcher))
    query = (
        select(target, SearchQuery.words)
        .select_from(SearchOpening)
        .join(SearchQuery, SearchQuery.id == SearchOpening.query_id)
        .outerjoin(
            of_file, (SearchOpening.kind == "file") & (of_file.c.id == SearchOpening.object_id)
        )
        .where(
            or_(
                (SearchOpening.kind == "article") & SearchOpening.object_id.in_(ids),
                (SearchOpening.kind == "file") & of_file.c.article_id.in_(ids),
            )
        )
        .group_by(target, SearchQuery.words)
        .having(searchers >= FEWEST_SEARCHERS)
        .order_by(searchers.desc(), SearchQuery.words)
    )
    found: dict[int, list[str]] = {}
    for article_id, words in db.session.execute(query):
        found.setdefault(article_id, []).append(words)
    return {article_id: words[:MOST_SEARCHES] for article_id, words in found.items()}


def _written_by(person: Person) -> tuple[ColumnElement[bool], ...]:
    along = select(ArticleAuthor.article_id).where(ArticleAuthor.person_id == person.id)
    return (
        Article.state == ArticleState.PUBLISHED,
        or_(Article.author_id == person.id, Article.id.in_(along)),
    )
