"""What is searched for, by nobody in particular, and words that mean the same."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learning.extensions import Base


class SearchQuery(Base):
    """A query somebody ended up with; what they typed on the way to it is not kept.

    `searcher` is a random key that a browser holds for a day: it tells how many people asked, and
    nothing of who they are.
    """

    __tablename__ = "search_queries"
    __table_args__ = (
        Index("ix_search_queries_searcher_asked_at", "searcher", "asked_at"),
        CheckConstraint("hits >= 0 AND clicks >= 0 AND took_ms >= 0", name="counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    searcher: Mapped[str]
    words: Mapped[str] = mapped_column(index=True)  # in small letters, single blanks
    language: Mapped[str]  # in which the pages were shown
    hits: Mapped[int]
    clicks: Mapped[int] = mapped_column(default=0)
    took_ms: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(index=True)


class SearchOpening(Base):
    """What somebody opened of the results of a query; it goes when the query does."""

    __tablename__ = "search_openings"
    __table_args__ = (Index("ix_search_openings_object", "kind", "object_id"),)

    query_id: Mapped[int] = mapped_column(ForeignKey("search_queries.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[int] = mapped_column(primary_key=True)


class SearchSynonym(Base):
    """Two ways to say the same in one language: search for either finds both."""

    __tablename__ = "search_synonyms"
    __table_args__ = (UniqueConstraint("language", "words", "meaning"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str]
    words: Mapped[str]
    meaning: Mapped[str]
    added_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    added_at: Mapped[datetime]
