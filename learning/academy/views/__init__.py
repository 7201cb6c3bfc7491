"""Pages of the academy: reading, writing, reviewing, topics and experts."""

from learning.academy.views import experts, history, reading, review, topics, writing
from learning.academy.views.blueprint import bp

__all__ = ["bp", "experts", "history", "reading", "review", "topics", "writing"]
