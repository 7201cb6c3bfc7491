"""Giving people a role, and taking it back."""

from datetime import datetime

from sqlalchemy import select

from learning.audit.operations import record
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.people.models import Person, Role, RoleGrant
from learning.people.operations.accounts import LastAdministrator
from learning.people.queries.roster import active_admin_ids


class OwnRole(DomainError):
    """Nobody changes their own role."""


def grant_role(person: Person, role: Role, by: Person | None, now: datetime) -> None:
    """Give the person a role from their next request on; `by` is None for the operator's command.

    Twice is harmless. Raises OwnRole.
    """
    _refuse_own(person, by)
    if role in person.roles:
        return
    actor = by.id if by else None
    db.session.add(RoleGrant(person_id=person.id, role=role, granted_at=now, granted_by=actor))
    record(actor, "account.change_role", f"person:{person.id}", now, role=role.value, given=True)
    db.session.flush()
    db.session.refresh(person, ["grants"])


def revoke_role(person: Person, role: Role, by: Person | None, now: datetime) -> None:
    """Take the role back from the next request on. Twice is harmless.

    Raises OwnRole, and LastAdministrator: two administrators who revoke each other at the same
    moment queue at the grants of the role, and the second is refused.
    """
    _refuse_own(person, by)
    grants = db.session.scalars(
        select(RoleGrant).where(RoleGrant.role == role).order_by(RoleGrant.id).with_for_update()
    )
    held = next((grant for grant in grants if grant.person_id == person.id), None)
    if held is None:
        return
    if role is Role.ADMIN and active_admin_ids() <= {person.id}:
        raise LastAdministrator(
            _("This is the last administrator. Give somebody else the role first.")
        )
    db.session.delete(held)
    actor = by.id if by else None
    record(actor, "account.change_role", f"person:{person.id}", now, role=role.value, given=False)
    db.session.flush()
    db.session.refresh(person, ["grants"])


def _refuse_own(person: Person, by: Person | None) -> None:
    if by is not None and by.id == person.id:
        raise OwnRole(_("Nobody changes their own role; another administrator can."))
