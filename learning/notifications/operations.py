"""Owing people a notice, taking it back, and noting that it was read."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from learning.extensions import db
from learning.notifications.models import Notification, Preference
from learning.people.models import Person


def notify(
    person_id: int,
    kind: str,
    facts: dict[str, Any],
    *,
    link: tuple[str, dict[str, Any]],
    dedupe_key: str,
    now: datetime,
    due_at: datetime | None = None,
    calendar: str | None = None,
) -> None:
    """Owe someone a notice, at once or, as a reminder, at a later moment.

    `kind` is `<feature>.<notice>` and names the template; `facts` are the plain values its words
    need (moments as ISO 8601 text); `link` is the endpoint and values of the one act it offers.
    Saying the same thing again, by `dedupe_key`, updates the line while it is unread and is
    otherwise harmless.
    """
    known = db.session.scalar(select(Notification).where(Notification.dedupe_key == dedupe_key))
    if known is not None:
        if known.read_at is None:
            known.facts = facts
        return
    endpoint, values = link
    db.session.add(
        Notification(
            person_id=person_id,
            kind=kind,
            facts=facts,
            endpoint=endpoint,
            values=values,
            calendar=calendar,
            dedupe_key=dedupe_key,
            created_at=now,
            due_at=due_at or now,
        )
    )


def withdraw_notice(dedupe_key: str, now: datetime) -> None:
    """Take back a notice that is no longer true; one already mailed stays in the inbox."""
    db.session.execute(
        update(Notification)
        .where(Notification.dedupe_key == dedupe_key, Notification.done_at.is_(None))
        .values(withdrawn_at=now, done_at=now)
    )


def mark_read(notices: list[Notification], now: datetime) -> None:
    """Note that the person has seen these lines."""
    for notice in notices:
        notice.read_at = notice.read_at or now


def set_preference(person: Person, kind: str, *, by_mail: bool) -> None:
    """Remember whether the person wants this kind of notice by mail too."""
    query = select(Preference).where(Preference.person_id == person.id, Preference.kind == kind)
    preference = db.session.scalar(query)
    if preference is None:
        preference = Preference(person_id=person.id, kind=kind)
        db.session.add(preference)
    preference.by_mail = by_mail
