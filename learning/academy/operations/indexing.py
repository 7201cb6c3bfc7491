"""Bringing the search index up to date with the database."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from learning.academy.models import (
    AcademyQuestion,
    Article,
    ArticleFile,
    ArticleState,
    Path,
    Talk,
    Topic,
    TopicExpert,
)
from learning.academy.queries import (
    comments_under,
    documents_in_turn,
    everything_findable,
    files_with_words,
    named_after,
    skills_of,
    with_topics_below,
)
from learning.academy.search import Document, Gateway, Key
from learning.extensions import db
from learning.outbox import NAME, index_change

EVERYTHING = Key("everything", 0)
"""An index change that stands for all there is."""

LOOK_BACK = timedelta(days=7)  # so that no weekend without a server leaves one out


def owe_whole_index(search: Gateway, now: datetime) -> bool:
    """Owe the index all there is where it was never made whole in this version's format.

    Whether anything was owed.
    """
    if search.is_whole():
        return False
    index_change(*EVERYTHING, now)
    return True


def make_index_whole(search: Gateway, now: datetime) -> None:
    """Make the index anew from the database, if nobody has done it yet. Raises IndexBusy."""
    if not search.is_whole():
        search.rebuild(everything_findable(now))


def refresh_index(search: Gateway, keys: Collection[Key], now: datetime) -> None:
    """Let the index know these objects as they are by now; what cannot be found is forgotten.

    A person may bring a skill that is new here, so their skills go along with them; a new name
    brings all that carries it; an article brings its files and what is said under it. The
    database is read while the index is held, so no older state can overtake. Raises IndexBusy.
    """
    found: set[Key] = set()
    wanted = {key for key in keys if key.kind != NAME}

    def current() -> Iterator[Document]:
        wanted.update(named_after([key.id for key in keys if key.kind == NAME]))
        people = [key.id for key in keys if key.kind == "person"]
        wanted.update(Key("skill", one) for one in skills_of(people))
        articles = [key.id for key in wanted if key.kind == "article"]
        wanted.update(Key("file", one) for one in files_with_words(articles))
        wanted.update(Key("comment", one) for one in comments_under(articles))
        for kind in sorted({key.kind for key in wanted}):
            ids = [key.id for key in wanted if key.kind == kind]
            for document in documents_in_turn(kind, ids, now):
                found.add(document.key)
                yield document

    search.refresh(current())
    if gone := wanted - found:
        search.forget(gone)


def note_words_read(upload_id: int, now: datetime) -> None:
    """Owe the index the files whose words have just been read."""
    for file_id in db.session.scalars(
        select(ArticleFile.id).where(ArticleFile.upload_id == upload_id)
    ):
        index_change("file", file_id, now)


def note_renamed(topic: Topic, now: datetime) -> None:
    """Owe the index whatever is found under the name of this topic, or of one below it."""
    below = with_topics_below({topic.id})
    for kind, model in (
        ("article", Article),
        ("path", Path),
        ("question", AcademyQuestion),
        ("talk", Talk),
    ):
        for number in db.session.scalars(select(model.id).where(model.topic_id.in_(below))):
            index_change(kind, number, now)
    named = select(TopicExpert.person_id).where(TopicExpert.topic_id == topic.id)
    for person_id in db.session.scalars(named):
        index_change("person", person_id, now)


def note_ended_verifications(now: datetime) -> None:
    """Owe the index the articles whose verification has just ended: search ranks them lower."""
    today = now.date()
    query = select(Article.id).where(
        Article.state == ArticleState.PUBLISHED,
        Article.verified_until < today,
        Article.verified_until >= today - LOOK_BACK,
    )
    for article_id in db.session.scalars(query):
        index_change("article", article_id, now)
