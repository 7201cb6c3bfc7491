"""Links by mail that let somebody choose a password: asked for, or sent as an invitation."""

import secrets
from datetime import datetime

from sqlalchemy import delete, exists, select

from learning.audit.operations import record
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.identity import policy, rules
from learning.identity.models import Credential, LinkRequest, OneTimeToken, SignIn, SignInAttempt
from learning.identity.operations.sign_ins import TooManyTries, one_at_a_time, tries
from learning.identity.queries import has_password, key_hash
from learning.identity.rules import LinkPurpose
from learning.people.models import Person
from learning.people.queries.people import takes_part


class AlreadyIn(DomainError):
    """The person has a password and needs no invitation."""


def ask_for_link(email: str, account: str, address: str, now: datetime) -> None:
    """Owe whoever has this address a link; for an unknown address the same row is written.

    Asked too often for one account, it does nothing: as many links lie in the mailbox and are
    still good. Raises TooManyTries for a network address that asks for many.
    """
    one_at_a_time(account)
    one_at_a_time(address)
    since = now - rules.LINK_WINDOW
    if tries(address, since) >= rules.LINKS_PER_ADDRESS:
        raise TooManyTries(
            _("From here many links were asked for. Wait an hour, or ask your administrator.")
        )
    if tries(account, since) >= rules.LINKS:
        return
    db.session.add_all([SignInAttempt(key=key, at=now) for key in (account, address)])
    db.session.add(LinkRequest(purpose=LinkPurpose.RESET, email=email.lower(), due_at=now))
    db.session.flush()


def invite(person: Person, by: Person, now: datetime) -> None:
    """Owe the person an invitation; one that still waits is not repeated. Raises AlreadyIn."""
    if has_password(person):
        raise AlreadyIn(
            _(
                "%(person)s has a password already and can ask for a new one when signing in.",
                person=person.name,
            )
        )
    waits = select(LinkRequest.id).where(
        LinkRequest.email == person.email,
        LinkRequest.purpose == LinkPurpose.INVITATION,
        LinkRequest.done_at.is_(None),
    )
    if db.session.scalar(waits) is None:
        _owe_invitation(person.email, now)
    record(by.id, "account.invite", f"person:{person.id}", now)


def invite_everybody(by: Person, now: datetime) -> int:
    """Owe an invitation to all who can sign in but never chose a password, and got none lately.

    Returns how many that are.
    """
    chose = exists().where(Credential.person_id == Person.id)
    invited = exists().where(
        LinkRequest.email == Person.email,
        LinkRequest.purpose == LinkPurpose.INVITATION,
        LinkRequest.due_at > now - rules.LIFETIME[LinkPurpose.INVITATION],
    )
    waiting = db.session.scalars(select(Person.email).where(takes_part(), ~chose, ~invited)).all()
    for email in waiting:
        _owe_invitation(email, now)
    record(by.id, "account.invite", "people", now, count=len(waiting))
    return len(waiting)


def make_token(request: LinkRequest, now: datetime) -> tuple[Person, str, datetime] | None:
    """Who a link is owed to, its token and when that ends; None where nobody may have one.

    Made only when the mail is written, so that no table ever holds the token itself.
    """
    person = db.session.scalar(select(Person).where(Person.email == request.email))
    if person is None or not policy.can_sign_in(person):
        return None
    token, expires_at = secrets.token_urlsafe(32), now + rules.LIFETIME[request.purpose]
    db.session.add(
        OneTimeToken(
            person_id=person.id,
            email=person.email,
            purpose=request.purpose,
            token_hash=key_hash(token),
            expires_at=expires_at,
        )
    )
    return person, token, expires_at


def forget_what_is_over(now: datetime) -> None:
    """Delete tries, links and sign-ins that decide nothing any more."""
    before = now - rules.KEPT
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < before))
    db.session.execute(delete(LinkRequest).where(LinkRequest.done_at < before))
    db.session.execute(delete(OneTimeToken).where(OneTimeToken.expires_at < before))
    db.session.execute(delete(SignIn).where(SignIn.expires_at < before))


def _owe_invitation(email: str, now: datetime) -> None:
    db.session.add(LinkRequest(purpose=LinkPurpose.INVITATION, email=email, due_at=now))
