"""Does it fit, and finding somebody else; and whether a silent mentor is still there."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.mentoring.models.pairings import Pairing
from learning.people.models import Person
from learning.programmes.models import Enrolment, Programme


class Fit(StrEnum):
    GOOD = "good"
    DECIDING = "deciding"
    NOT_A_FIT = "not_a_fit"


class FitQuestion(Base):
    """One side of a pair is asked, after their first session, whether it fits.

    The partner never sees the answer. Who is still deciding is asked again, with the next `turn`.
    """

    __tablename__ = "fit_questions"
    __table_args__ = (UniqueConstraint("pairing_id", "person_id", "turn"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    turn: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[datetime]
    answer: Mapped[Fit | None] = mapped_column(
        Enum(Fit, native_enum=False, length=20, values_callable=list)
    )
    answered_at: Mapped[datetime | None]

    pairing: Mapped[Pairing] = relationship()


class RematchReason(StrEnum):
    DECLINED = "declined"  # a proposal of a run came to nothing
    NOT_A_FIT = "not_a_fit"
    ASKED = "asked"  # by the person
    LEFT = "left"  # the mentor has left
    PAUSED = "paused"  # the mentor pauses, and running pairs move


class RematchState(StrEnum):
    ASKED = "asked"  # waits for the lead
    REFUSED = "refused"
    OPEN = "open"  # somebody else is looked for, before all who wait
    DONE = "done"  # found, or nobody is looked for any more


class Rematch(Base):
    """A mentee is to have somebody else; while it is open they come first when people are matched.

    Only the person and the programme's leads see it, and of the reason the leads see nothing.
    """

    __tablename__ = "rematches"
    __table_args__ = (
        Index(
            "uq_rematches_open",
            "programme_id",
            "person_id",
            unique=True,
            sqlite_where=text("state IN ('asked', 'open')"),
            postgresql_where=text("state IN ('asked', 'open')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    pairing_id: Mapped[int | None] = mapped_column(ForeignKey("pairings.id"))
    reason: Mapped[RematchReason] = mapped_column(
        Enum(RematchReason, native_enum=False, length=20, values_callable=list)
    )
    state: Mapped[RematchState] = mapped_column(
        Enum(RematchState, native_enum=False, length=20, values_callable=list)
    )
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answer: Mapped[str] = mapped_column(Text, default="")  # the lead's words, where they refuse
    closed_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    pairing: Mapped[Pairing | None] = relationship()


class SilenceQuestion(Base):
    """A mentor who let requests run out is asked whether they still mentor."""

    __tablename__ = "silence_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"), index=True)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    enrolment: Mapped[Enrolment] = relationship()
