"""Entries of the trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from learning.extensions import Base


class AuditEntry(Base):
    """Who did what to what. People stand as numbers, so that the trail outlives them."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]  # None: the operator's command
    action: Mapped[str] = mapped_column(index=True)  # a row of the authorization table
    target: Mapped[str]  # such as "person:7"
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    previous_hash: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(unique=True)
