"""Calendars outside: reading when somebody is busy, and the addresses of one's own feeds."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete

from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.people.models import Person
from learning.scheduling.models import BusyCalendar, BusyReading, BusyTime, FeedToken
from learning.scheduling.queries.calendars import busy_calendar_of, token_hash
from learning.scheduling.rules.secrets import seal

READ_EVERY = timedelta(minutes=30)
READ_AHEAD = timedelta(days=90)
MOST_FEEDS = 10

Span = tuple[datetime, datetime]


class TooManyFeeds(DomainError):
    """Somebody asks for more addresses than anybody needs."""


def watch_calendar(
    person: Person, address: str, host: str, busy: Sequence[Span], secret: str, now: datetime
) -> None:
    """Read this calendar from now on, beginning with the busy times just read of it."""
    row = busy_calendar_of(person)
    if row is None:
        row = BusyCalendar(person_id=person.id)
        db.session.add(row)
    row.sealed_address, row.host = seal(address, secret), host
    row.failure = ""
    db.session.flush()
    keep_busy_times(row, busy, now)


def keep_busy_times(row: BusyCalendar, busy: Sequence[Span], now: datetime) -> None:
    """Replace what was known of the calendar by what was read, and owe the next reading."""
    row.read_at, row.failure = now, ""
    _owe_next(row, now)
    db.session.execute(delete(BusyTime).where(BusyTime.person_id == row.person_id))
    db.session.add_all(
        BusyTime(person_id=row.person_id, starts_at=start, ends_at=end) for start, end in busy
    )
    db.session.flush()


def note_failure(row: BusyCalendar, failure: str, now: datetime) -> None:
    """Remember why a reading failed. The busy times last read stay, and it is tried again."""
    row.failure = failure
    _owe_next(row, now)
    db.session.flush()


def forget_calendar(person: Person) -> None:
    """Read it no more, and forget its busy times."""
    db.session.execute(delete(BusyTime).where(BusyTime.person_id == person.id))
    row = busy_calendar_of(person)
    if row is not None:
        db.session.execute(delete(BusyReading).where(BusyReading.calendar_id == row.id))
        db.session.delete(row)
    db.session.flush()


def make_feed(person: Person, now: datetime, *, is_busy_only: bool, count: int) -> str:
    """A new address of the person's meetings; its token is told once and never kept.

    `count` is how many there are. Raises TooManyFeeds.
    """
    if count >= MOST_FEEDS:
        raise TooManyFeeds(
            _("You have %(most)s addresses already. End one of them first.", most=MOST_FEEDS)
        )
    token = secrets.token_urlsafe(32)
    db.session.add(
        FeedToken(
            person_id=person.id,
            token_hash=token_hash(token),
            is_busy_only=is_busy_only,
            created_at=now,
        )
    )
    db.session.flush()
    return token


def renew_feed(feed: FeedToken, now: datetime) -> str:
    """A new address in place of the old one, which is worth nothing at once."""
    end_feed(feed, now)
    token = secrets.token_urlsafe(32)
    db.session.add(
        FeedToken(
            person_id=feed.person_id,
            token_hash=token_hash(token),
            is_busy_only=feed.is_busy_only,
            created_at=now,
        )
    )
    db.session.flush()
    return token


def end_feed(feed: FeedToken, now: datetime) -> None:
    """From now on nobody reads anything at this address; ending it twice is harmless."""
    feed.ended_at = feed.ended_at or now
    db.session.flush()


def _owe_next(row: BusyCalendar, now: datetime) -> None:
    """Owe one reading; the one in hand stays, for its worker is to mark it done."""
    in_hand = BusyReading.leased_until.is_not(None) & BusyReading.done_at.is_(None)
    db.session.execute(delete(BusyReading).where(BusyReading.calendar_id == row.id, ~in_hand))
    db.session.add(BusyReading(calendar_id=row.id, due_at=now + READ_EVERY))
