"""Owing people a notice, taking it back, and noting that it was read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from learning.extensions import db
from learning.notifications.models import Digest, MailChoice, Notification, Preference
from learning.notifications.rules import Pace, next_digest
from learning.people.models import Person

Item = TypeVar("Item")

AT_ONCE = 500  # SQLite takes some 32,000 values in a statement, a notice has a dozen


@dataclass(frozen=True)
class Notice:
    """What `notify` is told, as a value, for those who have many to say."""

    person_id: int
    kind: str
    facts: dict[str, Any]
    link: tuple[str, dict[str, Any]]
    dedupe_key: str
    due_at: datetime | None = None
    moot_at: datetime | None = None
    calendar: str | None = None


def notify_many(notices: Sequence[Notice], now: datetime) -> None:
    """As `notify` of each in turn, in one statement where nothing of it was said before.

    The job engine is not woken for them: it finds them at its next tick, two seconds later.
    """
    for some in _portions(notices):
        fresh = {one.dedupe_key: one for one in reversed(some)}  # of two the first is the new one
        lines = [_columns(one, now) for one in fresh.values()]
        said = _insert_unsaid(lines)
        for one in some:
            if one.dedupe_key not in said or fresh[one.dedupe_key] is not one:
                _say_again(one, now)


def notify(
    person_id: int,
    kind: str,
    facts: dict[str, Any],
    *,
    link: tuple[str, dict[str, Any]],
    dedupe_key: str,
    now: datetime,
    due_at: datetime | None = None,
    moot_at: datetime | None = None,
    calendar: str | None = None,
) -> None:
    """Owe someone a notice, at once or, as a reminder, at a later moment.

    From `moot_at` on it is not told any more, however late the engine runs.

    `kind` is `<feature>.<notice>` and names the template; `facts` are the plain values its words
    need (moments as ISO 8601 text); `link` is the endpoint and values of the one act it offers.
    Saying the same thing again, by `dedupe_key`, updates a line that is unread or still to come,
    brings back one that was withdrawn, and is otherwise harmless.
    """
    endpoint, values = link
    words = {"facts": facts, "endpoint": endpoint, "values": values, "calendar": calendar}
    known = _told(dedupe_key)
    if known is None:
        line = Notification(
            person_id=person_id,
            kind=kind,
            dedupe_key=dedupe_key,
            created_at=now,
            due_at=due_at or now,
            moot_at=moot_at,
            **words,
        )
        try:
            with db.session.begin_nested():
                db.session.add(line)
        except IntegrityError:  # somebody said it at the same moment
            if _told(dedupe_key) is None:
                raise
        return
    if known.withdrawn_at is not None:
        known.withdrawn_at = known.done_at = known.leased_until = known.read_at = None
        known.digest_id = None
        known.attempts = 0
    if known.done_at is None:
        known.due_at, known.moot_at = due_at or now, moot_at
    if known.read_at is None:
        for name, value in words.items():
            setattr(known, name, value)


def withdraw_notice(dedupe_key: str, now: datetime) -> None:
    """Take back a notice that is no longer true; one already mailed stays in the inbox."""
    withdraw_notices([dedupe_key], now)


def withdraw_notices(dedupe_keys: Sequence[str], now: datetime) -> None:
    """As `withdraw_notice` of each."""
    for some in _portions(dedupe_keys):
        db.session.execute(
            update(Notification)
            .where(Notification.dedupe_key.in_(some), _is_untold())
            .values(withdrawn_at=now, done_at=now)
        )


def mark_read(notice: Notification, now: datetime) -> None:
    """Note that the person has seen this line."""
    notice.read_at = notice.read_at or now


def mark_all_read(person: Person, now: datetime) -> None:
    """Note that the person has seen every line told so far."""
    unread = Notification.person_id == person.id, Notification.read_at.is_(None)
    told = Notification.due_at <= now
    db.session.execute(update(Notification).where(*unread, told).values(read_at=now))


def join_digest(notice: Notification, due_at: datetime) -> None:
    """Let the notice wait for the person's digest of that moment, which need not be there yet."""
    notice.digest_id = _digest(notice.person_id, due_at).id


def owe_digests(now: datetime) -> None:
    """Owe the next digest to whoever wants one regularly. Looked at daily; twice is harmless."""
    wanting = (
        select(Person, MailChoice.pace)
        .join(MailChoice, MailChoice.person_id == Person.id)
        .where(MailChoice.pace != Pace.INSTANT, Person.deactivated_at.is_(None))
    )
    query = select(Digest.person_id, Digest.due_at).where(Digest.due_at > now)
    owed = {(person_id, due_at) for person_id, due_at in db.session.execute(query)}
    for person, pace in db.session.execute(wanting).all():
        due_at = next_digest(pace, person.timezone, now)
        if (person.id, due_at) not in owed:
            db.session.add(Digest(person_id=person.id, due_at=due_at))
    db.session.flush()


def choose_pace(person: Person, pace: Pace, now: datetime) -> None:
    """Remember how often the person wants mails that can wait, and owe them the first digest."""
    choice = db.session.scalar(select(MailChoice).where(MailChoice.person_id == person.id))
    if choice is None:
        choice = MailChoice(person_id=person.id)
        db.session.add(choice)
    choice.pace = pace
    if pace is not Pace.INSTANT:
        _digest(person.id, next_digest(pace, person.timezone, now))


def set_preference(person: Person, kind: str, *, by_mail: bool) -> None:
    """Remember whether the person wants this kind of notice by mail too."""
    query = select(Preference).where(Preference.person_id == person.id, Preference.kind == kind)
    preference = db.session.scalar(query)
    if preference is None:
        preference = Preference(person_id=person.id, kind=kind)
        db.session.add(preference)
    preference.by_mail = by_mail


def _digest(person_id: int, due_at: datetime) -> Digest:
    query = select(Digest).where(Digest.person_id == person_id, Digest.due_at == due_at)
    digest = db.session.scalar(query)
    if digest is None:
        digest = Digest(person_id=person_id, due_at=due_at)
        db.session.add(digest)
        db.session.flush()
    return digest


def _is_untold() -> ColumnElement[bool]:
    """Neither mailed nor, where it waits for a digest, told by that."""
    ahead = select(Digest.id).where(Digest.done_at.is_(None))
    return Notification.done_at.is_(None) | Notification.digest_id.in_(ahead)


def _portions(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]


def _insert_unsaid(lines: list[dict[str, Any]]) -> set[str]:
    """Write the lines whose key is new, and say which: the others were said already."""
    table: Any = Notification.__table__
    dialect = db.session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    write = insert(table).on_conflict_do_nothing().returning(table.c.dedupe_key)
    return set(db.session.scalars(write, lines)) if lines else set()


def _columns(notice: Notice, now: datetime) -> dict[str, Any]:
    endpoint, values = notice.link
    return {
        "person_id": notice.person_id,
        "kind": notice.kind,
        "facts": notice.facts,
        "endpoint": endpoint,
        "values": values,
        "calendar": notice.calendar,
        "dedupe_key": notice.dedupe_key,
        "created_at": now,
        "due_at": notice.due_at or now,
        "moot_at": notice.moot_at,
    }


def _say_again(notice: Notice, now: datetime) -> None:
    notify(
        notice.person_id,
        notice.kind,
        notice.facts,
        link=notice.link,
        dedupe_key=notice.dedupe_key,
        now=now,
        due_at=notice.due_at,
        moot_at=notice.moot_at,
        calendar=notice.calendar,
    )


def _told(dedupe_key: str) -> Notification | None:
    return db.session.scalar(select(Notification).where(Notification.dedupe_key == dedupe_key))
