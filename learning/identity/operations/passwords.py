"""Choosing a password, with the old one or with a link sent by mail."""

from datetime import datetime

from sqlalchemy import select, update

from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.identity import rules
from learning.identity.models import Credential, OneTimeToken, SignIn
from learning.identity.operations.sign_ins import end_sign_ins
from learning.identity.providers import password as passwords
from learning.identity.rules import LinkPurpose
from learning.notifications.operations import notify
from learning.people.models import Person


class PasswordTooWeak(DomainError):
    """The password would be guessed."""


class WrongPassword(DomainError):
    """The current password is another."""


class LinkUsed(DomainError):
    """Somebody was quicker with the same link."""


def set_password(person: Person, password: str, now: datetime) -> None:
    """Store the password as it is, whatever it is worth."""
    query = select(Credential).where(Credential.person_id == person.id)
    credential = db.session.scalar(query)
    if credential is None:
        credential = Credential(person_id=person.id)
        db.session.add(credential)
    credential.password_hash = passwords.hash_of(password)
    credential.changed_at = now
    db.session.flush()


def change_password(
    person: Person, current: str, new: str, now: datetime, *, here: SignIn | None
) -> None:
    """Replace the password and sign the person out everywhere but here.

    Raises WrongPassword and PasswordTooWeak.
    """
    query = select(Credential.password_hash).where(Credential.person_id == person.id)
    if not passwords.is_right(current, db.session.scalar(query)):
        raise WrongPassword(_("The current password is another. Look at it and try again."))
    _replace(person, new, now, here)
    _tell(person, now)


def use_link(token: OneTimeToken, password: str, now: datetime) -> Person:
    """Set the password of whoever got this link, sign them out everywhere, spend their links.

    Whoever follows an invitation to a first password has changed nothing, and is not alarmed.
    Raises LinkUsed and PasswordTooWeak.
    """
    unused = OneTimeToken.id == token.id, OneTimeToken.used_at.is_(None)
    spent = db.session.execute(update(OneTimeToken).where(*unused).values(used_at=now))
    if not spent.rowcount:  # type: ignore[attr-defined]
        raise LinkUsed(_("This link was used just now. Sign in, or ask for a new link."))
    had_one = db.session.scalar(
        select(Credential.id).where(Credential.person_id == token.person_id)
    )
    _replace(token.person, password, now, None)
    if had_one or token.purpose is not LinkPurpose.INVITATION:
        _tell(token.person, now)
    return token.person


def _replace(person: Person, password: str, now: datetime, here: SignIn | None) -> None:
    _refuse_weak(password, person)
    set_password(person, password, now)
    end_sign_ins(person, now, but=here)
    links = OneTimeToken.person_id == person.id, OneTimeToken.used_at.is_(None)
    db.session.execute(update(OneTimeToken).where(*links).values(used_at=now))


def _tell(person: Person, now: datetime) -> None:
    notify(
        person.id,
        "identity.password_changed",
        {"changed_at": now.isoformat()},
        link=("identity.sign_ins", {}),
        dedupe_key=f"password-changed:{person.id}:{now.isoformat()}",
        now=now,
    )


def _refuse_weak(password: str, person: Person) -> None:
    personal = [*person.name.split(), *person.email.partition("@")[0].split(".")]
    weakness = rules.weakness_of(password, personal)
    if weakness is rules.Weakness.SHORT:
        raise PasswordTooWeak(
            _(
                "At least %(count)s characters, please: three or four unrelated words are good.",
                count=rules.MIN_LENGTH,
            )
        )
    if weakness is rules.Weakness.SIMPLE:
        raise PasswordTooWeak(_("That is quickly guessed: vary it, or take several words."))
    if weakness is rules.Weakness.PERSONAL:
        raise PasswordTooWeak(
            _("That is mostly your name or the name of this site: take unrelated words.")
        )
