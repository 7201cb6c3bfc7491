"""What goes into a match and what comes out, and the files it is kept in."""

from learning.matching.problem.documents import (
    parse_problem,
    problem_document,
    read_problem,
    result_document,
    write_result,
)
from learning.matching.problem.values import (
    TERMS,
    BadProblem,
    Id,
    Mentee,
    Mentor,
    Pair,
    Plan,
    Problem,
    Search,
    StepPrice,
    Unmatched,
    UnmatchedReason,
)

__all__ = [
    "TERMS",
    "BadProblem",
    "Id",
    "Mentee",
    "Mentor",
    "Pair",
    "Plan",
    "Problem",
    "Search",
    "StepPrice",
    "Unmatched",
    "UnmatchedReason",
    "parse_problem",
    "problem_document",
    "read_problem",
    "result_document",
    "write_result",
]
