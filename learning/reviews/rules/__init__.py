"""What holds for every review cycle, in plain values."""

from learning.reviews.rules.release import (
    CriterionFigure,
    Release,
    Summary,
    participation_band,
    release_of,
    summary_of,
)
from learning.reviews.rules.rubrics import LEVELS, RUBRICS, Line, Rubric
from learning.reviews.rules.states import (
    COLLECTING_DAYS,
    LEAD_WAITS,
    LOAD_CAP,
    MAX_CRITERIA,
    NEXT_STATES,
    NOMINATIONS,
    RELEASE_AFTER,
    REMIND_BEFORE,
    RESULT_IS_NEWS,
    AssignmentState,
    CycleState,
)
from learning.reviews.rules.telltales import telltales

__all__ = [
    "COLLECTING_DAYS",
    "LEAD_WAITS",
    "LEVELS",
    "LOAD_CAP",
    "MAX_CRITERIA",
    "NEXT_STATES",
    "NOMINATIONS",
    "RELEASE_AFTER",
    "REMIND_BEFORE",
    "RESULT_IS_NEWS",
    "RUBRICS",
    "AssignmentState",
    "CriterionFigure",
    "CycleState",
    "Line",
    "Release",
    "Rubric",
    "Summary",
    "participation_band",
    "release_of",
    "summary_of",
    "telltales",
]
