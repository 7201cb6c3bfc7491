"""Reading calendars outside, and who a feed's address stands for."""

import hashlib
from datetime import datetime

from sqlalchemy import select

from learning.extensions import db
from learning.people.models import Person
from learning.scheduling.models import BusyCalendar, BusyTime, FeedToken


def token_hash(token: str) -> str:
    """SHA-256 of a feed's token: what is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def busy_calendar_of(person: Person) -> BusyCalendar | None:
    """The calendar outside whose busy times the person lets us read."""
    return db.session.scalar(select(BusyCalendar).where(BusyCalendar.person_id == person.id))


def feeds_of(person: Person) -> list[FeedToken]:
    """The addresses at which the person's meetings can be read, the oldest first."""
    query = (
        select(FeedToken)
        .where(FeedToken.person_id == person.id, FeedToken.ended_at.is_(None))
        .order_by(FeedToken.id)
    )
    return [one for one in db.session.scalars(query) if person.honours(one.created_at)]


def feed_of(person: Person, feed_id: int) -> FeedToken | None:
    """The address if it is this person's and still good; None to anybody else."""
    query = select(FeedToken).where(
        FeedToken.id == feed_id,
        FeedToken.person_id == person.id,
        FeedToken.ended_at.is_(None),
    )
    return db.session.scalar(query)


def feed_by_token(token: str) -> FeedToken | None:
    """Whom the address stands for; None once it is ended, or its owner is gone or has been."""
    query = select(FeedToken).where(
        FeedToken.token_hash == token_hash(token), FeedToken.ended_at.is_(None)
    )
    feed = db.session.scalar(query)
    return feed if feed is not None and feed.person.honours(feed.created_at) else None


def busy_times_of(person: Person, now: datetime, limit: int) -> list[BusyTime]:
    """The next times at which the calendar outside says busy."""
    query = (
        select(BusyTime)
        .where(BusyTime.person_id == person.id, BusyTime.ends_at > now)
        .order_by(BusyTime.starts_at)
        .limit(limit)
    )
    return list(db.session.scalars(query))
