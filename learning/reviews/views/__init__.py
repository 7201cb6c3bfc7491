"""Pages of peer reviews: the way in, writing, one's own result, running a cycle."""

from learning.reviews.views import cycles, people, start, writing
from learning.reviews.views.blueprint import bp

__all__ = ["bp", "cycles", "people", "start", "writing"]
