"""Trying to sign in, the sign-ins a person has open, and ending them."""

import secrets
from datetime import datetime

from sqlalchemy import delete, func, select, text, update

from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.identity import policy, rules
from learning.identity.models import SignIn, SignInAttempt
from learning.identity.providers import password as passwords
from learning.identity.queries import Account, key_hash
from learning.people.models import Person


class TooManyTries(DomainError):
    """The limit of tries is reached, for the account or for the network address."""


class WrongCredentials(DomainError):
    """Unknown account, wrong password or closed account; nobody learns which."""


def count_try(account: str, address: str, now: datetime) -> SignInAttempt:
    """Count one more try before it is made, and return what counts it against the address.

    The caller commits at once, so that a crash forgives nothing and no lock is held while the
    password is compared. Raises TooManyTries; the refused try itself is not counted, so that
    whoever goes on knocking prolongs nothing.
    """
    one_at_a_time(account)
    one_at_a_time(address)
    since = now - rules.WINDOW
    if tries(account) >= rules.TRIES_IN_A_ROW:
        raise TooManyTries(
            _("This account was tried too often. Let us send you a link by mail instead.")
        )
    if tries(account, since) >= rules.TRIES or tries(address, since) >= rules.TRIES_PER_ADDRESS:
        raise TooManyTries(
            _(
                "That was too many tries in a row. Wait a quarter of an hour, or let us send you"
                " a link by mail: it works at once."
            )
        )
    against_address = SignInAttempt(key=address, at=now)
    db.session.add_all([SignInAttempt(key=account, at=now), against_address])
    db.session.flush()
    return against_address


def check_password(account: Account | None, password: str) -> Person:
    """The person whose account and password these are. Raises WrongCredentials.

    Unknown, wrong and closed accounts are told apart neither by words nor by time, and the
    comparison, slow on purpose, needs no transaction.
    """
    is_right = passwords.is_right(password, account.password_hash if account else None)
    person = db.session.get(Person, account.person_id) if account and is_right else None
    if person is None or not policy.can_sign_in(person):
        raise WrongCredentials(
            _("Address and password do not fit together. Look at both and try again.")
        )
    return person


def forget_tries(key: str, against_address: SignInAttempt | None = None) -> None:
    """The person got in: nothing stands against the account, nor this try against the address."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.key == key))
    if against_address is not None:
        db.session.delete(against_address)


def start_sign_in(person: Person, now: datetime, *, remember: bool, browser: str = "") -> str:
    """Open a sign-in and return its key, which only the cookie knows from now on."""
    key = secrets.token_urlsafe(32)
    db.session.add(
        SignIn(
            person_id=person.id,
            key_hash=key_hash(key),
            signed_in_at=now,
            expires_at=now + (rules.REMEMBERED if remember else rules.SHORT),
            browser=browser[:200],
        )
    )
    db.session.flush()
    return key


def end_sign_in(sign_in: SignIn, now: datetime) -> None:
    """Make the cookie of this browser worthless; twice is harmless."""
    sign_in.ended_at = sign_in.ended_at or now


def end_sign_ins(person: Person, now: datetime, *, but: SignIn | None = None) -> None:
    """End all the person's sign-ins, perhaps but the one in use."""
    ending = [SignIn.person_id == person.id, SignIn.ended_at.is_(None)]
    if but is not None:
        ending.append(SignIn.id != but.id)
    db.session.execute(update(SignIn).where(*ending).values(ended_at=now))


def tries(key: str, since: datetime | None = None) -> int:
    """How many tries stand against this key, of all or only since a moment."""
    query = select(func.count(SignInAttempt.id)).where(SignInAttempt.key == key)
    if since is not None:
        query = query.where(SignInAttempt.at > since)
    return db.session.scalar(query) or 0


def one_at_a_time(key: str) -> None:
    """Let tries under one key queue, or many at once would all find the count still low.

    SQLite's writers queue by themselves.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        lock = int.from_bytes(bytes.fromhex(key)[:8], signed=True)
        db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
