"""Learning paths: steps in an order, who follows them, and how far they have come."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.academy.models.articles import Article
from learning.academy.models.questions import AcademyQuestion
from learning.academy.models.talks import Talk
from learning.academy.models.topics import Topic
from learning.extensions import Base
from learning.people.models import Person, Skill


class StepKind(StrEnum):
    """What a step asks for: something to read or see, or something to do with a colleague."""

    ARTICLE = "article"
    QUESTION = "question"
    TALK = "talk"
    LINK = "link"  # somewhere else
    MENTOR = "mentor"  # a session with whoever teaches the skill
    CLINIC = "clinic"  # a case of one's own, solved
    TEACH = "teach"  # to a colleague, who confirms it

    @property
    def is_peer(self) -> bool:
        return self in {StepKind.MENTOR, StepKind.CLINIC, StepKind.TEACH}


class Path(Base):
    """Steps from the first to the last; colleagues find it once it is published."""

    __tablename__ = "paths"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(Text)  # what one can do at its end
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), index=True)
    language: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None] = mapped_column(index=True)

    topic: Mapped[Topic] = relationship()
    author: Mapped[Person] = relationship()
    needs: Mapped[list[PathNeed]] = relationship(foreign_keys="PathNeed.path_id")

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class PathNeed(Base):
    """One path comes after another."""

    __tablename__ = "path_needs"
    __table_args__ = (CheckConstraint("path_id <> needed_id", name="another"),)

    path_id: Mapped[int] = mapped_column(ForeignKey("paths.id"), primary_key=True)
    needed_id: Mapped[int] = mapped_column(ForeignKey("paths.id"), primary_key=True, index=True)

    needed: Mapped[Path] = relationship(foreign_keys=[needed_id])


class PathStep(Base):
    """A step; `after_id` is an earlier one that comes first whatever else is done."""

    __tablename__ = "path_steps"
    __table_args__ = (Index("ix_path_steps_order", "path_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    path_id: Mapped[int] = mapped_column(ForeignKey("paths.id"))
    position: Mapped[int]
    kind: Mapped[StepKind] = mapped_column(
        Enum(StepKind, native_enum=False, length=20, values_callable=list)
    )
    title: Mapped[str] = mapped_column(default="")  # of a link, or what is to be taught
    note: Mapped[str] = mapped_column(Text, default="")  # what to look for
    minutes: Mapped[int]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    talk_id: Mapped[int | None] = mapped_column(ForeignKey("talks.id"))
    url: Mapped[str] = mapped_column(default="")
    skill_id: Mapped[int | None] = mapped_column(ForeignKey("skills.id"))
    after_id: Mapped[int | None] = mapped_column(ForeignKey("path_steps.id"))
    removed_at: Mapped[datetime | None]

    path: Mapped[Path] = relationship()
    article: Mapped[Article | None] = relationship()
    question: Mapped[AcademyQuestion | None] = relationship()
    talk: Mapped[Talk | None] = relationship()
    skill: Mapped[Skill | None] = relationship()


class PathFollower(Base):
    """Somebody follows a path, or did; their ticks stay when they leave and come back."""

    __tablename__ = "path_followers"

    path_id: Mapped[int] = mapped_column(ForeignKey("paths.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    followed_at: Mapped[datetime]
    went_on_at: Mapped[datetime]  # followed, or a step done
    left_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class StepTick(Base):
    """Somebody has done a step: by their own word, or as is on record for a peer step."""

    __tablename__ = "path_ticks"

    step_id: Mapped[int] = mapped_column(ForeignKey("path_steps.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    ticked_at: Mapped[datetime]
    number: Mapped[int | None]  # of the revision that an article showed then


class Teaching(Base):
    """Somebody says that they taught a step to a colleague on an occasion that is on record.

    It counts once the colleague says that it was so.
    """

    __tablename__ = "path_teachings"
    __table_args__ = (UniqueConstraint("step_id", "teacher_id", "learner_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("path_steps.id"), index=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    taught_at: Mapped[datetime]  # the occasion
    said_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]

    step: Mapped[PathStep] = relationship()
    teacher: Mapped[Person] = relationship(foreign_keys=[teacher_id])
    learner: Mapped[Person] = relationship(foreign_keys=[learner_id])

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is None and self.declined_at is None
