"""The chain of hashes that makes a changed, missing or swapped entry show."""

import hashlib
import json
from datetime import datetime
from typing import Any

GENESIS = "0" * 64


def entry_hash(
    previous_hash: str,
    at: datetime,
    actor_id: int | None,
    action: str,
    target: str,
    details: dict[str, Any],
) -> str:
    """SHA-256 over the entry and the hash before it, as 64 hexadecimal digits."""
    content = [previous_hash, at.isoformat(), actor_id, action, target, details]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
