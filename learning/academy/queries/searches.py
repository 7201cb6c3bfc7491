"""What colleagues search for and do not find, and the words that mean the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, distinct, func, select

from learning.academy.models import SearchQuery, SearchSynonym, Topic
from learning.academy.rules.searches import FEWEST_SEARCHERS, is_gap, plain_words
from learning.academy.search import analysis
from learning.extensions import db

REPORTED = timedelta(days=30)
MOST_GAPS = 100
MOST_LOOKED_AT = 2_000
MOST_SYNONYMS = 2_000

Terms = tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """A query that at least five searchers asked, and after which few of them opened a result."""

    words: str
    searchers: int
    asked: int
    found: int
    opened: int

    @property
    def has_results(self) -> bool:
        return self.found > 0

    @property
    def click_through(self) -> float:
        return self.opened / self.asked


@dataclass(frozen=True)
class SearchFigures:
    """How search does: shares of all queries, None where too few people searched."""

    asked: int
    zero_rate: float | None
    click_through: float | None


def gaps(now: datetime) -> list[Gap]:
    """The queries of the last 30 days that answer nobody, the most wanted first."""
    query = (
        select(
            SearchQuery.words,
            func.count(distinct(SearchQuery.searcher)).label("searchers"),
            func.count(SearchQuery.id),
            func.sum(case((SearchQuery.hits > 0, 1), else_=0)),
            func.sum(case((SearchQuery.clicks > 0, 1), else_=0)),
        )
        .where(SearchQuery.asked_at >= now - REPORTED)
        .group_by(SearchQuery.words)
        .having(func.count(distinct(SearchQuery.searcher)) >= FEWEST_SEARCHERS)
        .order_by(func.count(distinct(SearchQuery.searcher)).desc(), SearchQuery.words)
        .limit(MOST_LOOKED_AT)
    )
    found = [Gap(*row) for row in db.session.execute(query)]
    return [one for one in found if is_gap(one.searchers, one.asked, one.opened, one.found)][
        :MOST_GAPS
    ]


def search_figures(now: datetime) -> SearchFigures:
    """How many searches of the last 30 days found nothing, and after how many one was opened."""
    asked, searchers, empty, opened = db.session.execute(
        select(
            func.count(SearchQuery.id),
            func.count(distinct(SearchQuery.searcher)),
            func.sum(case((SearchQuery.hits == 0, 1), else_=0)),
            func.sum(case((SearchQuery.clicks > 0, 1), else_=0)),
        ).where(SearchQuery.asked_at >= now - REPORTED)
    ).one()
    if searchers < FEWEST_SEARCHERS:
        return SearchFigures(asked, None, None)
    return SearchFigures(asked, empty / asked, opened / asked)


def asked_before(prefix: str, now: datetime, limit: int = 3) -> list[str]:
    """Queries of at least five searchers that begin so and had results that were opened."""
    words = plain_words(prefix)
    if not words:
        return []
    query = (
        select(SearchQuery.words)
        .where(
            SearchQuery.words.startswith(words, autoescape=True),
            SearchQuery.hits > 0,
            SearchQuery.asked_at >= now - REPORTED,
        )
        .group_by(SearchQuery.words)
        .having(
            func.count(distinct(SearchQuery.searcher)) >= FEWEST_SEARCHERS,
            func.sum(SearchQuery.clicks) > 0,
        )
        .order_by(func.count(distinct(SearchQuery.searcher)).desc(), SearchQuery.words)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def topics_called(prefix: str, limit: int = 2) -> list[Topic]:
    """Topics whose name, or a word of it, begins so."""
    words = prefix.strip()
    if not words:
        return []
    query = (
        select(Topic)
        .where(
            Topic.name.istartswith(words, autoescape=True)
            | Topic.name.icontains(f" {words}", autoescape=True)
        )
        .order_by(func.length(Topic.name), Topic.name)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def synonyms() -> list[SearchSynonym]:
    """All of them, by language and word."""
    query = select(SearchSynonym).order_by(
        SearchSynonym.language, SearchSynonym.words, SearchSynonym.meaning
    )
    return list(db.session.scalars(query.limit(MOST_SYNONYMS)))


def synonym(synonym_id: int) -> SearchSynonym | None:
    return db.session.get(SearchSynonym, synonym_id)


def meanings() -> Mapping[Terms, frozenset[Terms]]:
    """The synonyms in the terms of the index, each way, for search to ask for as well."""
    found: dict[Terms, set[Terms]] = {}
    for one in synonyms():
        words, meaning = tuple(analysis.terms(one.words)), tuple(analysis.terms(one.meaning))
        if words and meaning and words != meaning:
            found.setdefault(words, set()).add(meaning)
            found.setdefault(meaning, set()).add(words)
    return {words: frozenset(others) for words, others in found.items()}
