"""What is next for one person in mentoring, for its start page and for the home page."""

from dataclasses import dataclass
from datetime import datetime

from learning.mentoring.models import Booking, FitQuestion, Match
from learning.mentoring.queries.matches import matches_awaiting
from learning.mentoring.queries.rematches import fits_to_answer
from learning.mentoring.queries.sessions import sessions_at_hand
from learning.people.models import Person


@dataclass(frozen=True)
class Waiting:
    """What waits for this person's act, the oldest first in each list."""

    to_answer: list[Match]
    requests: list[Booking]
    to_confirm: list[Booking]
    to_rate: list[Booking]
    fits: list[FitQuestion]
    ahead: list[Booking]  # waits for nothing but its time

    def __bool__(self) -> bool:
        return any((self.to_answer, self.requests, self.to_confirm, self.to_rate, self.fits))


def waiting_for(person: Person, now: datetime) -> Waiting:
    """Matches and requests to answer, sessions to confirm and to rate, and whether a pair fits;
    and the sessions that come.
    """
    sessions = sessions_at_hand(person, now)
    return Waiting(
        to_answer=matches_awaiting(person),
        requests=sessions.requests,
        to_confirm=sessions.to_confirm,
        to_rate=sessions.to_rate,
        fits=fits_to_answer(person),
        ahead=sessions.ahead,
    )
