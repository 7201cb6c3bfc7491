"""What is next for one person in mentoring, for its start page and for the home page."""

from dataclasses import dataclass
from datetime import datetime

from learning.mentoring.models import Booking, Match
from learning.mentoring.queries.matches import matches_awaiting
from learning.mentoring.queries.sessions import sessions_to_confirm, sessions_to_rate
from learning.people.models import Person


@dataclass(frozen=True)
class Waiting:
    """What waits for this person's act, the oldest first in each list."""

    to_answer: list[Match]
    to_confirm: list[Booking]
    to_rate: list[Booking]

    def __bool__(self) -> bool:
        return bool(self.to_answer or self.to_confirm or self.to_rate)


def waiting_for(person: Person, now: datetime) -> Waiting:
    """Matches to answer, sessions of which to say that they took place, sessions to rate."""
    return Waiting(
        matches_awaiting(person), sessions_to_confirm(person, now), sessions_to_rate(person, now)
    )
