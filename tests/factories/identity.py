"""Passwords and links for tests."""

from datetime import timedelta
from typing import Any

from learning import clock
from learning.extensions import db
from learning.identity import operations
from learning.identity.models import LinkRequest, OneTimeToken
from learning.identity.queries import key_hash
from learning.identity.rules import LinkPurpose
from learning.people.models import Person
from tests.factories.people import person

PASSWORD = "correct horse battery"
TOKEN = "a token"


def person_with_password(password: str = PASSWORD, **fields: Any) -> Person:
    made = person(**fields)
    operations.set_password(made, password, clock.now())
    db.session.commit()
    return made


def link(
    owner: Person, token: str = TOKEN, purpose: LinkPurpose = LinkPurpose.RESET, **fields: Any
) -> OneTimeToken:
    """A link that went out to this person, good for another hour."""
    given = {"token_hash": key_hash(token), "expires_at": clock.now() + timedelta(hours=1)}
    made = OneTimeToken(person_id=owner.id, purpose=purpose, **given | fields)
    db.session.add(made)
    db.session.commit()
    return made


def link_request(email: str, purpose: LinkPurpose = LinkPurpose.RESET) -> LinkRequest:
    made = LinkRequest(purpose=purpose, email=email, due_at=clock.now())
    db.session.add(made)
    db.session.commit()
    return made
