"""Whom somebody would like to have as mentor or mentee, and whom they have marked."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models import Person
from learning.programmes.models import Enrolment


class WishList(Base):
    """Up to five people in the order in which somebody would like to learn with them.

    Seen by nobody else; a run takes it into account. While `is_asking` the wishes are asked one
    after the other, each with the same `words`.
    """

    __tablename__ = "wish_lists"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"), unique=True)
    words: Mapped[str] = mapped_column(Text, default="")
    is_asking: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]

    enrolment: Mapped[Enrolment] = relationship()
    wishes: Mapped[list[Wish]] = relationship(
        cascade="all, delete-orphan", order_by="Wish.rank", back_populates="wish_list"
    )


class Wish(Base):
    __tablename__ = "wishes"
    __table_args__ = (UniqueConstraint("list_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("wish_lists.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    rank: Mapped[int]  # 1 is the dearest

    wish_list: Mapped[WishList] = relationship(back_populates="wishes")
    other: Mapped[Person] = relationship()


class MarkKind(StrEnum):
    BOOKMARK = "bookmark"
    HIDDEN = "hidden"


class Mark(Base):
    """A note to oneself while looking around: keep this person in mind, or show them no more."""

    __tablename__ = "marks"
    __table_args__ = (UniqueConstraint("person_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[MarkKind] = mapped_column(
        Enum(MarkKind, native_enum=False, length=20, values_callable=list)
    )
    marked_at: Mapped[datetime]
