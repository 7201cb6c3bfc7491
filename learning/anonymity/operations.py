"""Putting a text into its envelope, taking it back, and opening a round's envelopes together.

Sending is `mark_sent`, a commit, `put_in_envelope`, a commit; taking back is `destroy`, a commit,
`free`, a commit. Neither pair may share a transaction, whose number on PostgreSQL would join
writer and text (docs/decisions/0002-unlinkable-reviews.md). What may be written when is the
caller's to check, in the same turn.
"""

import random
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import (
    ColumnElement,
    Engine,
    and_,
    case,
    delete,
    insert,
    inspect,
    select,
    text,
    update,
)

from learning.anonymity.models import Envelope, WriterMark
from learning.anonymity.rules import envelope_of, seal, ticket_of, unseal
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _

_shuffle = random.SystemRandom().shuffle
ROUND_LOCK = 7_201_119  # any number, the same for every writer


class NoSuchReceipt(DomainError):
    """No sealed text belongs to this receipt."""


class AlreadySent(DomainError):
    """One text has been sent with another form."""


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


def mark_sent(mark: WriterMark, is_of_round: ColumnElement[bool], token: str) -> None:
    """Use up the right to write, with the token of the form; the same form again is harmless.

    `is_of_round` names the rows of all who may write in this round. Raises AlreadySent.
    """
    if mark.is_sent:
        if mark.ticket == ticket_of(token):
            return
        raise AlreadySent(_("You have sent your answer already."))
    if is_sealed(token):  # of another round; its envelope is not to be touched
        raise AlreadySent(_("This form was sent already. Open the page anew."))
    _rewrite_marks(mark, is_of_round, is_sent=True, ticket=ticket_of(token))


def destroy(mark: WriterMark, instrument: str, round_id: int, receipt: str) -> None:
    """Take a text back with the receipt only its writer holds. Raises NoSuchReceipt.

    Harmless where the text is gone and only the mark is left, as after a crash in between.
    """
    if not mark.is_sent or mark.ticket != ticket_of(receipt):
        raise NoSuchReceipt(_("This receipt belongs to another answer. Look at it once more."))
    if is_sealed(receipt):
        take_back(instrument, round_id, receipt)


def free(mark: WriterMark, is_of_round: ColumnElement[bool]) -> None:
    """Let somebody write anew after taking their text back."""
    _rewrite_marks(mark, is_of_round, is_sent=False, ticket=None)


def clear_marks(model: type[WriterMark], is_of_round: ColumnElement[bool]) -> None:
    """Forget who has written, when the round closes."""
    db.session.execute(update(model).where(is_of_round).values(is_sent=False, ticket=None))


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


def _rewrite_marks(
    mark: WriterMark, is_of_round: ColumnElement[bool], *, is_sent: bool, ticket: str | None
) -> None:
    """Write all marks of the round anew, so that none is the newest."""
    model, state = type(mark), inspect(mark)
    is_this = and_(
        *(key == own for key, own in zip(state.mapper.primary_key, state.identity, strict=True))
    )
    db.session.execute(
        update(model)
        .where(is_of_round)
        .values(
            is_sent=case((is_this, is_sent), else_=model.is_sent),
            ticket=case((is_this, ticket), else_=model.ticket),
        )
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(mark)
