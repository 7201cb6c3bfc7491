"""Who has been asked, and what came of it. Counts only: a no is nobody's business."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, union

from learning.extensions import db
from learning.notifications.models import Notification
from learning.outbox import MAX_ATTEMPTS
from learning.people.models import Person
from learning.programmes.models import Enrolment, Invitation, Programme

MAX_REMINDERS = 2
REMINDER_GAP = timedelta(days=3)


@dataclass(frozen=True)
class InvitationFigures:
    """Of a programme's invitations: how many went out and what came back."""

    sent: int
    signed_up: int
    said_no: int
    failed: int  # could not be delivered by mail; the line in the inbox stands all the same
    remindable: int


def invitation_figures(programme: Programme, now: datetime) -> InvitationFigures:
    """The figures of the lead's page."""
    mine = Invitation.programme_id == programme.id
    sent, signed_up, said_no, can_be_reminded = db.session.execute(
        select(
            func.count(Invitation.id),
            func.count(Invitation.id).filter(_has_answered()),
            func.count(Invitation.id).filter(Invitation.declined_at.is_not(None)),
            func.count(Invitation.id).filter(*_may_be_reminded(now)),
        )
        .join(Person, Person.id == Invitation.person_id)
        .where(mine)
    ).one()
    failed = select(func.count(Notification.id)).where(
        Notification.dedupe_key.startswith(invitation_key(programme.id, None), autoescape=True),
        Notification.done_at.is_(None),
        Notification.attempts >= MAX_ATTEMPTS,
    )
    return InvitationFigures(
        sent, signed_up, said_no, db.session.scalar(failed) or 0, can_be_reminded
    )


def invitation_of(person: Person, programme: Programme) -> Invitation | None:
    """The person's invitation to this programme, if there is one."""
    query = select(Invitation).where(
        Invitation.programme_id == programme.id, Invitation.person_id == person.id
    )
    return db.session.scalar(query)


def remindable(programme: Programme, now: datetime, limit: int) -> list[Invitation]:
    """Invitations without an answer that have had fewer than `MAX_REMINDERS`, none too soon."""
    query = (
        select(Invitation)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.programme_id == programme.id, *_may_be_reminded(now))
        .order_by(Invitation.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def not_to_be_invited(programme: Programme) -> set[int]:
    """The numbers of all who have been asked already or have ever joined."""
    asked = select(Invitation.person_id).where(Invitation.programme_id == programme.id)
    joined = select(Enrolment.person_id).where(Enrolment.programme_id == programme.id)
    return set(db.session.scalars(union(asked, joined)))


def invitation_key(programme_id: int, person_id: int | None) -> str:
    """The key under which an invitation is told once; without a person what all begin with."""
    return f"programmes.invited:{programme_id}:{'' if person_id is None else person_id}"


def _may_be_reminded(now: datetime) -> tuple[ColumnElement[bool], ...]:
    last_told = func.coalesce(Invitation.reminded_at, Invitation.sent_at)
    return (
        Invitation.reminders < MAX_REMINDERS,
        Invitation.declined_at.is_(None),
        last_told <= now - REMINDER_GAP,
        Person.deactivated_at.is_(None),
        ~_has_answered(),
    )


def _has_answered() -> ColumnElement[bool]:
    return (
        select(Enrolment.id)
        .where(
            Enrolment.programme_id == Invitation.programme_id,
            Enrolment.person_id == Invitation.person_id,
        )
        .exists()
    )
