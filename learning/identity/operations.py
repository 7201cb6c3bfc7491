"""Signing in and out."""

import secrets
from datetime import datetime, timedelta

from learning.extensions import db
from learning.identity.models import SignIn
from learning.identity.queries import key_hash
from learning.people.models import Person

SHORT = timedelta(hours=12)
REMEMBERED = timedelta(days=30)


def start_sign_in(person: Person, now: datetime, *, remember: bool, browser: str = "") -> str:
    """Open a sign-in and return its key, which only the cookie knows from now on."""
    key = secrets.token_urlsafe(32)
    db.session.add(
        SignIn(
            person_id=person.id,
            key_hash=key_hash(key),
            signed_in_at=now,
            expires_at=now + (REMEMBERED if remember else SHORT),
            browser=browser[:200],
        )
    )
    db.session.flush()
    return key
