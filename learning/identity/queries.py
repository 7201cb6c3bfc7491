"""Who stands behind a cookie."""

import hashlib
from datetime import datetime

from sqlalchemy import select

from learning.extensions import db
from learning.identity.models import SignIn


def key_hash(key: str) -> str:
    """SHA-256 of a random key; keys have 256 bits, so no salt is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


def sign_in_behind(key: str, now: datetime) -> SignIn | None:
    """The sign-in whose cookie holds this key, with its person; None once ended or expired."""
    query = select(SignIn).where(
        SignIn.key_hash == key_hash(key), SignIn.ended_at.is_(None), SignIn.expires_at > now
    )
    return db.session.scalar(query)
