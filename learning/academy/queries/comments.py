"""Comments under an article, thread by thread."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased, joinedload, lazyload

from learning.academy.models import Article, Comment
from learning.academy.rules.mentions import Named
from learning.extensions import db
from learning.people.models import Person
from learning.people.queries.people import label, takes_part
from learning.people.rules.text import folded


@dataclass(frozen=True)
class Thread:
    """A comment and what was said to it, the oldest first."""

    root: Comment
    replies: list[Comment]


def threads_on(
    article: Article, limit: int, offset: int = 0, *, open_first: bool = False
) -> tuple[list[Thread], int]:
    """Threads with something to read, the newest first, and how many there are in all."""
    reply = aliased(Comment)
    is_answered = select(reply.id).where(reply.parent_id == Comment.id, reply.hidden_at.is_(None))
    query = (
        select(Comment, func.count().over())
        .where(
            Comment.article_id == article.id,
            Comment.parent_id.is_(None),
            or_(Comment.hidden_at.is_(None), is_answered.exists()),
        )
        .options(
            joinedload(Comment.author).options(lazyload(Person.grants)),
            joinedload(Comment.resolver).options(lazyload(Person.grants)),
        )
        .limit(limit)
        .offset(offset)
    )
    if open_first:
        query = query.order_by(Comment.resolved_at.is_not(None))
    query = query.order_by(Comment.written_at.desc(), Comment.id.desc())
    rows = db.session.execute(query).all()
    replies = _replies_to([root.id for root, _total in rows]) if rows else {}
    total = rows[0][1] if rows else 0
    return [Thread(root, replies.get(root.id, [])) for root, _total in rows], total


def thread(root: Comment) -> Thread:
    """The thread that this comment begins."""
    return Thread(root, _replies_to([root.id]).get(root.id, []))


def comment_of(article: Article, comment_id: int) -> Comment | None:
    """A comment under this article that is still to be read."""
    query = (
        select(Comment)
        .where(
            Comment.id == comment_id,
            Comment.article_id == article.id,
            Comment.hidden_at.is_(None),
        )
        .options(joinedload(Comment.author), joinedload(Comment.parent))
    )
    return db.session.scalar(query)


def root_of(article: Article, comment_id: int) -> Comment | None:
    """The comment that begins the thread in which this one stands."""
    asked = aliased(Comment)
    query = (
        select(Comment)
        .join(asked, Comment.id == func.coalesce(asked.parent_id, asked.id))
        .where(asked.id == comment_id, asked.article_id == article.id)
        .options(joinedload(Comment.author))
    )
    return db.session.scalar(query)


def speakers_in(root: Comment) -> set[int]:
    """Who has said something in this thread that can still be read."""
    query = select(Comment.author_id).where(*_in_thread(root.id), Comment.hidden_at.is_(None))
    return set(db.session.scalars(query))


def said_between(
    start: datetime, end: datetime, but: int, *, article_id: int, thread_id: int | None = None
) -> list[Comment]:
    """What others than `but` said under an article, or in one thread, within this time."""
    query = (
        select(Comment)
        .where(
            Comment.article_id == article_id,
            Comment.author_id != but,
            Comment.written_at >= start,
            Comment.written_at < end,
            Comment.hidden_at.is_(None),
            *(_in_thread(thread_id) if thread_id else ()),
        )
        .options(joinedload(Comment.author).options(lazyload(Person.grants)))
        .order_by(Comment.written_at, Comment.id)
    )
    return list(db.session.scalars(query))


def people_called(names: Collection[str]) -> Mapping[str, tuple[Named, ...]]:
    """Colleagues by the folded whole name."""
    query = (
        select(Person)
        .where(Person.name_key.in_(names), takes_part())
        .options(lazyload(Person.grants))
        .order_by(Person.id)
    )
    found: dict[str, list[Named]] = {}
    for person in db.session.scalars(query) if names else ():
        found.setdefault(person.name_key, []).append(Named(person.id, person.name, label(person)))
    return {name: tuple(people) for name, people in found.items()}


def namesakes_of(people: Collection[Person]) -> set[str]:
    """The folded names among these that several colleagues have."""
    keys = {folded(one.name) for one in people}
    query = (
        select(Person.name_key)
        .where(Person.name_key.in_(keys), takes_part())
        .group_by(Person.name_key)
        .having(func.count(Person.id) > 1)
    )
    return set(db.session.scalars(query)) if keys else set()


def _replies_to(ids: Collection[int]) -> dict[int, list[Comment]]:
    query = (
        select(Comment)
        .where(Comment.parent_id.in_(ids), Comment.hidden_at.is_(None))
        .options(joinedload(Comment.author).options(lazyload(Person.grants)))
        .order_by(Comment.written_at, Comment.id)
    )
    found: dict[int, list[Comment]] = {}
    for one in db.session.scalars(query):
        found.setdefault(one.parent_id or 0, []).append(one)
    return found


def _in_thread(root_id: int) -> tuple[ColumnElement[bool]]:
    return (or_(Comment.id == root_id, Comment.parent_id == root_id),)
