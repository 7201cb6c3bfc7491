"""Who did not come, and how many of their appointments people keep."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, null, or_, select

from learning.columns import UTCDateTime
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
    booked = (
        select(
            Slot.starts_at,
            Booking.held_at.is_not(None),
            (NoShow.absent_id == person.id) & NoShow.disputed_at.is_(None),
            case(
                (
                    (Booking.ending == Ending.CANCELLED) & (Booking.cancelled_by == person.id),
                    Booking.cancelled_at,
                )
            ),
        )
        .join(Slot, Slot.id == Booking.slot_id)
        .outerjoin(NoShow, NoShow.booking_id == Booking.id)
        .where(
            or_(Booking.mentee_id == person.id, Slot.mentor_id == person.id),
            Slot.starts_at.between(now - KEPT_WITHIN, now),
        )
    )
    in_circles = (
        select(
            Appointment.starts_at,
            Presence.is_present,
            ~Presence.is_present,
            null().cast(UTCDateTime),
        )
        .join(Presence, Presence.appointment_id == Appointment.id)
        .join(CircleSession, CircleSession.appointment_id == Appointment.id)
        .where(
            Presence.person_id == person.id,
            Appointment.starts_at.between(now - KEPT_WITHIN, now),
        )
    )
    rows = db.session.execute(booked.union_all(in_circles)).all()
    return Kept(
        held=sum(held for _starts_at, held, _missed, _cancelled_at in rows),
        no_shows=sum(bool(missed) for _starts_at, _held, missed, _cancelled_at in rows),
        cancelled_late=sum(
            cancelled_at is not None and starts_at - cancelled_at < LATE
            for starts_at, _held, _missed, cancelled_at in rows
        ),
    )
