"""Who stands behind a cookie, an address or a link."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from learning.extensions import db
from learning.identity import policy
from learning.identity.models import Credential, OneTimeToken, SignIn
from learning.identity.rules import LinkPurpose
from learning.notifications.queries import unread_count
from learning.people.models import Person


@dataclass(frozen=True)
class Account:
    """What a password is compared with; None where the person never chose one."""

    person_id: int
    password_hash: str | None


def key_hash(key: str) -> str:
    """SHA-256 of a random key; keys have 256 bits, so no salt is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


def sign_in_behind(key: str, now: datetime) -> tuple[SignIn, int] | None:
    """The sign-in whose cookie holds this key, with its person, and how many notices they have not
    read; None once ended or expired.
    """
    asked = {"key_hash": key_hash(key), "now": now}
    found = db.session.execute(_sign_in_behind(), asked).unique().one_or_none()
    return (found[0], found[1]) if found else None


@cache
def _sign_in_behind() -> Select[SignIn, int]:
    """Put together once: every request asks it, and every page shows both."""
    return (
        select(SignIn, unread_count(SignIn.person_id, bindparam("now")))
        .where(
            SignIn.key_hash == bindparam("key_hash"),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > bindparam("now"),
        )
        .options(joinedload(SignIn.person).joinedload(Person.grants))
    )


def account_named(email: str) -> Account | None:
    """The account with this address, in one query of plain columns, found or not."""
    query = (
        select(Person.id, Credential.password_hash)
        .outerjoin(Credential, Credential.person_id == Person.id)
        .where(Person.email == email.lower())
    )
    found = db.session.execute(query).one_or_none()
    return Account(found.id, found.password_hash) if found else None


def has_password(person: Person) -> bool:
    query = select(Credential.id).where(Credential.person_id == person.id)
    return db.session.scalar(query) is not None


def open_sign_ins(person: Person, now: datetime) -> list[SignIn]:
    """Where the person is signed in, newest first."""
    query = (
        select(SignIn)
        .where(SignIn.person_id == person.id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .order_by(SignIn.signed_in_at.desc(), SignIn.id.desc())
    )
    return [one for one in db.session.scalars(query) if person.honours(one.signed_in_at)]


def sign_in_of(person: Person, sign_in_id: int) -> SignIn | None:
    """The sign-in if the person may end it; None to anybody else."""
    found = db.session.get(SignIn, sign_in_id)
    return found if found and policy.can_end_sign_in(person, found) else None


def good_token(token: str, purpose: LinkPurpose, now: datetime) -> OneTimeToken | None:
    """The link that this token opens.

    None if it is unknown, used or expired, its owner is gone or has been, or has another address.
    """
    query = select(OneTimeToken).where(
        OneTimeToken.token_hash == key_hash(token),
        OneTimeToken.purpose == purpose,
        OneTimeToken.used_at.is_(None),
        OneTimeToken.expires_at > now,
    )
    found = db.session.scalar(query)
    is_good = found is not None and found.is_of_today and policy.can_sign_in(found.person)
    return found if is_good else None
