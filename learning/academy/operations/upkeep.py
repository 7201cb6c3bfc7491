"""What the academy looks after once a day: plans, doubts, verifications, leavers, the bin."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from learning.academy.models import Article, ArticleState, OutdatedFlag, Revision
from learning.academy.operations.bin import empty_bin
from learning.academy.operations.handover import hand_over_articles
from learning.academy.operations.notices import tell_authors
from learning.academy.operations.review import set_aside, show_approved
from learning.academy.queries import keepers_of_article, readers_since, verifiers_of
from learning.academy.rules.days import TO_ANSWER, working_days_after
from learning.extensions import db
from learning.notifications.operations import notify

REMINDED = timedelta(days=14)  # before a verification ends, and before an article is archived
FEW_READERS = 5
READ_WITHIN = timedelta(days=180)


def tend_academy(now: datetime) -> list[str]:
    """All of it; safe to repeat. Returns the keys whose bytes are deleted after the commit."""
    follow_plans(now)
    remind_verifiers(now)
    pass_on_doubts(now)
    archive_forgotten(now)
    hand_over_articles(now)
    return empty_bin(now)


def follow_plans(now: datetime) -> None:
    """Publish and withdraw what was planned for today or before."""
    today = now.date()
    query = select(Article).where(Article.approved_id.is_not(None), Article.publish_on <= today)
    for article in db.session.scalars(query):
        revision = db.session.get(Revision, article.approved_id)
        if revision is not None:
            show_approved(article, revision, now)
    over = select(Article).where(
        Article.state == ArticleState.PUBLISHED, Article.withdraw_on <= today
    )
    for article in db.session.scalars(over):
        article.withdraw_on = None
        set_aside(article, now)
        facts = {"title": article.newest.title}
        window = now.date().isoformat()
        tell_authors(article, "academy.article_withdrawn", facts, "academy.draft", window, now)


def remind_verifiers(now: datetime) -> None:
    """Ask for a fresh look two weeks before a verification ends; once for each end."""
    query = (
        select(Article)
        .where(
            Article.state == ArticleState.PUBLISHED,
            Article.obsolete_at.is_(None),
            Article.verified_until <= now.date() + REMINDED,
            Article.verified_until > now.date() - REMINDED,
        )
        .options(joinedload(Article.published).load_only(Revision.title))
    )
    for article in db.session.scalars(query):
        until = article.verified_until
        if until is None or article.published is None:
            continue
        for person in verifiers_of(article):
            notify(
                person.id,
                "academy.verification_due",
                {"title": article.published.title, "until": until.isoformat()},
                link=("academy.verifications", {}),
                dedupe_key=f"verification_due:{article.id}:{person.id}:{until.isoformat()}",
                now=now,
            )


def pass_on_doubts(now: datetime) -> None:
    """Tell whoever keeps the topic of doubts that the owner left unanswered for five days."""
    query = (
        select(OutdatedFlag)
        .where(OutdatedFlag.answered_at.is_(None), OutdatedFlag.passed_on_at.is_(None))
        .options(joinedload(OutdatedFlag.article))
    )
    for flag in db.session.scalars(query):
        if working_days_after(flag.flagged_at.date(), TO_ANSWER) >= now.date():
            continue
        flag.passed_on_at = now
        article = flag.article
        for person in keepers_of_article(article):
            notify(
                person.id,
                "academy.flag_unanswered",
                {"title": article.newest.title, "text": flag.text},
                link=("academy.flags", {"article_id": article.id}),
                dedupe_key=f"flag_unanswered:{flag.id}:{person.id}",
                now=now,
            )


def archive_forgotten(now: datetime) -> None:
    """Put aside what has been overdue for two intervals and hardly anybody reads.

    The authors hear of it 14 days before; a reader more or a fresh verification stops it.
    """
    today = now.date()
    query = select(Article).where(
        Article.state == ArticleState.PUBLISHED,
        Article.verified_days.is_not(None),
        Article.verified_until < today,
    )
    for article in db.session.scalars(query):
        if article.verified_until is None or article.verified_days is None:
            continue
        is_forgotten = (
            article.verified_until + 2 * timedelta(days=article.verified_days) < today
            and readers_since(article, now - READ_WITHIN) < FEW_READERS
        )
        if not is_forgotten:
            article.archive_on = None
        elif article.archive_on is None:
            article.archive_on = today + REMINDED
            facts = {"title": article.newest.title, "on": article.archive_on.isoformat()}
            window = article.archive_on.isoformat()
            tell_authors(
                article, "academy.article_forgotten", facts, "academy.article", window, now
            )
        elif article.archive_on <= today:
            article.archive_on = None
            set_aside(article, now)
