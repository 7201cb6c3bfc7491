"""Reading review cycles. A result is shown to its person alone, aggregates to leads."""

from learning.reviews.queries.cycles import (
    Coverage,
    coverage,
    cycle_for,
    cycles_led_by,
    led_programmes,
    possible_reviewees,
    programme_for,
    reviewee_for,
)
from learning.reviews.queries.people import (
    asked_ids,
    assignment_of,
    open_load,
    own_cycles,
    released_results,
    reviewee_of,
    reviews_asked,
    suggested_reviewers,
)

__all__ = [
    "Coverage",
    "asked_ids",
    "assignment_of",
    "coverage",
    "cycle_for",
    "cycles_led_by",
    "led_programmes",
    "open_load",
    "own_cycles",
    "possible_reviewees",
    "programme_for",
    "released_results",
    "reviewee_for",
    "reviewee_of",
    "reviews_asked",
    "suggested_reviewers",
]
