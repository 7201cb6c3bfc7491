"""Reading the trail, and proving that it is whole."""

from sqlalchemy import func, select

from learning.audit.models import AuditEntry
from learning.audit.rules import GENESIS, entry_hash
from learning.extensions import db


def entries(limit: int, offset: int) -> list[AuditEntry]:
    """Entries, newest first."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit).offset(offset)
    return list(db.session.scalars(query))


def entry_count() -> int:
    return db.session.scalar(select(func.count(AuditEntry.id))) or 0


def first_broken_entry() -> int | None:
    """The number of the first entry that does not follow from the one before it; None if whole."""
    previous = GENESIS
    for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)):
        expected = entry_hash(
            previous, entry.at, entry.actor_id, entry.action, entry.target, entry.details
        )
        if entry.previous_hash != previous or entry.hash != expected:
            return entry.id
        previous = entry.hash
    return None
