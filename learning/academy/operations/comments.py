"""Commenting on an article: threads, mentions, and who hears of them."""

import re
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from learning.academy import policy
from learning.academy.models import Article, Comment, Mention
from learning.academy.operations.texts import render_text
from learning.academy.queries.comments import people_called, said_between, speakers_in
from learning.academy.rules.mentions import (
    MOST_MENTIONS,
    Found,
    linked,
    mentions,
    possible_names,
)
from learning.activity.operations import record
from learning.audit import operations as audit
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import notify, withdraw_notices
from learning.outbox import index_change
from learning.people.models import Person
from learning.people.queries.people import people_by_id

BUNDLE_MINUTES = 30  # comments within the same half hour are told of together, when it is over
SAME = timedelta(hours=1)  # the same words again within it are a second click
EXCERPT = 200

_PLACE = re.compile(r' id="[^"]*"')


class AmbiguousMention(DomainError):
    """Several colleagues have the name that is mentioned."""


class TooManyMentions(DomainError):
    """A comment that names everybody tells nobody anything."""


def add_comment(
    article: Article, author: Person, body: str, parent: Comment | None, now: datetime
) -> Comment:
    """Say something, or answer in the thread that `parent` begins; a resolved one is open again.

    Sent twice, it is said once. Raises AmbiguousMention, TooManyMentions.
    """
    db.session.get(Person, author.id, with_for_update={"of": Person})  # a double click waits here
    known = db.session.scalar(
        select(Comment).where(
            Comment.article_id == article.id,
            Comment.author_id == author.id,
            Comment.parent_id == (parent.id if parent else None),
            Comment.body == body,
            Comment.hidden_at.is_(None),
            Comment.written_at > now - SAME,
        )
    )
    if known is not None:
        return known
    found = _mentions_in(body)
    comment = Comment(
        article_id=article.id,
        parent_id=parent.id if parent else None,
        author_id=author.id,
        body=body,
        html=_html(body, found),
        written_at=now,
    )
    db.session.add(comment)
    db.session.flush()
    if parent is not None:
        parent.resolved_at = parent.resolved_by = None
    index_change("comment", comment.id, now)
    record(author.id, "comment_written", "article", article.id, now, article.programme_id)
    mentioned = _keep_mentions(comment, article, author, found, now)
    _tell_of(comment, article, mentioned, now)
    return comment


def edit_comment(
    comment: Comment, article: Article, author: Person, body: str, now: datetime
) -> None:
    """Say it better; who is newly mentioned is told, nobody twice.

    Raises AmbiguousMention, TooManyMentions.
    """
    if body == comment.body:
        return
    found = _mentions_in(body)
    comment.body, comment.html, comment.edited_at = body, _html(body, found), now
    index_change("comment", comment.id, now)
    _keep_mentions(comment, article, author, found, now)


def hide_comment(comment: Comment, article: Article, by: Person, why: str, now: datetime) -> None:
    """Take a comment away: one's own with its words, another's with a reason. Twice is harmless."""
    if comment.hidden_at is not None:
        return
    comment.hidden_at, comment.hidden_by, comment.hidden_why = now, by.id, why
    index_change("comment", comment.id, now)
    if by.id == comment.author_id:
        comment.body = comment.html = ""
    else:
        audit.record(by.id, "comment.hide", f"comment:{comment.id}", now)
        notify(
            comment.author_id,
            "academy.comment_hidden",
            {"title": _title(article), "why": why},
            link=("academy.article", {"article_id": article.id}),
            dedupe_key=f"comment_hidden:{comment.id}",
            now=now,
        )
    db.session.flush()
    mentioned = set(
        db.session.scalars(select(Mention.person_id).where(Mention.comment_id == comment.id))
    )
    withdraw_notices([_mention_key(comment, one) for one in sorted(mentioned)], now)
    _tell_of(comment, article, set(), now)


def resolve_thread(root: Comment, by: Person, now: datetime) -> None:
    """Say that a thread is settled; it folds up. Twice is harmless."""
    if root.resolved_at is None:
        root.resolved_at, root.resolved_by = now, by.id


def reopen_thread(root: Comment) -> None:
    """Take that back. Twice is harmless."""
    root.resolved_at = root.resolved_by = None


