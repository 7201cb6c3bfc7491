"""What somebody wants to hear of, and whether the academy may choose for them."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from learning.extensions import Base


class TopicFollower(Base):
    """Somebody wants to hear what is new on a topic."""

    __tablename__ = "topic_followers"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    followed_at: Mapped[datetime]


class PicksDeclined(Base):
    """Somebody does not want articles to be chosen for them."""

    __tablename__ = "article_picks_declined"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    declined_at: Mapped[datetime]
