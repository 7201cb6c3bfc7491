"""Putting a text into its envelope, taking it back, and opening a round's envelopes together."""

import random
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Engine, delete, insert, select, text

from learning.anonymity.models import Envelope
from learning.anonymity.rules import envelope_of, seal, unseal
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _

_shuffle = random.SystemRandom().shuffle
ROUND_LOCK = 7_201_119  # any number, the same for every writer


class NoSuchReceipt(DomainError):
    """No sealed text belongs to this receipt."""


class SealLost(DomainError):
    """The instance's secret has changed since the texts were sealed."""


@dataclass(frozen=True)
class Opened:
    """What one writer said of one subject."""

    subject_id: int
    content: dict[str, Any]


def take_turn() -> None:
    """Queue with everybody who changes envelopes or the marks of who has written.

    SQLite's writers queue by themselves, PostgreSQL's at an advisory lock held until the commit.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ROUND_LOCK})


def put_in_envelope(
    instrument: str,
    round_id: int,
    token: str,
    subject_id: int,
    content: dict[str, Any],
    secret: str,
) -> None:
    """Seal a text until its round closes; the same token again is harmless.

    Runs in a transaction of its own, never in one that marks who has written. All envelopes of
    the round are written anew in random order, so that no row is the newest.
    """
    take_turn()
    envelopes = _envelopes(instrument, round_id)
    key = envelope_of(token)
    if key in envelopes:
        return
    named = {"subject_id": subject_id, "content": content}
    envelopes[key] = seal(named, secret, _name(instrument, round_id))
    _rewrite(instrument, round_id, envelopes)


def is_sealed(token: str) -> bool:
    """Whether the text of this token lies in its envelope."""
    query = select(Envelope.id).where(Envelope.id == envelope_of(token))
    return db.session.scalar(query) is not None


def take_back(instrument: str, round_id: int, token: str) -> None:
    """Destroy the text of whoever holds this receipt. Raises NoSuchReceipt."""
    take_turn()
    envelopes = _envelopes(instrument, round_id)
    if envelopes.pop(envelope_of(token), None) is None:
        raise NoSuchReceipt(_("There is no sealed text for this receipt. Look at it once more."))
    _rewrite(instrument, round_id, envelopes)


def open_envelopes(instrument: str, round_id: int, secret: str) -> list[Opened]:
    """Open all envelopes of a closing round at once, in random order, and destroy them.

    Receipts mean nothing afterwards, since the keys they hash to are gone. Raises SealLost.
    """
    take_turn()
    name = _name(instrument, round_id)
    try:
        found = [unseal(one, secret, name) for one in _envelopes(instrument, round_id).values()]
    except InvalidTag:
        raise SealLost(
            _(
                "The texts were sealed with another secret key. Start the server with that key"
                " again and close the round then; nothing is lost until you do."
            )
        ) from None
    _shuffle(found)
    _rewrite(instrument, round_id, {})
    return [Opened(one["subject_id"], one["content"]) for one in found]


def rebuild_file() -> None:
    """Write SQLite's file anew in the order of keys and empty its log of earlier states.

    For an edge to call after its commit; PostgreSQL's vacuum works by itself. If somebody writes
    just then for too long, the next rebuilding does it all: what was freed is zeroed anyway.
    """
    engine = db.engine
    if engine.dialect.name != "sqlite" or not isinstance(engine, Engine):
        return
    connection = engine.raw_connection()
    try:
        with suppress(engine.dialect.loaded_dbapi.OperationalError):
            for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                connection.driver_connection.execute(statement)  # type: ignore[union-attr]
    finally:
        connection.close()


def _name(instrument: str, round_id: int) -> str:
    return f"{instrument}:{round_id}"


def _envelopes(instrument: str, round_id: int) -> dict[str, bytes]:
    query = select(Envelope.id, Envelope.content).where(
        Envelope.instrument == instrument, Envelope.round_id == round_id
    )
    return dict(db.session.execute(query).all())


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
        db.session.execute(insert(Envelope), rows)
