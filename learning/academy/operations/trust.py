"""How far a text can be trusted: vouched for, doubted, or replaced."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from learning.academy.models import Article, OutdatedFlag, Successor
from learning.academy.operations.notices import tell_authors
from learning.academy.rules.days import spread
from learning.activity.operations import record
from learning.audit import operations as audit
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import notify
from learning.outbox import index_change
from learning.people.models import Person


class FlaggedAlready(DomainError):
    """This reader has said so, and the owner has yet to answer."""


class NoSuccessor(DomainError):
    """An article cannot stand in its own place, nor can one that nobody reads."""


def verify(
    article: Article, by: Person, days: int | None, now: datetime, *, as_group: bool = False
) -> None:
    """Vouch for the published text for so many days, give or take; None: without an end.

    `as_group` says it in the name of the topic's experts, any of whom is asked the next time.
    """
    until = now.date() + timedelta(days=spread(days, article.id)) if days else None
    article.verified_by = by.id
    article.verified_at = now
    article.verified_days = days
    article.verified_until = until
    article.verified_id = article.published_id
    article.is_verified_by_group = as_group
    article.archive_on = None
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


def flag_outdated(article: Article, reader: Person, text: str, now: datetime) -> None:
    """Say in a line what is no longer right; the authors are told. Raises FlaggedAlready."""
    said = select(OutdatedFlag.id).where(
        OutdatedFlag.article_id == article.id,
        OutdatedFlag.person_id == reader.id,
        OutdatedFlag.answered_at.is_(None),
    )
    if db.session.scalar(said) is not None:
        raise FlaggedAlready(_("You have said so already; the author has yet to answer."))
    flag = OutdatedFlag(article_id=article.id, person_id=reader.id, text=text, flagged_at=now)
    db.session.add(flag)
    db.session.flush()
    article.flagged_at = article.flagged_at or now
    index_change("article", article.id, now)
    record(reader.id, "article_flagged", "article", article.id, now, article.programme_id)
    title = article.published.title if article.published else article.newest.title
    facts = {"title": title, "person": reader.name, "text": text}
    tell_authors(article, "academy.article_flagged", facts, "academy.flags", str(flag.id), now)


def answer_flag(flag: OutdatedFlag, by: Person, answer: str, now: datetime) -> None:
    """Say what became of a doubt; once none is open, readers are no longer warned."""
    if flag.answered_at is not None:
        return
    flag.answered_at, flag.answered_by, flag.answer = now, by.id, answer
    db.session.flush()
    open_ones = select(func.min(OutdatedFlag.flagged_at)).where(
        OutdatedFlag.article_id == flag.article_id, OutdatedFlag.answered_at.is_(None)
    )
    article = flag.article
    article.flagged_at = db.session.scalar(open_ones)
    index_change("article", article.id, now)
    facts = {"title": article.newest.title, "person": by.name, "answer": answer}
    notify(
        flag.person_id,
        "academy.flag_answered",
        facts,
        link=("academy.article", {"article_id": article.id}),
        dedupe_key=f"flag_answered:{flag.id}",
        now=now,
    )


def mark_obsolete(article: Article, by: Person, successor: Article | None, now: datetime) -> None:
    """Warn readers that something else has taken its place. Raises NoSuccessor."""
    set_successor(article, successor)
    article.obsolete_at = article.obsolete_at or now
    article.archive_on = None
    index_change("article", article.id, now)
    audit.record(by.id, "article.mark_obsolete", f"article:{article.id}", now)


def mark_current(article: Article, by: Person, now: datetime) -> None:
    """It holds again. Twice is harmless."""
    if article.obsolete_at is None:
        return
    set_successor(article, None)
    article.obsolete_at = None
    index_change("article", article.id, now)
    audit.record(by.id, "article.mark_current", f"article:{article.id}", now)


def set_successor(article: Article, successor: Article | None) -> None:
    """Remember what stands in an article's place, beyond the article itself. Raises NoSuccessor."""
    if successor is not None and (successor.id == article.id or not successor.is_published):
        raise NoSuccessor(_("Choose another article that is published."))
    article.replaced_by_id = successor.id if successor else None
    known = db.session.get(Successor, article.id)
    if successor is None:
        if known is not None:
            db.session.delete(known)
        return
    title = article.newest.title
    if known is None:
        made = Successor(article_id=article.id, title=title, successor_id=successor.id)
        db.session.add(made)
        return
    known.title, known.successor_id = title, successor.id
