"""Who did not come, and how many of their appointments people keep."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from learning.extensions import db
from learning.mentoring.models import Booking, CircleSession, Ending, NoShow, Presence, Slot
from learning.mentoring.models.sessions import LATE
from learning.mentoring.rules import KEPT_WITHIN, WITHIN, break_until, kept_share
from learning.people.models import Person
from learning.scheduling.models import Appointment


@dataclass(frozen=True)
class Kept:
    """What became of the appointments of ninety days; `share` is None where they are too few."""

    held: int
    no_shows: int
    cancelled_late: int

    @property
    def share(self) -> float | None:
        return kept_share(self.held, self.no_shows, self.cancelled_late)


def no_shows_of(person_ids: Iterable[int], since: datetime) -> dict[int, list[datetime]]:
    """By person, when somebody reported that they did not come; what they dispute is left out."""
    query = select(NoShow.absent_id, NoShow.reported_at).where(
        NoShow.absent_id.in_(list(person_ids)),
        NoShow.reported_at >= since,
        NoShow.disputed_at.is_(None),
    )
    found = dict[int, list[datetime]]()
    for row in db.session.execute(query):
        found.setdefault(row.absent_id, []).append(row.reported_at)
    return found


def breaks_of(person_ids: Iterable[int], now: datetime) -> dict[int, datetime]:
    """Who of these people pauses just now, and until when."""
    told = no_shows_of(person_ids, now - 2 * WITHIN)
    ends = {person: break_until(moments) for person, moments in told.items()}
    return {person: end for person, end in ends.items() if end is not None and end > now}


def kept_by(person: Person, now: datetime) -> Kept:
    """The person's appointments of the last ninety days, as host, as guest and in circles."""
    query = (
        select(
            Slot.starts_at,
            Booking.held_at,
            Booking.cancelled_at,
            Booking.cancelled_by,
            Booking.ending,
            NoShow.absent_id,
            NoShow.disputed_at,
        )
        .join(Slot, Slot.id == Booking.slot_id)
        .outerjoin(NoShow, NoShow.booking_id == Booking.id)
        .where(
            or_(Booking.mentee_id == person.id, Slot.mentor_id == person.id),
            Slot.starts_at >= now - KEPT_WITHIN,
            Slot.starts_at <= now,
        )
    )
    rows = db.session.execute(query).all()
    there, missed = _in_circles(person, now)
    return Kept(
        held=sum(row.held_at is not None for row in rows) + there,
        no_shows=sum(row.absent_id == person.id and row.disputed_at is None for row in rows)
        + missed,
        cancelled_late=sum(
            row.ending == Ending.CANCELLED
            and row.cancelled_by == person.id
            and row.starts_at - row.cancelled_at < LATE
            for row in rows
        ),
    )


def _in_circles(person: Person, now: datetime) -> tuple[int, int]:
    """To how many sessions of circles the person came, and how many they missed without a word."""
    query = (
        select(Presence.is_present)
        .join(CircleSession, CircleSession.appointment_id == Presence.appointment_id)
        .join(Appointment, Appointment.id == Presence.appointment_id)
        .where(
            Presence.person_id == person.id,
            Appointment.starts_at >= now - KEPT_WITHIN,
            Appointment.starts_at <= now,
        )
    )
    known = list(db.session.scalars(query))
    return sum(known), len(known) - sum(known)
