"""Topics and articles for tests."""

import io
from itertools import count
from typing import Any

from flask import current_app

from learning.academy.models import (
    Article,
    ArticleFile,
    ArticleState,
    Revision,
    Topic,
    TopicExpert,
)
from learning.academy.operations import add_file
from learning.extensions import db
from learning.markup import render
from learning.people.models import Person
from learning.storage import Storage
from tests.factories.files import picture
from tests.factories.people import NOON, person

_numbers = count(1)


def topic(**fields: Any) -> Topic:
    number = next(_numbers)
    made = Topic(**{"name": f"Topic {number}", "slug": f"topic-{number}"} | fields)
    db.session.add(made)
    db.session.commit()
    return made


def topic_expert(someone: Person, of: Topic | None = None) -> TopicExpert:
    made = TopicExpert(
        topic_id=(of or topic()).id,
        person_id=someone.id,
        nominated_by=someone.id,
        nominated_at=NOON,
        confirmed_by=someone.id,
        confirmed_at=NOON,
    )
    db.session.add(made)
    db.session.commit()
    return made


def shown_file(of: Article) -> ArticleFile:
    """A picture that the text of this article shows."""
    storage: Storage = current_app.extensions["storage"]
    made = add_file(of, of.author, storage, io.BytesIO(picture("PNG")), "cup.png", NOON)
    of.newest.html += f'<img src="/academy/articles/{of.id}/files/{made.name}">'
    db.session.commit()
    return made


def article(
    author: Person | None = None,
    state: ArticleState = ArticleState.PUBLISHED,
    title: str = "",
    body: str = "# One\n\nHow the coffee machine works.\n",
    **fields: Any,
) -> Article:
    """An article with one revision, published unless another state is asked for."""
    author = author or person()
    given = {"state": state, "language": "en", "author_id": author.id} | fields
    since = NOON if state is ArticleState.PUBLISHED else None
    made = Article(**given | {"created_at": NOON, "published_at": since})
    db.session.add(made)
    db.session.flush()
    document = render(body)
    revision = Revision(
        article_id=made.id,
        number=1,
        title=title or f"Article {next(_numbers)}",
        body=body,
        html=document.html,
        text=document.text,
        headings=[[one.level, one.anchor, one.text] for one in document.headings],
        author_id=author.id,
        created_at=NOON,
    )
    db.session.add(revision)
    db.session.flush()
    made.newest_id = revision.id
    if state is ArticleState.PUBLISHED:
        made.published_id = revision.id
        revision.published_at = NOON
    if state is ArticleState.IN_REVIEW:
        made.submitted_at = NOON
    db.session.commit()
    return made
