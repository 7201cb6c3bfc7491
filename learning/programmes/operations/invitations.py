"""Asking people in, twice reminding them at most, and taking a no for an answer."""

from collections.abc import Iterable
from datetime import datetime

from learning.audit.operations import record as record_audit
from learning.extensions import db
from learning.notifications.operations import notify, withdraw_notice
from learning.people.models import Person
from learning.programmes import queries
from learning.programmes.models import Invitation, Programme
from learning.programmes.operations.enrolments import not_joinable, take_turn

AT_ONCE = 500


def invite(programme: Programme, person_ids: Iterable[int], by: Person, now: datetime) -> int:
    """Invite these people, save those asked before or enrolled; returns how many were asked.

    At most `AT_ONCE`, so that other writers are not kept waiting. Raises NotJoinable.
    """
    take_turn(programme)
    if not programme.is_joinable:
        raise not_joinable(programme)
    wanted = sorted(set(person_ids) - queries.not_to_be_invited(programme))[:AT_ONCE]
    db.session.add_all(
        Invitation(programme_id=programme.id, person_id=one, invited_by=by.id, sent_at=now)
        for one in wanted
    )
    for person_id in wanted:
        key = queries.invitation_key(programme.id, person_id)
        _tell(programme, person_id, "invited", key, now)
    if wanted:
        _audit(programme, by, now, invited=len(wanted))
    return len(wanted)


def remind(programme: Programme, by: Person, now: datetime) -> int:
    """Remind those who have not answered and may be reminded, at most `AT_ONCE`; returns how many.

    Raises NotJoinable.
    """
    take_turn(programme)
    if not programme.is_joinable:
        raise not_joinable(programme)
    due = queries.remindable(programme, now, AT_ONCE)
    for invitation in due:
        invitation.reminders += 1
        invitation.reminded_at = now
    for invitation in due:
        key = f"programmes.reminder:{invitation.id}:{invitation.reminders}"
        _tell(programme, invitation.person_id, "reminder", key, now)
    if due:
        _audit(programme, by, now, reminded=len(due))
    return len(due)


def decline_invitation(invitation: Invitation, now: datetime) -> None:
    """Note that it is not for this person: no reminder follows. Twice is harmless."""
    if invitation.declined_at is not None:
        return
    invitation.declined_at = now
    withdraw_notice(queries.invitation_key(invitation.programme_id, invitation.person_id), now)
    for number in range(1, invitation.reminders + 1):
        withdraw_notice(f"programmes.reminder:{invitation.id}:{number}", now)


def _tell(programme: Programme, person_id: int, notice: str, key: str, now: datetime) -> None:
    notify(
        person_id,
        f"programmes.{notice}",
        {"programme": programme.name, "one_line": programme.one_line},
        link=("programmes.programme", {"programme_id": programme.id}),
        dedupe_key=key,
        now=now,
    )


def _audit(programme: Programme, by: Person, now: datetime, **numbers: int) -> None:
    record_audit(by.id, "notification.broadcast", f"programme:{programme.id}", now, **numbers)
