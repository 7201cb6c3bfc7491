"""What sessions are, for the calendar of all meetings."""

from collections.abc import Sequence

from sqlalchemy import select

from learning.extensions import db
from learning.mentoring.models import Booking, Slot
from learning.people.models import Person
from learning.scheduling.queries import Details


def details_of_sessions(person: Person, appointment_ids: Sequence[int]) -> dict[int, Details]:
    """By appointment, where the session is and which page is the person's own of it."""
    query = (
        select(Booking.appointment_id, Booking.id, Booking.mentee_id, Slot.mentor_id, Slot.place)
        .join(Booking.slot)
        .where(Booking.appointment_id.in_(appointment_ids), Booking.cancelled_at.is_(None))
        .order_by(Booking.id.desc())
    )
    return {
        appointment_id: Details(place, "mentoring.booking", {"booking_id": booking_id})
        for appointment_id, booking_id, mentee_id, mentor_id, place in db.session.execute(query)
        if person.id in {mentee_id, mentor_id}
    }
