"""Articles as readers and authors meet them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from learning.academy.models import (
    Article,
    ArticleAuthor,
    ArticleState,
    Rating,
    Reading,
    Revision,
    Topic,
)
from learning.extensions import db
from learning.people.models import Person, PersonLanguage


@dataclass(frozen=True)
class Choice:
    """What a list of published articles is narrowed to and ordered by."""

    topic_ids: frozenset[int] | None = None
    language: str = ""
    author_id: int | None = None
    most_useful_first: bool = False


@dataclass(frozen=True)
class Shelves:
    """What the start page shows: articles in the reader's languages before the rest."""

    newest: list[Article]
    most_useful: list[Article]
    total: int  # of published articles


def article(article_id: int) -> Article | None:
    """The article with what its page shows; who may read it is for the policy to say."""
    query = (
        select(Article)
        .where(Article.id == article_id)
        .options(
            joinedload(Article.published).load_only(*SHOWN, Revision.html, Revision.headings),
            joinedload(Article.author).options(lazyload(Person.grants)),
            selectinload(Article.co_authors)
            .joinedload(ArticleAuthor.person)
            .options(lazyload(Person.grants)),
            joinedload(Article.verifier).options(lazyload(Person.grants)),
            joinedload(Article.programme),
            joinedload(Article.topic).joinedload(Topic.parent).joinedload(Topic.parent),
        )
    )
    return db.session.scalar(query)


def with_text(revision: Revision) -> Revision:
    """The revision with the text itself, which pages that only show it leave out."""
    db.session.refresh(revision, ["body", "is_minor"])
    return revision


def articles(choice: Choice, limit: int, offset: int = 0) -> list[Article]:
    """Published articles, the newest or the most useful first."""
    query = select(Article).where(*_chosen(choice)).limit(limit).offset(offset)
    if choice.most_useful_first:
        query = query.order_by(Article.usefulness.desc())
    query = query.order_by(Article.published_at.desc(), Article.id.desc())
    return list(db.session.scalars(query.options(*card_options())))


def shelves(person: Person, limit: int) -> Shelves:
    """The newest articles and those readers found most useful, in one query."""
    reads = select(PersonLanguage.code).where(
        PersonLanguage.person_id == person.id, PersonLanguage.reads
    )
    is_read = or_(Article.language == person.language, Article.language.in_(reads))
    foreign = case((is_read, 0), else_=1)
    fresh = (foreign, Article.published_at.desc(), Article.id.desc())
    useful = (foreign, Article.usefulness.desc(), *fresh[1:])
    published = select(Article.id).where(*_published())
    new_ones = published.order_by(*fresh).limit(limit).subquery()
    good_ones = published.where(Article.useful_count > 0).order_by(*useful).limit(limit).subquery()
    is_new = Article.id.in_(select(new_ones.c.id))
    is_good = Article.id.in_(select(good_ones.c.id))
    total = select(func.count(Article.id)).where(*_published()).scalar_subquery()
    query = (
        select(Article, is_new, is_good, total, foreign)
        .where(or_(is_new, is_good))
        .options(*card_options())
    )
    newest = db.session.execute(query.order_by(*fresh)).all()
    most_useful = sorted(newest, key=lambda row: (row[4], -row[0].usefulness))
    return Shelves(
        [row[0] for row in newest if row[1]],
        [row[0] for row in most_useful if row[2]],
        newest[0][3] if newest else 0,
    )


def article_count(choice: Choice) -> int:
    return db.session.scalar(select(func.count(Article.id)).where(*_chosen(choice))) or 0


def drafts_of(person: Person, limit: int = 12) -> list[Article]:
    """What this person writes and readers do not see yet, the last written first."""
    query = (
        select(Article)
        .join(Article.newest)
        .where(
            or_(Article.author_id == person.id, Article.id.in_(_written_along(person))),
            or_(
                Article.state.in_((ArticleState.DRAFT, ArticleState.IN_REVIEW)),
                (Article.state == ArticleState.PUBLISHED)
                & (Article.newest_id != Article.published_id),
            ),
        )
        .options(contains_eager(Article.newest).load_only(*SHOWN))
        .order_by(Revision.created_at.desc(), Article.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def rating_of(person: Person, one: Article) -> Rating | None:
    query = select(Rating).where(Rating.article_id == one.id, Rating.person_id == person.id)
    return db.session.scalar(query)


def readers_of(one: Article) -> tuple[int, int]:
    """How many people opened it, and how often altogether."""
    query = select(func.count(Reading.id), func.coalesce(func.sum(Reading.views), 0)).where(
        Reading.article_id == one.id
    )
    readers, views = db.session.execute(query).one()
    return readers, views


def _written_along(person: Person) -> Select[int]:
    return select(ArticleAuthor.article_id).where(ArticleAuthor.person_id == person.id)


SHOWN = (
    Revision.article_id,
    Revision.number,
    Revision.title,
    Revision.summary,
    Revision.excerpt,
    Revision.author_id,
    Revision.created_at,
    Revision.published_at,
)


def card_options() -> tuple[ORMOption, ...]:
    """What a list shows of each article; not its text."""
    return (
        joinedload(Article.published).load_only(*SHOWN),
        joinedload(Article.author).options(lazyload(Person.grants)),
        joinedload(Article.topic),
    )


def _published() -> tuple[ColumnElement[bool], ...]:
    return (Article.state == ArticleState.PUBLISHED,)


def _chosen(choice: Choice) -> list[ColumnElement[bool]]:
    conditions = list(_published())
    if choice.topic_ids is not None:
        conditions.append(Article.topic_id.in_(choice.topic_ids))
    if choice.language:
        conditions.append(Article.language == choice.language)
    if choice.author_id is not None:
        conditions.append(Article.author_id == choice.author_id)
    return conditions
