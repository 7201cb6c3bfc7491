"""Dashboards: what a programme comes to, and what it needs."""

from learning.metrics.views import boards, export
from learning.metrics.views.blueprint import bp

__all__ = ["boards", "bp", "export"]
