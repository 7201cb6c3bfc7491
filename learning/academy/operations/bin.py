"""Putting an article into the bin, taking it out again, and emptying what lay there long."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from learning.academy.models import (
    Acknowledgement,
    Article,
    ArticleAuthor,
    ArticleFile,
    ArticleLink,
    ArticleState,
    HandOver,
    MustRead,
    OutdatedFlag,
    Rating,
    Reading,
    Remark,
    Revision,
    ShareVisit,
    SubmissionDecision,
    Successor,
    Suggestion,
)
from learning.academy.operations.comments import forget_comments
from learning.academy.operations.paths import forget_steps
from learning.academy.operations.review import unpublish
from learning.academy.operations.trust import set_successor
from learning.academy.queries import files_of, uses_of
from learning.audit import operations as audit
from learning.extensions import db
from learning.files.operations import forget_upload
from learning.people.models import Person

KEPT = timedelta(days=30)


def bin_article(article: Article, by: Person, successor: Article | None, now: datetime) -> None:
    """Throw an article away; for 30 days it can be taken out. Raises NoSuccessor.

    Whoever follows an old link is led to the successor, for good.
    """
    if article.state is ArticleState.BINNED:
        return
    set_successor(article, successor)
    unpublish(article, by, now)
    article.state = ArticleState.BINNED
    article.binned_at = now
    audit.record(by.id, "article.bin", f"article:{article.id}", now)


def take_out(article: Article, by: Person, now: datetime) -> None:
    """Take an article out of the bin; it is put aside until it is published anew."""
    if article.state is not ArticleState.BINNED:
        return
    article.state = ArticleState.ARCHIVED
    article.binned_at = None
    audit.record(by.id, "article.take_out", f"article:{article.id}", now)


def empty_bin(now: datetime) -> list[str]:
    """Remove for good what has lain in the bin for 30 days.

    Returns the keys whose bytes the caller deletes after the commit.
    """
    query = select(Article).where(
        Article.state == ArticleState.BINNED, Article.binned_at <= now - KEPT
    )
    keys: list[str] = []
    for article in db.session.scalars(query):
        forget_steps(article.id, now)
        keys += _remove(article)
    return keys


def _remove(article: Article) -> list[str]:
    """The article and all that hangs on it; translations and links of others stay."""
    own = article.id
    uploads = [one.upload for one in files_of(own)]
    for column in ("translation_of_id", "replaced_by_id"):
        others = update(Article).where(getattr(Article, column) == own)
        db.session.execute(others.values({column: None}))
    article.newest_id = article.published_id = article.verified_id = article.approved_id = None
    db.session.flush()
    db.session.execute(delete(Successor).where(Successor.successor_id == own))
    db.session.execute(delete(ArticleLink).where(ArticleLink.target_id == own))
    forget_comments(own)
    for table in (
        *(
            Acknowledgement,
            MustRead,
            ArticleAuthor,
            ArticleFile,
            ArticleLink,
            HandOver,
            OutdatedFlag,
            Rating,
            Reading,
        ),
        *(Remark, Suggestion, SubmissionDecision, Revision, ShareVisit),
    ):
        db.session.execute(delete(table).where(table.article_id == own))
    db.session.execute(delete(Article).where(Article.id == own))
    keys = [upload.key for upload in uploads if not uses_of(upload)]
    for key in keys:
        forget_upload(key)
    return keys
