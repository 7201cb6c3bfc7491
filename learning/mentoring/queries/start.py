"""What is next for one person in mentoring, for its start page and for the home page."""

from dataclasses import dataclass
from datetime import datetime

from learning.mentoring.models import Booking, FitQuestion, Match
from learning.mentoring.queries.matches import matches_awaiting
from learning.mentoring.queries.rematches import fits_to_answer
from learning.mentoring.queries.sessions import (
    requests_to,
    sessions_to_confirm,
    sessions_to_rate,
)
from learning.people.models import Person


@dataclass(frozen=True)
class Waiting:
    """What waits for this person's act, the oldest first in each list."""

    to_answer: list[Match]
    requests: list[Booking]
    to_confirm: list[Booking]
    to_rate: list[Booking]
    fits: list[FitQuestion]

    def __bool__(self) -> bool:
        return any((self.to_answer, self.requests, self.to_confirm, self.to_rate, self.fits))


def waiting_for(person: Person, now: datetime) -> Waiting:
    """Matches and requests to answer, sessions to confirm and to rate, and whether a pair fits."""
    return Waiting(
        matches_awaiting(person),
        requests_to(person, now),
        sessions_to_confirm(person, now),
        sessions_to_rate(person, now),
        fits_to_answer(person),
    )
