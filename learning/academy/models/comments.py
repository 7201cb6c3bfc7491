"""What colleagues say under an article."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.academy.models.articles import Article
from learning.extensions import Base
from learning.people.models import Person


class Comment(Base):
    """A comment begins a thread or, with `parent_id`, answers in one. A thread can be resolved.

    What its author takes away loses its words; what a moderator hides keeps them, unseen, since
    somebody may ask why.
    """

    __tablename__ = "article_comments"
    __table_args__ = (Index("ix_article_comments_thread", "article_id", "parent_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("article_comments.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    hidden_why: Mapped[str] = mapped_column(Text, default="")
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    article: Mapped[Article] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    resolver: Mapped[Person | None] = relationship(foreign_keys=[resolved_by])
    parent: Mapped[Comment | None] = relationship(remote_side="Comment.id")

    @property
    def is_own_removal(self) -> bool:
        """Whether its author took it away, and nobody else."""
        return self.hidden_by == self.author_id

    @property
    def thread_id(self) -> int:
        return self.parent_id or self.id


class Mention(Base):
    """A comment names a colleague, who is told of it once."""

    __tablename__ = "comment_mentions"

    comment_id: Mapped[int] = mapped_column(ForeignKey("article_comments.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
