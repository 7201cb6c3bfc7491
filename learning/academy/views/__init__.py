"""Pages of the academy: reading, writing, reviewing, keeping, topics and experts."""

from learning.academy.views import (
    attachments,
    comments,
    duties,
    experts,
    history,
    keeping,
    picks,
    questions,
    reading,
    review,
    searching,
    suggestions,
    talks,
    topics,
    trust,
    writing,
)
from learning.academy.views.blueprint import bp

__all__ = [
    "attachments",
    "bp",
    "comments",
    "duties",
    "experts",
    "history",
    "keeping",
    "picks",
    "questions",
    "reading",
    "review",
    "searching",
    "suggestions",
    "talks",
    "topics",
    "trust",
    "writing",
]
