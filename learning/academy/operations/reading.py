"""What readers leave behind: that they read, and whether it was useful."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from learning.academy.models import Article, Rating, Reading, ShareVisit
from learning.academy.rules.usefulness import wilson_lower_bound
from learning.activity.operations import record
from learning.extensions import Base, db
from learning.people.models import Person

ONE_VIEW = timedelta(minutes=30)


def note_view(
    article: Article,
    reader: Person,
    now: datetime,
    *,
    is_led: bool = False,
    is_finished: bool = False,
    sharer_id: int | None = None,
) -> None:
    """Count that somebody other than the author read it: once in half an hour.

    Who was led by the list of what others read counts as a reader, but not for that list. With
    `is_finished` they came to the end; `sharer_id` is whose link they came by.
    """
    if reader.id in article.author_ids or not article.is_published:
        return
    if sharer_id is not None and sharer_id != reader.id:
        _note_visit(article, reader, sharer_id, now)
    known = _reading(article, reader)
    if known is None:
        made = Reading(article_id=article.id, person_id=reader.id, last_at=now, views=1)
        made.own_at = None if is_led else now
        made.finished_at = now if is_finished else None
        if not _added(made):  # the same reader in another window, at the same moment
            return
    else:
        if is_finished and known.finished_at is None:
            known.finished_at = now
        if now - known.last_at < ONE_VIEW:
            return
        known.last_at = now
        known.views += 1
        if not is_led:
            known.own_at = now
    record(reader.id, "article_viewed", "article", article.id, now, article.programme_id)


def rate_article(
    article: Article, reader: Person, why: str, now: datetime, *, is_useful: bool
) -> None:
    """Keep a reader's answer in place of an earlier one, and count all answers anew."""
    rating = _rating(article, reader)
    if rating is None:
        rating = Rating(article_id=article.id, person_id=reader.id, is_useful=is_useful)
        rating.rated_at = now
        if not _added(rating):  # pressed twice at the same moment
            rating = db.session.scalars(_rating_query(article, reader)).one()
        record(reader.id, "article_rated", "article", article.id, now, article.programme_id)
    rating.is_useful, rating.why, rating.rated_at = is_useful, why, now
    db.session.flush()
    counts = select(func.count(Rating.id).filter(Rating.is_useful), func.count(Rating.id)).where(
        Rating.article_id == article.id
    )
    useful, total = db.session.execute(counts).one()
    article.useful_count = useful
    article.not_useful_count = total - useful
    article.usefulness = wilson_lower_bound(useful, total)


def _note_visit(article: Article, reader: Person, sharer_id: int, now: datetime) -> None:
    """Somebody came by a colleague's link; once an article, to the credit of the first."""
    own = ShareVisit.article_id == article.id, ShareVisit.person_id == reader.id
    if db.session.scalar(select(ShareVisit.id).where(*own)) is None:
        _added(
            ShareVisit(article_id=article.id, person_id=reader.id, sharer_id=sharer_id, came_at=now)
        )


def _added(row: Base) -> bool:
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return False
    return True


def _reading(article: Article, reader: Person) -> Reading | None:
    query = select(Reading).where(Reading.article_id == article.id, Reading.person_id == reader.id)
    return db.session.scalar(query)


def _rating_query(article: Article, reader: Person) -> Select[Rating]:
    return select(Rating).where(Rating.article_id == article.id, Rating.person_id == reader.id)


def _rating(article: Article, reader: Person) -> Rating | None:
    return db.session.scalar(_rating_query(article, reader))
