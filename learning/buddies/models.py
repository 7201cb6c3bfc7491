"""Onboarding plans, the items on them, buddies and check-ins."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models import Person
from learning.programmes.models import Programme


class Owner(StrEnum):
    """Whose task an item is."""

    NEWCOMER = "newcomer"
    BUDDY = "buddy"
    MANAGER = "manager"


class PairingState(StrEnum):
    PROPOSED = "proposed"  # by rule, for the lead to confirm
    ASKED = "asked"  # confirmed by the lead, the buddy has not answered
    ACTIVE = "active"
    DECLINED = "declined"
    EXPIRED = "expired"  # no answer in time
    WITHDRAWN = "withdrawn"  # the lead chose another
    ENDED = "ended"


OPEN_STATES = (PairingState.PROPOSED, PairingState.ASKED, PairingState.ACTIVE)
_OPEN = text("state IN ('proposed', 'asked', 'active')")


class OnboardingPlan(Base):
    """One newcomer's first ninety days; made when the newcomer is known."""

    __tablename__ = "onboarding_plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    newcomer_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    starts_on: Mapped[date] = mapped_column(index=True)
    made_at: Mapped[datetime]
    # the newcomer was known to the system only after items had fallen due: the lead decides
    late_decided_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship()
    newcomer: Mapped[Person] = relationship()
    items: Mapped[list[ChecklistItem]] = relationship(
        back_populates="plan", order_by="ChecklistItem.due_on, ChecklistItem.id"
    )
    pairings: Mapped[list[BuddyPairing]] = relationship(
        back_populates="plan", order_by="BuddyPairing.id"
    )
    check_ins: Mapped[list[CheckIn]] = relationship(back_populates="plan", order_by="CheckIn.day")

    @property
    def open_pairing(self) -> BuddyPairing | None:
        """The buddy, or the one proposed or asked; the database allows one at a time."""
        return next((one for one in self.pairings if one.state in OPEN_STATES), None)


class ChecklistItem(Base):
    """One thing to do. `key` names a text of the standard plan; else `text` is a lead's own."""

    __tablename__ = "checklist_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("onboarding_plans.id"), index=True)
    key: Mapped[str | None]
    text: Mapped[str] = mapped_column(default="")
    owner: Mapped[Owner] = mapped_column(
        Enum(Owner, native_enum=False, length=20, values_callable=list)
    )
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    skipped_at: Mapped[datetime | None]

    plan: Mapped[OnboardingPlan] = relationship(back_populates="items")

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.skipped_at is None


class BuddyPairing(Base):
    """A buddy for a newcomer, from the proposal on; at most one is open at a time."""

    __tablename__ = "buddy_pairings"
    __table_args__ = (
        Index(
            "uq_buddy_pairings_open",
            "plan_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("onboarding_plans.id"), index=True)
    buddy_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[PairingState] = mapped_column(
        Enum(PairingState, native_enum=False, length=20, values_callable=list), index=True
    )
    score: Mapped[float]
    reasons: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    proposed_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    answer_due_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    plan: Mapped[OnboardingPlan] = relationship(back_populates="pairings")
    buddy: Mapped[Person] = relationship()

    @property
    def is_running(self) -> bool:
        return self.state is PairingState.ACTIVE


class Meeting(Base):
    """That buddy and newcomer met, as either of them notes."""

    __tablename__ = "buddy_meetings"
    __table_args__ = (UniqueConstraint("plan_id", "met_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("onboarding_plans.id"))
    met_on: Mapped[date]
    noted_by: Mapped[int] = mapped_column(ForeignKey("people.id"))


class CheckIn(Base):
    """A few questions to the newcomer on one day of the ninety; each says who reads it."""

    __tablename__ = "check_ins"
    __table_args__ = (
        UniqueConstraint("plan_id", "day"),
        CheckConstraint("mood IN ('green', 'yellow', 'red')", name="mood"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("onboarding_plans.id"))
    day: Mapped[int]
    due_on: Mapped[date]
    mood: Mapped[str | None]
    words: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]

    plan: Mapped[OnboardingPlan] = relationship(back_populates="check_ins")
