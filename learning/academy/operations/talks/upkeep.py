"""Looking after talks: seats and hosts of colleagues who have left."""

from datetime import datetime

from learning.academy.operations.talks.seats import give_up, hold, offer_seats
from learning.academy.operations.talks.telling import tell
from learning.academy.queries.talks import seats_of_leavers, talks_without_host


def tend_talks(now: datetime) -> None:
    """Give the seats of those who left to others, and tell leads of talks whose host has left.

    Looked at daily; running it twice changes nothing.
    """
    for seat in seats_of_leavers(now):
        hold(seat.talk)
        give_up(seat.talk, seat, now)
        offer_seats(seat.talk, now)
    for talk in talks_without_host(now):
        leads = {
            lead.person_id: lead.person
            for topic in talk.topic.line
            if topic.programme is not None
            for lead in topic.programme.leads
        }
        for lead in leads.values():
            if lead.is_active:
                tell(talk, lead, "talk_without_host", now)
