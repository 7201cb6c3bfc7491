"""What is new for somebody to read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from learning.academy.models import Article, ArticleState, Reading, Revision, Topic
from learning.extensions import db
from learning.people.models import Person, PersonLanguage

IS_NEW = timedelta(days=60)


@dataclass(frozen=True)
class Fresh:
    """An article in a line or two."""

    id: int
    title: str
    brief: str
    language: str
    topic: str | None
    author: str
    published_at: datetime
    useful_count: int


def fresh_articles(
    person: Person, now: datetime, limit: int, besides: Collection[int] = ()
) -> list[Fresh]:
    """Published of late in a language this person reads and not opened by them yet.

    What most readers found useful comes first, then the newest; `besides` are articles that the
    page names already.
    """
    reads = select(PersonLanguage.code).where(
        PersonLanguage.person_id == person.id, PersonLanguage.reads
    )
    opened = select(Reading.article_id).where(Reading.person_id == person.id)
    query = (
        select(
            Article.id,
            Revision.title,
            Revision.summary,
            Revision.excerpt,
            Article.language,
            Topic.name.label("topic"),
            Person.name.label("author"),
            Article.published_at,
            Article.useful_count,
        )
        .join(Revision, Revision.id == Article.published_id)
        .join(Person, Person.id == Article.author_id)
        .outerjoin(Topic, Topic.id == Article.topic_id)
        .where(
            Article.state == ArticleState.PUBLISHED,
            Article.published_at > now - IS_NEW,
            Article.author_id != person.id,
            or_(Article.language == person.language, Article.language.in_(reads)),
            Article.id.not_in(opened),
            Article.id.not_in(besides),
        )
        .order_by(Article.usefulness.desc(), Article.published_at.desc(), Article.id.desc())
        .limit(limit)
    )
    return [
        Fresh(
            row.id,
            row.title,
            row.summary or row.excerpt,
            row.language,
            row.topic,
            row.author,
            row.published_at,
            row.useful_count,
        )
        for row in db.session.execute(query)
    ]
