"""The revisions of an article, and what reviewers said."""

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload, lazyload

from learning.academy.models import Article, Revision, SubmissionDecision
from learning.extensions import db
from learning.people.models import Person


def revisions_of(
    article: Article, *, only_published: bool, limit: int, offset: int = 0
) -> list[Revision]:
    """The newest first, without their texts."""
    query = (
        select(Revision)
        .where(Revision.article_id == article.id)
        .options(
            defer(Revision.body),
            defer(Revision.html),
            defer(Revision.text),
            defer(Revision.headings),
            joinedload(Revision.author).options(lazyload(Person.grants)),
            joinedload(Revision.suggester).options(lazyload(Person.grants)),
            joinedload(Revision.blanker).options(lazyload(Person.grants)),
        )
        .order_by(Revision.number.desc())
        .limit(limit)
        .offset(offset)
    )
    if only_published:
        query = query.where(Revision.published_at.is_not(None))
    return list(db.session.scalars(query))


def revision_of(article: Article, number: int) -> Revision | None:
    query = select(Revision).where(Revision.article_id == article.id, Revision.number == number)
    return db.session.scalar(query)


def decisions_on(article: Article, limit: int = 5) -> list[SubmissionDecision]:
    """What reviewers decided, the latest first."""
    query = (
        select(SubmissionDecision)
        .where(SubmissionDecision.article_id == article.id)
        .options(joinedload(SubmissionDecision.reviewer).options(lazyload(Person.grants)))
        .order_by(SubmissionDecision.decided_at.desc(), SubmissionDecision.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))
