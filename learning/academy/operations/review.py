"""Deciding on submitted texts, and taking published ones away from readers."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from learning.academy.models import (
    Article,
    ArticleLink,
    ArticleState,
    Revision,
    SubmissionDecision,
)
from learning.academy.operations.duties import ask_anew
from learning.academy.operations.holding import hold
from learning.academy.operations.notices import tell_authors
from learning.academy.operations.paths import open_steps_anew
from learning.academy.operations.writing import end_submission, submission_key
from learning.academy.queries import approvals_of, only_minor_since
from learning.academy.rules.addresses import linked_articles
from learning.activity.operations import record
from learning.audit import operations as audit
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import withdraw_notice
from learning.outbox import index_change
from learning.people.models import Person


class NotWaiting(DomainError):
    """Nothing is there to decide on."""


class ApprovedAlready(DomainError):
    """The topic asks for several reviewers, and this one has approved."""


class DecisionOutdated(DomainError):
    """The author has changed the text since the reviewer opened it."""


def publish(
    article: Article, reviewer: Person, revision_id: int, reason: str, now: datetime
) -> bool:
    """Approve the submitted text; with as many approvals as its topic asks for, readers see it.

    Returns whether that was the last one needed. A text planned for a later day waits for it.
    Raises NotWaiting, DecisionOutdated, ApprovedAlready.
    """
    _check_waiting(article, revision_id)
    given = approvals_of(article)
    if reviewer.id in given:
        raise ApprovedAlready(_("You have approved this text; another reviewer has yet to."))
    _decide(article, reviewer, reason, now, is_published=True)
    audit.record(reviewer.id, "article.publish", f"article:{article.id}", now, revision=revision_id)
    withdraw_notice(submission_key(article, reviewer), now)
    if len(given) + 1 < approvals_needed(article):
        return False
    end_submission(article, now)
    if article.publish_on is not None and article.publish_on > now.date():
        article.approved_id = revision_id
        facts = {"title": article.newest.title, "on": article.publish_on.isoformat()}
        page, window = "academy.draft", str(revision_id)
        tell_authors(article, "academy.article_planned", facts, page, window, now)
        return True
    show_approved(article, article.newest, now)
    facts = {"title": article.newest.title, "reviewer": reviewer.name, "reason": reason}
    page, window = "academy.article", str(revision_id)
    tell_authors(article, "academy.article_published", facts, page, window, now)
    return True


def approvals_needed(article: Article) -> int:
    """The minimum of the article's topic, or of one above it if that asks for more."""
    line = article.topic.line if article.topic else []
    return max((topic.approvals_needed for topic in line), default=1)


def show_approved(article: Article, revision: Revision, now: datetime) -> None:
    """Let readers see a text that has all its approvals; a first one counts for its author."""
    is_first = article.published_id is None
    article.approved_id = article.publish_on = None
    show(article, revision, now)
    if is_first:
        record(
            article.author_id, "article_published", "article", article.id, now, article.programme_id
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
    facts = {"title": article.newest.title, "reviewer": reviewer.name, "reason": reason}
    tell_authors(
        article, "academy.article_handed_back", facts, "academy.edit", str(revision_id), now
    )


def show(article: Article, revision: Revision, now: datetime) -> None:
    """Make this revision the one readers see, and what search finds.

    A minor change keeps its verification: only what is more than that makes it due.
    """
    ask_anew(article, revision, now)
    open_steps_anew(article, revision)
    if article.verified_id == article.published_id and only_minor_since(article, revision):
        article.verified_id = revision.id
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
    if article.state in {ArticleState.ARCHIVED, ArticleState.BINNED}:
        return
    set_aside(article, now)
    audit.record(by.id, "article.unpublish", f"article:{article.id}", now)
    facts = {"title": article.newest.title, "person": by.name}
    tell_authors(
        article, "academy.article_unpublished", facts, "academy.draft", now.isoformat(), now, but=by
    )


def set_aside(article: Article, now: datetime) -> None:
    """Readers and search no longer find it; its authors keep it."""
    if article.is_waiting:
        end_submission(article, now)
    was_published = article.published_id is not None
    article.state = ArticleState.ARCHIVED
    article.archived_at = now
    article.published_id = article.approved_id = None
    article.published_at = None
    if was_published:
        db.session.execute(delete(ArticleLink).where(ArticleLink.article_id == article.id))
        index_change("article", article.id, now)


def _check_waiting(article: Article, revision_id: int) -> None:
    hold(article)
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
