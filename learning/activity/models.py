"""Facts, the raw material of every figure."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from learning.extensions import Base


class Fact(Base):
    """One act, such as "session_held" or "article_viewed".

    Never records what an anonymous instrument must not know: who wrote a review has no fact.
    """

    __tablename__ = "facts"
    __table_args__ = (
        Index("ix_facts_verb_at", "verb", "at"),
        Index("ix_facts_object", "object_kind", "object_id", "verb"),
        Index("ix_facts_programme_at", "programme_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    verb: Mapped[str]
    object_kind: Mapped[str]
    object_id: Mapped[int]
    programme_id: Mapped[int | None]
