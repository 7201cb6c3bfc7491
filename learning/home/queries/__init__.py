"""What the home page reads over all features."""

from learning.home.queries.news import Fresh, fresh_articles
from learning.home.queries.tasks import tasks_for
from learning.home.queries.upkeep import upkeep_tasks

__all__ = ["Fresh", "fresh_articles", "tasks_for", "upkeep_tasks"]
