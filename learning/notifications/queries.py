"""Reading notices: the inbox, and the mail that tells one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from sqlalchemy import func, select

from learning.extensions import db
from learning.notifications.models import Notification, Preference
from learning.people.models import Person

Compose = Callable[[Notification], "Letter"]


@dataclass(frozen=True)
class Letter:
    """The words of a mail, and the address that ends mails of its kind with one click."""

    subject: str
    text: str
    html: str
    unsubscribe_url: str
    sender: str


def inbox(person: Person, now: datetime, limit: int, offset: int = 0) -> list[Notification]:
    """What the person has been told so far, newest first."""
    query = (
        select(Notification)
        .where(*_shown(person, now))
        .order_by(Notification.due_at.desc(), Notification.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def inbox_count(person: Person, now: datetime) -> int:
    return db.session.scalar(select(func.count(Notification.id)).where(*_shown(person, now))) or 0


def unread(person: Person, now: datetime) -> list[Notification]:
    query = select(Notification).where(*_shown(person, now), Notification.read_at.is_(None))
    return list(db.session.scalars(query))


def unread_count(person: Person, now: datetime) -> int:
    query = select(func.count(Notification.id)).where(
        *_shown(person, now), Notification.read_at.is_(None)
    )
    return db.session.scalar(query) or 0


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


def message_for(notification: Notification, compose: Compose) -> EmailMessage | None:
    """The mail that tells it in its reader's language; None when they do not want or get mail.

    The Message-ID comes from the row, so that a repeat after a crash can be recognised
    (RFC 5322, section 3.6.4). A calendar object travels as RFC 6047 asks.
    """
    person = notification.person
    unwanted = notification.withdrawn_at is not None or not person.is_active
    if unwanted or notification.kind in silenced_kinds(person):
        return None
    letter = compose(notification)
    message = EmailMessage()
    message["From"] = letter.sender
    message["To"] = person.email
    message["Subject"] = letter.subject
    message["Message-ID"] = f"<notification-{notification.id}@collegium>"
    message["Date"] = notification.due_at
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    if notification.calendar is not None:
        method = "CANCEL" if "METHOD:CANCEL" in notification.calendar else "REQUEST"
        message.add_attachment(
            notification.calendar.encode(),
            maintype="text",
            subtype="calendar",
            filename="invite.ics",
            params={"method": method, "charset": "utf-8"},
        )
    return message


def _shown(person: Person, now: datetime) -> tuple[Any, ...]:
    return (
        Notification.person_id == person.id,
        Notification.due_at <= now,
        Notification.withdrawn_at.is_(None),
    )
