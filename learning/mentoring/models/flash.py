"""Flash talks: one short talk about one question, without an agreement."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models import Person, Skill
from learning.programmes.models import Programme


class FlashTalk(Base):
    """A colleague's wish for one short talk with somebody who teaches a skill.

    What is booked for it are ordinary bookings, the question among them. It closes by itself at
    `closes_at`, held or not, and takes none of the host's places.
    """

    __tablename__ = "flash_talks"
    __table_args__ = (
        Index(
            "uq_flash_talks_open",
            "host_id",
            "guest_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    skill_id: Mapped[int] = mapped_column(ForeignKey("skills.id"))
    host_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    guest_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship()
    skill: Mapped[Skill] = relationship()
    host: Mapped[Person] = relationship(foreign_keys=[host_id])
    guest: Mapped[Person] = relationship(foreign_keys=[guest_id])
