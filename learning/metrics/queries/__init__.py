"""Reading what programmes come to, over all features; never a person's own act."""

from learning.metrics.queries.actions import actions_for
from learning.metrics.queries.board import Board, board
from learning.metrics.queries.goals import Goal, goals
from learning.metrics.queries.programmes import (
    programme_with_targets,
    programmes_shown_count,
    programmes_shown_to,
)

__all__ = [
    "Board",
    "Goal",
    "actions_for",
    "board",
    "goals",
    "programme_with_targets",
    "programmes_shown_count",
    "programmes_shown_to",
]
