"""What reviewers and readers say of a text: decisions, remarks, suggestions, doubts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.people.models import Person

if TYPE_CHECKING:
    from learning.academy.models.articles import Article, Revision


class SubmissionDecision(Base):
    """What a reviewer said of a submitted revision."""

    __tablename__ = "submission_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    is_published: Mapped[bool]  # approved, else handed back
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime]

    reviewer: Mapped[Person] = relationship()


class Remark(Base):
    """What a reviewer says of one line; the line is quoted, since it will change."""

    __tablename__ = "review_remarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    line: Mapped[int]  # counted from 1
    quote: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    reviewer: Mapped[Person] = relationship()


class Suggestion(Base):
    """How a reader would have the published text."""

    __tablename__ = "suggestions"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))  # what was read
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    is_taken: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[str] = mapped_column(Text, default="")

    article: Mapped[Article] = relationship()
    revision: Mapped[Revision] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class OutdatedFlag(Base):
    """A reader says in a line what is no longer right."""

    __tablename__ = "outdated_flags"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    text: Mapped[str]
    flagged_at: Mapped[datetime]
    passed_on_at: Mapped[datetime | None]  # to the leads, since the owner said nothing
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answer: Mapped[str] = mapped_column(Text, default="")

    article: Mapped[Article] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class HandOver(Base):
    """An article whose author has left, and who is asked to look after it."""

    __tablename__ = "hand_overs"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    asked_at: Mapped[datetime]
    declined_at: Mapped[datetime | None]  # from then on it is on the leads' list
    settled_at: Mapped[datetime | None]

    article: Mapped[Article] = relationship()
    asked: Mapped[Person | None] = relationship(foreign_keys=[asked_id])
    leaver: Mapped[Person] = relationship(foreign_keys=[from_id])


class Successor(Base):
    """What stands in the place of an article that is gone; outlives the article itself."""

    __tablename__ = "article_successors"

    article_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str]
    successor_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)

    successor: Mapped[Article] = relationship()
