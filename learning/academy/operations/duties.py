"""Asking colleagues to read a text, and their word that they have."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from learning.academy.models import Acknowledgement, Article, Audience, MustRead, Revision
from learning.academy.queries import only_minor_since
from learning.academy.queries.duties import (
    major_number,
    missing_ids,
    running_must_reads,
    running_on,
)
from learning.academy.rules.duties import Stage, moved, stages
from learning.activity.operations import record
from learning.audit import operations as audit
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.models import Notification
from learning.notifications.operations import Notice, notify_many, withdraw_notices
from learning.people.models import Person

AT_ONCE = 500


class AskedAlready(DomainError):
    """The same audience is asked to read the same article."""


class TextMoved(DomainError):
    """What was read is no longer what readers see."""


@dataclass(frozen=True)
class Readers:
    """Whom a must-read asks."""

    audience: Audience
    department_id: int | None = None
    programme_id: int | None = None
    role: str | None = None


def require_reading(
    article: Article, readers: Readers, due_on: date, by: Person, now: datetime
) -> MustRead:
    """Ask everybody of an audience to read an article by a day. Raises AskedAlready."""
    db.session.refresh(article, with_for_update={"of": Article})  # a double click waits here
    for known in running_on(article):
        if _readers(known) == readers:
            raise AskedAlready(_("These readers are asked already. You can move the day instead."))
    made = MustRead(
        article_id=article.id,
        audience=readers.audience,
        department_id=readers.department_id,
        programme_id=readers.programme_id,
        role=readers.role,
        due_on=due_on,
        set_by=by.id,
        set_at=now,
        asked_on=now.date(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record(by.id, "must_read.require", f"article:{article.id}", now, must_read=made.id)
    _tell(made, article, [Stage.ASKED], now)
    return made


def move_must_read(one: MustRead, due_on: date, by: Person, now: datetime) -> None:
    """Give more or less time; reminders follow the new day."""
    if one.due_on != due_on:
        one.due_on = due_on
        audit.record(by.id, "must_read.move", f"article:{one.article_id}", now, must_read=one.id)


def end_must_read(one: MustRead, by: Person, now: datetime) -> None:
    """Ask nobody any more; what was confirmed stays on record. Twice is harmless."""
    if one.ended_at is not None:
        return
    keys = _keys([one], one.article, missing_ids(one))
    one.ended_at = now
    withdraw_notices(keys, now)
    audit.record(by.id, "must_read.end", f"article:{one.article_id}", now, must_read=one.id)


def acknowledge(article: Article, person: Person, number: int, now: datetime) -> None:
    """Say that one has read and understood the revision of this number. Twice is once.

    Raises TextMoved where readers see a text by now that was changed beyond small things.
    """
    if article.published is None or number < major_number(article):
        raise TextMoved(_("The text has changed since you opened it. Please look at it again."))
    said = Acknowledgement(
        article_id=article.id, person_id=person.id, number=number, acknowledged_at=now
    )
    try:
        with db.session.begin_nested():
            db.session.add(said)
    except IntegrityError:  # said before
        return
    record(person.id, "article_acknowledged", "article", article.id, now, article.programme_id)
    withdraw_notices(_keys(running_on(article), article, [person.id]), now)


def ask_anew(article: Article, revision: Revision, now: datetime) -> None:
    """Before readers see a revision: a change beyond small things leaves time to read it."""
    if article.published_id is None or only_minor_since(article, revision):
        return
    for one in running_on(article):
        one.asked_on = now.date()
        one.due_on = moved(one.due_on, one.asked_on)


def remind_readers(now: datetime) -> None:
    """Ask who has come to an audience or has a changed text to read, and remind before the day."""
    for one in running_must_reads():
        _tell(one, one.article, stages(one.asked_on, one.due_on, now.date()), now)


def _tell(one: MustRead, article: Article, said: list[Stage], now: datetime) -> None:
    """What each reader is to have heard by now; whoever has heard it is left alone."""
    if article.published is None:
        return
    facts = {"title": article.published.title, "due_on": one.due_on.isoformat()}
    number = major_number(article)
    readers = missing_ids(one)
    for start in range(0, len(readers), AT_ONCE):
        some = readers[start : start + AT_ONCE]
        keys = {_key(one, number, stage, who): (stage, who) for stage in said for who in some}
        told = dict(
            db.session.execute(
                select(Notification.dedupe_key, Notification.created_at).where(
                    Notification.dedupe_key.in_(keys)
                )
            ).all()
        )
        before = {  # who was asked today is not reminded today
            who
            for who in some
            if (at := told.get(_key(one, number, Stage.ASKED, who))) and at.date() < now.date()
        }
        notify_many(
            [
                Notice(
                    who,
                    "academy.must_read" if stage is Stage.ASKED else "academy.must_read_due",
                    facts,
                    ("academy.article", {"article_id": article.id}),
                    key,
                )
                for key, (stage, who) in keys.items()
                if key not in told and (stage is Stage.ASKED or who in before)
            ],
            now,
        )


def _keys(some: Iterable[MustRead], article: Article, readers: Iterable[int]) -> list[str]:
    number = major_number(article)
    people = list(readers)
    return [_key(one, number, stage, who) for one in some for stage in Stage for who in people]


def _key(one: MustRead, number: int, stage: Stage, person_id: int) -> str:
    return f"must_read:{one.id}:{number}:{stage.value}:{person_id}"


def _readers(one: MustRead) -> Readers:
    return Readers(one.audience, one.department_id, one.programme_id, one.role)