def forget_comments(article_id: int) -> None:
    """Remove everything that was said under an article which goes for good."""
    under = select(Comment.id).where(Comment.article_id == article_id)
    db.session.execute(delete(Mention).where(Mention.comment_id.in_(under)))
    for is_reply in (Comment.parent_id.is_not(None), Comment.parent_id.is_(None)):
        db.session.execute(delete(Comment).where(Comment.article_id == article_id, is_reply))


def _mentions_in(body: str) -> list[Found]:
    """Whom a text mentions, each of them certain. Raises AmbiguousMention, TooManyMentions."""
    found = mentions(body, people_called(possible_names(body)))
    for one in found:
        if len(one.people) > 1:
            choices = ", ".join(f"@{who.name}#{who.id} ({who.label})" for who in one.people[:5])
            raise AmbiguousMention(
                _(
                    "Several colleagues are called %(name)s. Write which one you mean: %(choices)s",
                    name=one.people[0].name,
                    choices=choices,
                )
            )
    if len({one.people[0].id for one in found}) > MOST_MENTIONS:
        raise TooManyMentions(
            _("Please mention at most %(num)s colleagues in one comment.", num=MOST_MENTIONS)
        )
    return found


def _html(body: str, found: list[Found]) -> str:
    """The comment as readers see it; places within it are dropped, since many share a page."""
    return _PLACE.sub("", render_text(linked(body, found)).html)


def _keep_mentions(
    comment: Comment, article: Article, author: Person, found: list[Found], now: datetime
) -> set[int]:
    """Remember who is mentioned and tell those who may read it; who they are."""
    wanted = {one.people[0].id for one in found} - {author.id}
    kept = {
        one.person_id: one
        for one in db.session.scalars(select(Mention).where(Mention.comment_id == comment.id))
    }
    for gone in kept.keys() - wanted:
        db.session.delete(kept[gone])
    withdraw_notices([_mention_key(comment, one) for one in sorted(kept.keys() - wanted)], now)
    fresh = sorted(wanted - kept.keys())
    db.session.add_all(Mention(comment_id=comment.id, person_id=one) for one in fresh)
    db.session.flush()
    people = people_by_id(fresh) if fresh else {}
    for person in people.values():
        if policy.can_read(person, article):
            notify(
                person.id,
                "academy.mentioned",
                {
                    "title": _title(article),
                    "person": author.name,
                    "text": comment.body[:EXCERPT] + ("…" if len(comment.body) > EXCERPT else ""),
                },
                link=("academy.comments", {"article_id": article.id, "thread": comment.thread_id}),
                dedupe_key=_mention_key(comment, person.id),
                now=now,
            )
    return wanted


def _tell_of(comment: Comment, article: Article, mentioned: set[int], now: datetime) -> None:
    """Tell the thread, or the authors, of everything said within the half hour, in one notice."""
    root = comment.parent or comment
    in_thread = speakers_in(root) - {comment.author_id} if comment.parent_id else set()
    for person_id in sorted(in_thread - mentioned):
        _bundle("comment_answered", article, person_id, comment, now, thread_id=root.id)
    for person_id in sorted(article.author_ids - {comment.author_id} - in_thread - mentioned):
        _bundle("comment_written", article, person_id, comment, now)


def _bundle(
    kind: str,
    article: Article,
    person_id: int,
    comment: Comment,
    now: datetime,
    thread_id: int | None = None,
) -> None:
    start = _half_hour(comment.written_at)
    end = start + timedelta(minutes=BUNDLE_MINUTES)
    said = said_between(start, end, person_id, article_id=article.id, thread_id=thread_id)
    key = f"{kind}:{thread_id or article.id}:{person_id}:{start.isoformat()}"
    if not said:
        withdraw_notices([key], now)
        return
    values = {"article_id": article.id}
    notify(
        person_id,
        f"academy.{kind}",
        {"title": _title(article), "person": said[-1].author.name, "number": len(said)},
        link=("academy.comments", values | ({"thread": thread_id} if thread_id else {})),
        dedupe_key=key,
        now=now,
        due_at=max(end, now),
    )


def _half_hour(moment: datetime) -> datetime:
    minutes = moment.minute % BUNDLE_MINUTES
    return moment.replace(second=0, microsecond=0) - timedelta(minutes=minutes)


def _title(article: Article) -> str:
    return article.published.title if article.published else article.newest.title


def _mention_key(comment: Comment, person_id: int) -> str:
    return f"mentioned:{comment.id}:{person_id}"
