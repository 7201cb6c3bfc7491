"""Passwords, sign-ins and failed tries. Secrets are kept only as hashes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Enum, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.identity.rules import LIFETIME, LinkPurpose, browser_name
from learning.outbox import Owed
from learning.people.models import Person

_PURPOSE = Enum(LinkPurpose, native_enum=False, length=20, values_callable=list)


class Credential(Base):
    """A person's local password, by Argon2."""

    __tablename__ = "credentials"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    password_hash: Mapped[str]
    changed_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class SignIn(Base):
    """One browser that somebody signed in with; ended, its cookies are worth nothing."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    key_hash: Mapped[str] = mapped_column(unique=True)  # SHA-256 of the cookie's key
    signed_in_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(default="")  # as it names itself

    person: Mapped[Person] = relationship(lazy="joined")

    @property
    def browser_name(self) -> str:
        return browser_name(self.browser)

    @property
    def is_phone(self) -> bool:
        return "Mobile" in self.browser


class SignInAttempt(Base):
    """A try to sign in, or to get a link, that is not forgiven yet.

    Counted in the database, so that losing Redis lifts no limit.
    """

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]  # keyed hash of the account name or of the network address
    at: Mapped[datetime]


class LinkRequest(Owed, Base):
    """A link owed to whoever has this address; written for unknown addresses all the same."""

    __tablename__ = "link_requests"

    purpose: Mapped[LinkPurpose] = mapped_column(_PURPOSE)
    email: Mapped[str] = mapped_column(index=True)


class OneTimeToken(Base):
    """A link that went out by mail, good once."""

    __tablename__ = "one_time_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    email: Mapped[str | None]  # where it went; none where it was made before we kept that
    purpose: Mapped[LinkPurpose] = mapped_column(_PURPOSE)
    token_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    @property
    def made_at(self) -> datetime:
        return self.expires_at - LIFETIME[self.purpose]

    @property
    def is_of_today(self) -> bool:
        """Whether the mailbox it went to is still its person's, and no closing lies between."""
        is_at_home = self.email is None or self.email == self.person.email
        return is_at_home and self.person.honours(self.made_at)
