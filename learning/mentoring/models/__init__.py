"""Matches, pairings, and the sessions of mentors and mentees."""

from learning.mentoring.models.matches import (
    ForbiddenPair,
    Match,
    MatchRun,
    MatchState,
    UnmatchedMentee,
)
from learning.mentoring.models.pairings import EndReason, Goal, Note, Pairing
from learning.mentoring.models.sessions import Booking, Feedback, NoShow, Slot

__all__ = [
    "Booking",
    "EndReason",
    "Feedback",
    "ForbiddenPair",
    "Goal",
    "Match",
    "MatchRun",
    "MatchState",
    "NoShow",
    "Note",
    "Pairing",
    "Slot",
    "UnmatchedMentee",
]
