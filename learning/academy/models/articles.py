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

from learning.academy.models.attachments import ArticleAuthor
from learning.academy.models.topics import Topic
from learning.extensions import Base
from learning.people.models import Person
from learning.programmes.models import Programme


class ArticleState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    BINNED = "binned"  # gone after 30 days


class Trust(StrEnum):
    VERIFIED = "verified"
    DUE = "due"  # the verification is over, or the text has changed since
    OUTDATED = "outdated"  # a reader says so and nobody has answered yet
    OBSOLETE = "obsolete"  # kept for those who need it; something else has taken its place
    UNVERIFIED = "unverified"


class Article(Base):
    """An article. Readers see `published`, authors work on `newest`; the two may differ."""

    __tablename__ = "articles"
    __table_args__ = (
        Index("ix_articles_state_published_at", "state", "published_at"),
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_at"),
    )

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
    binned_at: Mapped[datetime | None]
    archive_on: Mapped[date | None]  # nobody reads or verifies it, and its authors know
    publish_on: Mapped[date | None]  # readers see the approved text from this day on
    approved_id: Mapped[int | None] = mapped_column(
        ForeignKey("revisions.id", use_alter=True, name="fk_articles_approved_id_revisions")
    )
    withdraw_on: Mapped[date | None]
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    verified_at: Mapped[datetime | None]
    verified_days: Mapped[int | None]  # the interval that was chosen
    is_verified_by_group: Mapped[bool] = mapped_column(default=False)  # the topic's experts
    verified_until: Mapped[date | None]  # None after a verification: without an end
    verified_id: Mapped[int | None] = mapped_column(
        ForeignKey("revisions.id", use_alter=True, name="fk_articles_verified_id_revisions")
    )
    flagged_at: Mapped[datetime | None]  # the oldest doubt that nobody has answered
    obsolete_at: Mapped[datetime | None]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"), index=True)
    # readers' answers, counted from the ratings whenever one changes
    useful_count: Mapped[int] = mapped_column(default=0)
    not_useful_count: Mapped[int] = mapped_column(default=0)
    usefulness: Mapped[float] = mapped_column(default=0.0, index=True)

    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    co_authors: Mapped[list[ArticleAuthor]] = relationship(order_by=ArticleAuthor.added_at)
    verifier: Mapped[Person | None] = relationship(foreign_keys=[verified_by])
    topic: Mapped[Topic | None] = relationship()
    programme: Mapped[Programme | None] = relationship()
    published: Mapped[Revision | None] = relationship(foreign_keys=[published_id], post_update=True)
    replaced_by: Mapped[Article | None] = relationship(
        foreign_keys=[replaced_by_id], remote_side="Article.id"
    )
    newest: Mapped[Revision] = relationship(foreign_keys=[newest_id], post_update=True)

    @property
    def author_ids(self) -> frozenset[int]:
        """The author and whoever writes with them."""
        return frozenset({self.author_id, *(one.person_id for one in self.co_authors)})

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
        if self.obsolete_at is not None:
            return Trust.OBSOLETE
        if self.flagged_at is not None:
            return Trust.OUTDATED
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
    is_minor: Mapped[bool] = mapped_column(default=False)  # spelling and the like
    suggested_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    blanked_at: Mapped[datetime | None]
    blanked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    blanked_why: Mapped[str] = mapped_column(Text, default="")

    article: Mapped[Article] = relationship(foreign_keys=[article_id])
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    suggester: Mapped[Person | None] = relationship(foreign_keys=[suggested_by])
    blanker: Mapped[Person | None] = relationship(foreign_keys=[blanked_by])

    @property
    def brief(self) -> str:
        """What a list says of the text."""
        return self.summary or self.excerpt


class ArticleLink(Base):
    """The published text of one article leads to another."""

    __tablename__ = "article_links"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True, index=True)


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
        Index("ix_article_readings_own", "person_id", "own_at", "article_id"),
        CheckConstraint("views > 0", name="views"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    last_at: Mapped[datetime]
    own_at: Mapped[datetime | None]  # the last time not led by the list of what others read
    finished_at: Mapped[datetime | None]  # when its end was first reached
    views: Mapped[int]


class ShareVisit(Base):
    """A colleague came by a link that another passed on; once an article, whoever shares it."""

    __tablename__ = "article_share_visits"
    __table_args__ = (
        UniqueConstraint("article_id", "person_id"),
        CheckConstraint("person_id <> sharer_id", name="own"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    sharer_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    came_at: Mapped[datetime] = mapped_column(index=True)
