"""Articles, their revisions, and what readers and reviewers made of them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Enum,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.academy.models.topics import Topic
from learning.extensions import Base
from learning.people.models import Person
from learning.programmes.models import Programme


class ArticleState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Trust(StrEnum):
    VERIFIED = "verified"
    DUE = "due"  # the verification is over, or the text has changed since
    UNVERIFIED = "unverified"


class Article(Base):
    """An article. Readers see `published`, authors work on `newest`; the two may differ."""

    __tablename__ = "articles"
    __table_args__ = (Index("ix_articles_state_published_at", "state", "published_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[ArticleState] = mapped_column(
        Enum(ArticleState, native_enum=False, length=20, values_callable=list)
    )
    language: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"), index=True)
    # "<folder>/<path>" of an imported file: the same file is the same article at the next import
    source_path: Mapped[str | None] = mapped_column(unique=True)
    source_mark: Mapped[str | None]  # of the file as it was imported last
    translation_of_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"), index=True)
    published_id: Mapped[int | None] = mapped_column(
        ForeignKey("revisions.id", use_alter=True, name="fk_articles_published_id_revisions")
    )
    newest_id: Mapped[int | None] = mapped_column(
        ForeignKey("revisions.id", use_alter=True, name="fk_articles_newest_id_revisions")
    )
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    verified_at: Mapped[datetime | None]
    verified_until: Mapped[date | None]  # None after a verification: without an end
    verified_id: Mapped[int | None] = mapped_column(
        ForeignKey("revisions.id", use_alter=True, name="fk_articles_verified_id_revisions")
    )
    # readers' answers, counted from the ratings whenever one changes
    useful_count: Mapped[int] = mapped_column(default=0)
    not_useful_count: Mapped[int] = mapped_column(default=0)
    usefulness: Mapped[float] = mapped_column(default=0.0, index=True)

    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    verifier: Mapped[Person | None] = relationship(foreign_keys=[verified_by])
    topic: Mapped[Topic | None] = relationship()
    programme: Mapped[Programme | None] = relationship()
    published: Mapped[Revision | None] = relationship(foreign_keys=[published_id], post_update=True)
    newest: Mapped[Revision] = relationship(foreign_keys=[newest_id], post_update=True)

    @property
    def is_published(self) -> bool:
        return self.state is ArticleState.PUBLISHED

    @property
    def is_waiting(self) -> bool:
        """Submitted and not decided on, be it a first text or a change to a published one."""
        return self.submitted_at is not None

    @property
    def has_changes(self) -> bool:
        """Whether the author has written something that readers do not see yet."""
        return self.newest_id != self.published_id

    def trust(self, today: date) -> Trust:
        """How far readers can rely on the published text."""
        if self.verified_at is None:
            return Trust.UNVERIFIED
        is_over = self.verified_until is not None and self.verified_until < today
        return Trust.DUE if is_over or self.verified_id != self.published_id else Trust.VERIFIED


class Revision(Base):
    """One state of an article's text, with its HTML made once."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    number: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(Text, default="")
    excerpt: Mapped[str] = mapped_column(default="")  # its beginning, where no summary is given
    body: Mapped[str] = mapped_column(Text)  # Markdown
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)  # words without marks, for search
    headings: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)  # level, anchor, text
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]  # when readers first saw it

    article: Mapped[Article] = relationship(foreign_keys=[article_id])
    author: Mapped[Person] = relationship()

    @property
    def brief(self) -> str:
        """What a list says of the text."""
        return self.summary or self.excerpt


class ArticleLink(Base):
    """The published text of one article leads to another."""

    __tablename__ = "article_links"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True, index=True)


class SubmissionDecision(Base):
    """What a reviewer said of a submitted revision."""

    __tablename__ = "submission_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    is_published: Mapped[bool]  # else handed back
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime]

    reviewer: Mapped[Person] = relationship()


class Rating(Base):
    """Useful or not, once a reader; a later answer replaces the first."""

    __tablename__ = "article_ratings"
    __table_args__ = (UniqueConstraint("article_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    is_useful: Mapped[bool]
    why: Mapped[str] = mapped_column(Text, default="")
    rated_at: Mapped[datetime]


class Reading(Base):
    """The last time somebody opened an article, so that a view counts once in 30 minutes."""

    __tablename__ = "article_readings"
    __table_args__ = (
        UniqueConstraint("article_id", "person_id"),
        CheckConstraint("views > 0", name="views"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    last_at: Mapped[datetime]
    views: Mapped[int]
