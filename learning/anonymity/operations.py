"""Putting a text into its envelope, taking it back, and opening a round's envelopes together."""

import random
import secrets
from typing import Any

from sqlalchemy import delete, select, text

from learning.anonymity.models import Envelope, OpenAnswer
from learning.anonymity.rules import envelope_of, seal, unseal
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _

_shuffle = random.SystemRandom().shuffle
ROUND_LOCK = 7_201_119  # any number, the same for every writer


class NoSuchReceipt(DomainError):
    """No sealed text belongs to this receipt, or its round has closed."""


def put_in_envelope(
    instrument: str,
    round_id: int,
    token: str,
    subject_id: int,
    content: dict[str, Any],
    secret: str,
) -> None:
    """Seal a text until its round closes; the same token again is harmless.

    Runs in a transaction of its own, never in one that knows who writes. All envelopes of the
    round are written anew in random order, so that no row is the newest.
    """
    _take_turn()
    envelopes = _envelopes(instrument, round_id)
    key = envelope_of(token)
    if key in envelopes:
        return
    named = {"subject_id": subject_id, "content": content}
    envelopes[key] = seal(named, secret, _name(instrument, round_id))
    _rewrite(instrument, round_id, envelopes)


def take_back(instrument: str, round_id: int, token: str) -> None:
    """Destroy the text of whoever holds this receipt. Raises NoSuchReceipt."""
    _take_turn()
    envelopes = _envelopes(instrument, round_id)
    if envelopes.pop(envelope_of(token), None) is None:
        raise NoSuchReceipt(_("There is no sealed text for this receipt."))
    _rewrite(instrument, round_id, envelopes)


def open_envelopes(instrument: str, round_id: int, secret: str) -> int:
    """Open all envelopes of a closing round at once, in random order; returns how many.

    Receipts mean nothing afterwards, since the keys they hash to are gone.
    """
    _take_turn()
    name = _name(instrument, round_id)
    found = [unseal(one, secret, name) for one in _envelopes(instrument, round_id).values()]
    _shuffle(found)
    db.session.add_all(
        OpenAnswer(
            id=secrets.token_hex(32),
            instrument=instrument,
            round_id=round_id,
            subject_id=one["subject_id"],
            content=one["content"],
        )
        for one in found
    )
    _rewrite(instrument, round_id, {})
    return len(found)


def _name(instrument: str, round_id: int) -> str:
    return f"{instrument}:{round_id}"


def _envelopes(instrument: str, round_id: int) -> dict[str, bytes]:
    query = select(Envelope.id, Envelope.content).where(
        Envelope.instrument == instrument, Envelope.round_id == round_id
    )
    return dict(db.session.execute(query).tuples().all())


def _rewrite(instrument: str, round_id: int, envelopes: dict[str, bytes]) -> None:
    db.session.execute(
        delete(Envelope).where(Envelope.instrument == instrument, Envelope.round_id == round_id)
    )
    rows = [
        {"id": key, "instrument": instrument, "round_id": round_id, "content": content}
        for key, content in envelopes.items()
    ]
    _shuffle(rows)
    if rows:
        db.session.execute(Envelope.__table__.insert(), rows)  # type: ignore[attr-defined]


def _take_turn() -> None:
    """Writers of envelopes queue: SQLite's by themselves, PostgreSQL's at an advisory lock."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ROUND_LOCK})
