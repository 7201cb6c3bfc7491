"""What is next for me, the choices that hold for every page, and search over everything."""

from learning.home.views import preferences, search, start
from learning.home.views.blueprint import bp

__all__ = ["bp", "preferences", "search", "start"]
