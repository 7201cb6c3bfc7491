"""What each import of the roster did; every run is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.outbox import MAX_ATTEMPTS, Owed
from learning.people.models.person import Person


class ImportRun(Base):
    """A roster that was looked through, and what became of it.

    An uploaded one waits under `file_key` until it is applied or discarded; the operator's command
    applies at once. `changes` and `findings` hold the first of each kind, the counts all of them.
    """

    __tablename__ = "import_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str]
    file_key: Mapped[str | None]
    size: Mapped[int] = mapped_column(default=0)  # bytes of an uploaded one
    is_full: Mapped[bool]
    checked_at: Mapped[datetime] = mapped_column(index=True)
    applied_at: Mapped[datetime | None]
    discarded_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # None: the command
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    deactivated: Mapped[int] = mapped_column(default=0)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    by: Mapped[Person | None] = relationship()

    @property
    def is_waiting(self) -> bool:
        """Looked through, and neither applied nor discarded yet."""
        return self.file_key is not None and not (self.applied_at or self.discarded_at)


class ImportJob(Owed, Base):
    """A roster that is looked through or taken in by the engine, since it is long.

    `share` says how much of the file is read, from 0 to 1. Once all of it is, what is taken in is
    written at one go and can no longer be stopped.
    """

    __tablename__ = "import_jobs"

    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    is_applying: Mapped[bool]
    share: Mapped[float] = mapped_column(default=0.0)
    cancelled_at: Mapped[datetime | None]

    run: Mapped[ImportRun] = relationship()
    asker: Mapped[Person] = relationship()

    @property
    def is_writing(self) -> bool:
        """Too late to stop it."""
        return self.is_applying and self.share >= 1 and not self.is_given_up

    @property
    def is_given_up(self) -> bool:
        """It failed again and again; somebody has to look."""
        return self.attempts >= MAX_ATTEMPTS
