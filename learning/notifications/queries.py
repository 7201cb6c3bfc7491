"""Reading notices: the inbox, and the mail that tells one."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from sqlalchemy import BindParameter, ScalarSelect, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from learning.extensions import db
from learning.mail import Letter, message
from learning.notifications.models import Digest, MailChoice, Notification, Preference
from learning.notifications.rules import (
    MOST_A_DAY,
    Pace,
    calendar_files,
    can_wait,
    day_began,
    may_be_silenced,
    next_digest,
)
from learning.people.models import Person

Compose = Callable[[Notification], Letter]


def inbox(person: Person, now: datetime, limit: int, offset: int = 0) -> list[Notification]:
    """What the person has been told so far, newest first."""
    query = (
        select(Notification)
        .where(*_shown(person.id, now))
        .order_by(Notification.due_at.desc(), Notification.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def inbox_count(person: Person, now: datetime) -> int:
    query = select(func.count(Notification.id)).where(*_shown(person.id, now))
    return db.session.scalar(query) or 0


def unread_count(
    person_id: int | InstrumentedAttribute[int], now: datetime | BindParameter[datetime]
) -> ScalarSelect[int]:
    """How many notices this person has not read and still should, for a column of another query."""
    unread = select(func.count(Notification.id)).where(
        *_shown(person_id, now),
        Notification.read_at.is_(None),
        or_(Notification.moot_at.is_(None), Notification.moot_at > now),
    )
    return unread.scalar_subquery()


def notification_of(person: Person, notification_id: int) -> Notification | None:
    """The notice if it was told to this person; None to anybody else."""
    query = select(Notification).where(
        Notification.id == notification_id, Notification.person_id == person.id
    )
    return db.session.scalar(query)


def silenced_kinds(person: Person) -> set[str]:
    """The kinds of notice that this person does not want by mail."""
    query = select(Preference.kind).where(
        Preference.person_id == person.id, Preference.by_mail.is_(False)
    )
    return set(db.session.scalars(query))


def pace_of(person: Person) -> Pace:
    """How often the person wants mails that can wait."""
    query = select(MailChoice.pace).where(MailChoice.person_id == person.id)
    return db.session.scalar(query) or Pace.INSTANT


def has_enough_mail(person: Person, now: datetime) -> bool:
    """Whether the person got as many mails today, on their clock, as one does that could wait."""
    query = select(Notification.kind, Notification.facts, Notification.mailed_at).where(
        Notification.person_id == person.id,
        Notification.mailed_at >= day_began(person.timezone, now),
        Notification.moot_at.is_(None),
        Notification.calendar.is_(None),
    )
    sent = db.session.execute(query)
    waited = [
        one
        for one in sent
        if can_wait(one.kind, one.facts, one.mailed_at, next_digest(Pace.DAILY, "", one.mailed_at))
    ]
    return len(waited) >= MOST_A_DAY


def notices_in(digest: Digest) -> list[Notification]:
    """What joined the digest and is still news, the oldest first."""
    query = (
        select(Notification)
        .where(
            Notification.digest_id == digest.id,
            Notification.withdrawn_at.is_(None),
            Notification.read_at.is_(None),
        )
        .order_by(Notification.due_at, Notification.id)
    )
    return list(db.session.scalars(query))


def is_wanted(notification: Notification, now: datetime) -> bool:
    """Whether it is to come by mail: true still, for somebody who is here and wants the kind."""
    person = notification.person
    return (
        notification.withdrawn_at is None
        and person.is_active
        and (notification.moot_at is None or notification.moot_at > now)
        and not (may_be_silenced(notification.kind) and notification.kind in silenced_kinds(person))
    )


def message_for(notification: Notification, compose: Compose) -> EmailMessage:
    """The mail that tells it in its reader's language.

    Calendar objects travel as RFC 6047 asks, each as a part of its own: one that asks for answers
    or calls off is of one meeting only (RFC 5546, section 3.2).
    """
    person = notification.person
    name = f"notification-{notification.id}"
    mail = message(compose(notification), person.email, name, notification.due_at)
    for file in calendar_files(notification.calendar or ""):
        method = "CANCEL" if "METHOD:CANCEL" in file else "REQUEST"
        mail.add_attachment(
            file.encode(),
            maintype="text",
            subtype="calendar",
            filename="invite.ics",
            params={"method": method, "charset": "utf-8"},
        )
    return mail


def _shown(
    person_id: int | InstrumentedAttribute[int], now: datetime | BindParameter[datetime]
) -> tuple[Any, ...]:
    return (
        Notification.person_id == person_id,
        Notification.due_at <= now,
        Notification.withdrawn_at.is_(None),
    )
