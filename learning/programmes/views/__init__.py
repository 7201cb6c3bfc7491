"""Pages of programmes: finding one, writing one, joining, leading."""

from learning.programmes.views import (
    catalogue,
    editor,
    enrolments,
    invitations,
    leads,
    states,
    topics,
)
from learning.programmes.views.blueprint import bp

__all__ = ["bp", "catalogue", "editor", "enrolments", "invitations", "leads", "states", "topics"]
