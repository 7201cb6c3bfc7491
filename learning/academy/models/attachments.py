"""Who writes an article beside its author, and the pictures and files of its text."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.files.models import Upload
from learning.people.models import Person


class ArticleAuthor(Base):
    """A colleague who writes an article together with its author."""

    __tablename__ = "article_authors"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    added_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class ArticleFile(Base):
    """A picture, video or file that the text of an article shows or leads to by this name.

    Of an imported article the name is the path within the imported folder.
    """

    __tablename__ = "article_files"
    __table_args__ = (UniqueConstraint("article_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    upload_id: Mapped[int] = mapped_column(ForeignKey("uploads.id"), index=True)
    name: Mapped[str]
    added_at: Mapped[datetime]

    upload: Mapped[Upload] = relationship()

    @property
    def is_picture(self) -> bool:
        return self.upload.content_type.startswith("image/")

    @property
    def is_video(self) -> bool:
        return self.upload.content_type.startswith("video/")

    @property
    def short_name(self) -> str:
        """What the author sees: the name without the folders of an import."""
        return self.name.rpartition("/")[2]
