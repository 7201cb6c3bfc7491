"""What a day brings: answers that never came, people who left, programmes that ended."""

from datetime import datetime

from learning.mentoring import queries
from learning.mentoring.models import EndReason
from learning.mentoring.operations.bookings import cancel_booking
from learning.mentoring.operations.matches import drop_match, expire_match
from learning.mentoring.operations.pairings import end_pairing
from learning.people.models import Person
from learning.scheduling.operations import lock_people


def tidy_up(now: datetime) -> None:
    """Close what is over: matches nobody answered, and all that has lost its ground.

    Looked at daily; running it twice changes nothing.
    """
    for match in queries.expired_matches(now):
        expire_match(match, now)
    for pairing in queries.pairings_to_end():
        is_over = not pairing.programme.is_joinable
        end_pairing(pairing, None, EndReason.CLOSED if is_over else EndReason.LEFT, now)
    for match in queries.matches_to_drop():
        drop_match(match, now)
    for person in queries.people_to_release(now):
        release_person(person, now)


def release_person(person: Person, now: datetime) -> None:
    """The person has left: their sessions are called off and their times withdrawn."""
    lock_people([person.id])
    for booking in queries.sessions_ahead(person, now):
        if booking.slot.starts_at > now:
            cancel_booking(booking, None, "", now)
    for slot in queries.slots_of(person, now):
        slot.withdrawn_at = now
