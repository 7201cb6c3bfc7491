"""Reading what programmes come to, over all features; never a person's own act."""

from learning.metrics.queries.actions import actions_for

__all__ = ["actions_for"]
