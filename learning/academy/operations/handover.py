"""Articles whose author has left: who looks after them from now on."""

from datetime import datetime

from sqlalchemy import select

from learning.academy.models import Article, ArticleState, HandOver
from learning.academy.queries import likely_owner
from learning.audit import operations as audit
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import notify, withdraw_notice
from learning.outbox import index_change
from learning.people.models import Person


class HandedOver(DomainError):
    """Somebody looks after the article already."""


def hand_over_articles(now: datetime) -> None:
    """Ask somebody for each article whose author has left; nobody likely: the leads' list."""
    asked = select(HandOver.article_id).where(HandOver.settled_at.is_(None))
    query = (
        select(Article)
        .join(Article.author)
        .where(
            Person.deactivated_at.is_not(None),
            Article.state != ArticleState.BINNED,
            Article.id.not_in(asked),
        )
        .order_by(Article.id)
        .limit(500)
    )
    for article in db.session.scalars(query):
        person = likely_owner(article)
        ask_for = HandOver(
            article_id=article.id,
            from_id=article.author_id,
            asked_id=person.id if person else None,
            asked_at=now,
        )
        db.session.add(ask_for)
        db.session.flush()
        if person is not None:
            notify(
                person.id,
                "academy.hand_over_asked",
                {"leaver": article.author.name, "title": article.newest.title},
                link=("academy.hand_overs", {}),
                dedupe_key=_key(ask_for),
                now=now,
            )


def take_over(hand_over: HandOver, person: Person, by: Person, now: datetime) -> None:
    """The article is this person's from now on. Raises HandedOver."""
    if hand_over.settled_at is not None:
        raise HandedOver(_("Somebody looks after this article already."))
    article = hand_over.article
    hand_over.settled_at = now
    withdraw_notice(_key(hand_over), now)
    article.author_id = person.id
    for one in [one for one in article.co_authors if one.person_id == person.id]:
        db.session.delete(one)
    db.session.flush()
    db.session.expire(article, ["author", "co_authors"])
    index_change("article", article.id, now)
    audit.record(by.id, "article.hand_over", f"article:{article.id}", now, to=person.id)
    if person.id != by.id:
        notify(
            person.id,
            "academy.article_given",
            {"title": article.newest.title, "by": by.name},
            link=("academy.article", {"article_id": article.id}),
            dedupe_key=f"article_given:{hand_over.id}",
            now=now,
        )


def decline_hand_over(hand_over: HandOver, now: datetime) -> None:
    """Leave it to the leads. Twice is harmless."""
    if hand_over.settled_at is None:
        hand_over.declined_at = hand_over.declined_at or now
        withdraw_notice(_key(hand_over), now)


def _key(hand_over: HandOver) -> str:
    return f"hand_over_asked:{hand_over.id}"
