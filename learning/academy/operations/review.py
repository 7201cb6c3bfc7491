"""Deciding on submitted texts, vouching for published ones, and taking them away from readers."""

from datetime import date, datetime

from sqlalchemy import delete, insert, select

from learning.academy.models import (
    Article,
    ArticleLink,
    ArticleState,
    Revision,
    SubmissionDecision,
)
from learning.academy.operations.writing import end_submission
from learning.academy.rules.addresses import linked_articles
from learning.activity.operations import record
from learning.audit import operations as audit
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import notify
from learning.outbox import index_change
from learning.people.models import Person


class NotWaiting(DomainError):
    """Nothing is there to decide on."""


class DecisionOutdated(DomainError):
    """The author has changed the text since the reviewer opened it."""


def publish(
    article: Article, reviewer: Person, revision_id: int, reason: str, now: datetime
) -> None:
    """Let readers see the submitted text. Raises NotWaiting, DecisionOutdated."""
    _check_waiting(article, revision_id)
    _decide(article, reviewer, reason, now, is_published=True)
    is_first = article.published_id is None
    end_submission(article, now)
    show(article, article.newest, now)
    audit.record(reviewer.id, "article.publish", f"article:{article.id}", now, revision=revision_id)
    if is_first:
        record(
            article.author_id, "article_published", "article", article.id, now, article.programme_id
        )
    notify(
        article.author_id,
        "academy.article_published",
        {"title": article.newest.title, "reviewer": reviewer.name, "reason": reason},
        link=("academy.article", {"article_id": article.id}),
        dedupe_key=f"article_published:{revision_id}",
        now=now,
    )


def hand_back(
    article: Article, reviewer: Person, revision_id: int, reason: str, now: datetime
) -> None:
    """Give the text back with a reason. Raises NotWaiting, DecisionOutdated."""
    _check_waiting(article, revision_id)
    _decide(article, reviewer, reason, now, is_published=False)
    end_submission(article, now)
    audit.record(
        reviewer.id, "article.hand_back", f"article:{article.id}", now, revision=revision_id
    )
    notify(
        article.author_id,
        "academy.article_handed_back",
        {"title": article.newest.title, "reviewer": reviewer.name, "reason": reason},
        link=("academy.edit", {"article_id": article.id}),
        dedupe_key=f"article_handed_back:{revision_id}",
        now=now,
    )


def show(article: Article, revision: Revision, now: datetime) -> None:
    """Make this revision the one readers see, and what search finds."""
    article.state = ArticleState.PUBLISHED
    article.archived_at = None
    article.published_id = revision.id
    article.published_at = revision.published_at = now
    db.session.flush()
    db.session.expire(article, ["published"])
    note_links(article, revision)
    index_change("article", article.id, now)


def note_links(article: Article, revision: Revision) -> None:
    """Remember which articles the published text leads to."""
    targets = linked_articles(revision.html) - {article.id}
    known = set(db.session.scalars(select(Article.id).where(Article.id.in_(targets))))
    db.session.execute(delete(ArticleLink).where(ArticleLink.article_id == article.id))
    if known:
        rows = [{"article_id": article.id, "target_id": target} for target in sorted(known)]
        db.session.execute(insert(ArticleLink), rows)


def unpublish(article: Article, by: Person, now: datetime) -> None:
    """Put an article or a draft aside; the author may take it up again. Twice is harmless."""
    if article.state is ArticleState.ARCHIVED:
        return
    if article.is_waiting:
        end_submission(article, now)
    was_published = article.published_id is not None
    article.state = ArticleState.ARCHIVED
    article.archived_at = now
    article.published_id = None
    article.published_at = None
    if was_published:
        db.session.execute(delete(ArticleLink).where(ArticleLink.article_id == article.id))
        index_change("article", article.id, now)
    audit.record(by.id, "article.unpublish", f"article:{article.id}", now)
    if by.id != article.author_id:
        notify(
            article.author_id,
            "academy.article_unpublished",
            {"title": article.newest.title, "person": by.name},
            link=("academy.draft", {"article_id": article.id}),
            dedupe_key=f"article_unpublished:{article.id}:{now.isoformat()}",
            now=now,
        )


def verify(article: Article, by: Person, until: date | None, now: datetime) -> None:
    """Vouch for the published text, until this day or without an end."""
    article.verified_by = by.id
    article.verified_at = now
    article.verified_until = until
    article.verified_id = article.published_id
    index_change("article", article.id, now)
    audit.record(
        by.id,
        "article.verify",
        f"article:{article.id}",
        now,
        revision=article.published_id,
        until=until.isoformat() if until else None,
    )
    record(by.id, "article_verified", "article", article.id, now, article.programme_id)


def _check_waiting(article: Article, revision_id: int) -> None:
    if not article.is_waiting:
        raise NotWaiting(_("This text does not wait for a decision. Somebody was quicker."))
    if article.newest_id != revision_id:
        raise DecisionOutdated(
            _("The author has changed the text meanwhile. Read it again, then decide.")
        )


def _decide(
    article: Article, reviewer: Person, reason: str, now: datetime, *, is_published: bool
) -> None:
    db.session.add(
        SubmissionDecision(
            article_id=article.id,
            revision_id=article.newest_id,
            reviewer_id=reviewer.id,
            is_published=is_published,
            reason=reason,
            decided_at=now,
        )
    )
    db.session.flush()
