"""The shared list of skills, and who teaches or wants which."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models.person import Person


class Direction(StrEnum):
    TEACHES = "teaches"
    WANTS = "wants"


class Skill(Base):
    """One skill of the shared list; a merged one points to the skill that took its place."""

    __tablename__ = "skills"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)  # case-folded, blanks joined
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("skills.id"))
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    proposed_at: Mapped[datetime | None]


class SkillSynonym(Base):
    __tablename__ = "skill_synonyms"

    id: Mapped[int] = mapped_column(primary_key=True)
    skill_id: Mapped[int] = mapped_column(ForeignKey("skills.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)


class PersonSkill(Base):
    __tablename__ = "person_skills"
    __table_args__ = (
        UniqueConstraint("person_id", "skill_id", "direction"),
        CheckConstraint("level BETWEEN 1 AND 5", name="level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    skill_id: Mapped[int] = mapped_column(ForeignKey("skills.id"), index=True)
    direction: Mapped[Direction] = mapped_column(
        Enum(Direction, native_enum=False, length=10, values_callable=list)
    )
    level: Mapped[int | None]

    person: Mapped[Person] = relationship(back_populates="skills")
    skill: Mapped[Skill] = relationship(lazy="joined")
