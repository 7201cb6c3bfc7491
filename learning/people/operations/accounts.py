"""Leaving and coming back; who works with whom, and who must not."""

from datetime import datetime

from sqlalchemy import delete, select, update

from learning.audit.operations import record
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.outbox import index_change
from learning.people.models import Avoidance, Person, Role, RoleGrant, Tie
from learning.people.queries.roster import active_admin_ids


class LastAdministrator(DomainError):
    """Nobody would be left to administer."""


class OwnAccount(DomainError):
    """Nobody may close their own account, or avoid themselves."""


def deactivate_person(person: Person, by: Person | None, now: datetime) -> None:
    """End the person's access from the next request on. Twice is harmless.

    Raises OwnAccount, LastAdministrator. What they held is released by the features that gave it,
    which ask `queries.people_who_left`.
    """
    if not person.is_active:
        return
    if by is not None and by.id == person.id:
        raise OwnAccount(_("Another administrator has to close your account."))
    if Role.ADMIN in person.roles:  # two who close each other queue, and the second is refused
        grants = select(RoleGrant.id).where(RoleGrant.role == Role.ADMIN).order_by(RoleGrant.id)
        db.session.execute(grants.with_for_update()).all()
    if active_admin_ids() == {person.id}:
        raise LastAdministrator(
            _("This is the last administrator. Give somebody else the role first.")
        )
    person.deactivated_at = now
    record(by.id if by else None, "account.deactivate", f"person:{person.id}", now)
    index_change("person", person.id, now)
    db.session.flush()


def reactivate_person(person: Person, by: Person | None, now: datetime) -> None:
    """Open a closed account again. Twice is harmless."""
    if person.is_active:
        return
    person.deactivated_at, person.reopened_at = None, now
    person.roster = {key: said for key, said in person.roster.items() if key != "left"}
    record(by.id if by else None, "account.reactivate", f"person:{person.id}", now)
    index_change("person", person.id, now)
    db.session.flush()


def avoid_person(person: Person, other: Person) -> None:
    """Never pair the two, in any format. Twice is harmless. Raises OwnAccount."""
    if person.id == other.id:
        raise OwnAccount(_("You are never paired with yourself; name somebody else."))
    known = select(Avoidance.id).where(
        Avoidance.person_id == person.id, Avoidance.other_id == other.id
    )
    if db.session.scalar(known) is None:
        db.session.add(Avoidance(person_id=person.id, other_id=other.id))
        db.session.flush()


def stop_avoiding(person: Person, other_id: int) -> None:
    """Take a name off the person's own list. Twice is harmless."""
    db.session.execute(
        delete(Avoidance).where(Avoidance.person_id == person.id, Avoidance.other_id == other_id)
    )


def tie(one_id: int, other_id: int, kind: str, object_id: int, now: datetime) -> None:
    """Note that a pairing has begun, so that both see how to reach each other.

    Twice is harmless; one that had ended begins again.
    """
    first, second = sorted((one_id, other_id))
    query = select(Tie).where(
        Tie.kind == kind,
        Tie.object_id == object_id,
        Tie.person_id == first,
        Tie.other_id == second,
    )
    known = db.session.scalar(query)
    if known is None:
        known = Tie(person_id=first, other_id=second, kind=kind, object_id=object_id, since=now)
        db.session.add(known)
    elif known.ended_at is not None:
        known.since, known.ended_at = now, None
    db.session.flush()


def untie(kind: str, object_id: int, now: datetime) -> None:
    """Note that a pairing has ended, for everybody in it. Twice is harmless."""
    db.session.execute(
        update(Tie)
        .where(Tie.kind == kind, Tie.object_id == object_id, Tie.ended_at.is_(None))
        .values(ended_at=now)
    )
