"""Pages of mentoring: finding each other, meeting, and a lead's matches."""

from learning.mentoring.views import (
    bookings,
    matches,
    mentors,
    pairings,
    runs,
    slots,
    start,
)
from learning.mentoring.views.blueprint import bp

__all__ = ["bookings", "bp", "matches", "mentors", "pairings", "runs", "slots", "start"]
