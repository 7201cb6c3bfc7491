"""What experts publish, and who is an expert of what."""

from learning.academy.models.articles import (
    Article,
    ArticleLink,
    ArticleState,
    Rating,
    Reading,
    Revision,
    SubmissionDecision,
    Trust,
)
from learning.academy.models.topics import Topic, TopicExpert

__all__ = [
    "Article",
    "ArticleLink",
    "ArticleState",
    "Rating",
    "Reading",
    "Revision",
    "SubmissionDecision",
    "Topic",
    "TopicExpert",
    "Trust",
]
