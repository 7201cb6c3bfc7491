"""What experts publish, and who is an expert of what."""

from learning.academy.models.articles import (
    Article,
    ArticleState,
    Rating,
    Reading,
    Revision,
    SubmissionDecision,
)
from learning.academy.models.topics import Topic, TopicExpert

__all__ = [
    "Article",
    "ArticleState",
    "Rating",
    "Reading",
    "Revision",
    "SubmissionDecision",
    "Topic",
    "TopicExpert",
]
