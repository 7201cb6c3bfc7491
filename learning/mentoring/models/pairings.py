"""Pairings: two people who have both said yes, and their notes."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import DDL, Enum, ForeignKey, Index, Text, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models import Person
from learning.programmes.models import Programme


class PairingKind(StrEnum):
    """What two meet for; a flash talk is no pairing, yet a programme plans its points, too."""

    MENTORING = "mentoring"
    FLASH = "flash"  # one talk about one question
    TANDEM = "tandem"  # each teaches the other


class EndReason(StrEnum):
    REACHED = "reached"  # what we wanted
    NO_TIME = "no_time"
    NOT_A_FIT = "not_a_fit"
    OTHER = "other"
    LEFT = "left"  # one of the two left the programme or the company
    CLOSED = "closed"  # the programme ended
    ON_DATE = "on_date"  # the day the two agreed on
    SILENT = "silent"  # the two did not meet for long, and did not say otherwise
    REASSIGNED = "reassigned"  # a lead brought one of them together with somebody else


class Pairing(Base):
    __tablename__ = "pairings"
    __table_args__ = (
        Index(
            "uq_pairings_open",
            "programme_id",
            "mentee_id",
            "mentor_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    match_id: Mapped[int | None] = mapped_column(ForeignKey("matches.id"), unique=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    end_reason: Mapped[EndReason | None] = mapped_column(
        Enum(EndReason, native_enum=False, length=20, values_callable=list)
    )
    kind: Mapped[PairingKind] = mapped_column(
        Enum(PairingKind, native_enum=False, length=20, values_callable=list),
        default=PairingKind.MENTORING,
        server_default="mentoring",
    )
    ends_on: Mapped[date | None]  # as the two agreed; the last day
    contact_at: Mapped[datetime | None]  # when either last wrote or did something here
    warned_at: Mapped[datetime | None]  # told that it ends unless they meet
    paused_at: Mapped[datetime | None]  # until somebody else has looked at it

    programme: Mapped[Programme] = relationship()
    mentee: Mapped[Person] = relationship(foreign_keys=[mentee_id])
    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id])

    @property
    def is_running(self) -> bool:
        return self.ended_at is None

    @property
    def is_paused(self) -> bool:
        return self.is_running and self.paused_at is not None

    @property
    def is_tandem(self) -> bool:
        return self.kind is PairingKind.TANDEM

    def is_booked_by(self, person: Person) -> bool:
        """Whether this one of the two books the other's times: the mentee, in a tandem each."""
        return person.id == self.mentee_id or self.is_tandem

    def has(self, person: Person) -> bool:
        """Whether the person is one of the two."""
        return person.id in {self.mentee_id, self.mentor_id}

    def other(self, person: Person) -> Person:
        """The other of the two."""
        return self.mentor if person.id == self.mentee_id else self.mentee


_TRIGGER = """
CREATE TRIGGER pairings_one_tandem_{name} BEFORE {event} ON pairings
WHEN NEW.kind = 'tandem' AND NEW.ended_at IS NULL AND EXISTS (
  SELECT 1 FROM pairings AS other
  WHERE other.programme_id = NEW.programme_id AND other.kind = 'tandem'
    AND other.ended_at IS NULL AND other.id IS NOT NEW.id
    AND (other.mentee_id IN (NEW.mentee_id, NEW.mentor_id)
      OR other.mentor_id IN (NEW.mentee_id, NEW.mentor_id))
)
BEGIN SELECT RAISE(ABORT, 'one of the two has a tandem'); END
"""

# Everybody has one tandem at a time in a programme, on whichever of its two sides they stand.
SQLITE_ONE_TANDEM = [
    _TRIGGER.format(name="insert", event="INSERT"),
    _TRIGGER.format(name="update", event="UPDATE"),
]
POSTGRESQL_ONE_TANDEM = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    (
        "ALTER TABLE pairings ADD CONSTRAINT pairings_one_tandem EXCLUDE USING gist "
        "(programme_id WITH =, int4multirange(int4range(mentee_id, mentee_id, '[]'), "
        "int4range(mentor_id, mentor_id, '[]')) WITH &&) "
        "WHERE (kind = 'tandem' AND ended_at IS NULL)"
    ),
]

for _dialect, _statements in (
    ("sqlite", SQLITE_ONE_TANDEM),
    ("postgresql", POSTGRESQL_ONE_TANDEM),
):
    for _statement in _statements:
        event.listen(
            Pairing.__table__,
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )


class Note(Base):
    """Shared by the two, or the writer's own; nobody else ever reads it."""

    __tablename__ = "pairing_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(Text)
    is_shared: Mapped[bool]
    written_at: Mapped[datetime]

    author: Mapped[Person] = relationship()
