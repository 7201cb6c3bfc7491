"""Adding to the trail, in the transaction of the change it tells of."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, text

from learning.audit.models import AuditEntry
from learning.audit.rules import GENESIS, entry_hash
from learning.extensions import db

CHAIN_LOCK = 7_201_118  # any number, the same for every writer of the chain


def record(
    actor_id: int | None, action: str, target: str, now: datetime, **details: Any
) -> AuditEntry:
    """Append an entry; writers queue, so the chain never forks.

    SQLite's writers queue by themselves, PostgreSQL's at an advisory lock held until the commit.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CHAIN_LOCK})
    last = db.session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1))
    previous = last or GENESIS
    entry = AuditEntry(
        at=now,
        actor_id=actor_id,
        action=action,
        target=target,
        details=details,
        previous_hash=previous,
        hash=entry_hash(previous, now, actor_id, action, target, details),
    )
    db.session.add(entry)
    db.session.flush()
    return entry
