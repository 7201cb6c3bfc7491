"""What sessions are, for the calendar of all meetings."""

from collections.abc import Sequence

from sqlalchemy import select

from learning.extensions import db
from learning.mentoring.models import Booking, CircleSession, OfficeHour, Slot
from learning.people.models import Person
from learning.programmes.models import Circle
from learning.scheduling.queries import Details


def details_of_sessions(person: Person, appointment_ids: Sequence[int]) -> dict[int, Details]:
    """By appointment, where the session is and which page is the person's own of it."""
    query = (
        select(
            Booking.appointment_id,
            Booking.id,
            Booking.mentee_id,
            Slot.mentor_id,
            Slot.place,
            OfficeHour.topic,
        )
        .join(Booking.slot)
        .outerjoin(OfficeHour, OfficeHour.slot_id == Slot.id)
        .where(Booking.appointment_id.in_(appointment_ids), Booking.cancelled_at.is_(None))
        .order_by(Booking.id.desc())
    )
    return _details_of_circles(appointment_ids) | {
        row.appointment_id: Details(
            row.place, "mentoring.booking", {"booking_id": row.id}, row.topic or ""
        )
        for row in db.session.execute(query)
        if person.id in {row.mentee_id, row.mentor_id}
    }


def _details_of_circles(appointment_ids: Sequence[int]) -> dict[int, Details]:
    query = (
        select(CircleSession.appointment_id, CircleSession.id, CircleSession.place, Circle.topic)
        .join(Circle, Circle.id == CircleSession.circle_id)
        .where(CircleSession.appointment_id.in_(appointment_ids))
    )
    return {
        row.appointment_id: Details(
            row.place, "mentoring.circle_session", {"session_id": row.id}, row.topic
        )
        for row in db.session.execute(query)
    }
