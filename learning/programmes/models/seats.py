"""How many people somebody looks after at a time, over all programmes and roles."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from learning.extensions import Base


class Seat(Base):
    """A seat that is taken: somebody who gives looks after somebody, in whatever role.

    Written by the feature that paired them: `kind` is its word, such as "mentoring" or "buddies",
    `object_id` its pairing. Features that know nothing of each other so count the same load.
    """

    __tablename__ = "seats"
    __table_args__ = (
        UniqueConstraint("kind", "object_id", "person_id"),
        Index(
            "ix_seats_taken",
            "person_id",
            sqlite_where=text("given_back_at IS NULL"),
            postgresql_where=text("given_back_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    object_id: Mapped[int]
    taken_at: Mapped[datetime]
    given_back_at: Mapped[datetime | None]


class SeatLimit(Base):
    """How many people somebody is willing to look after at a time, all roles together."""

    __tablename__ = "seat_limits"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    most: Mapped[int]
