"""Taking a seat at somebody's side, giving it back, and how many somebody has to give."""

from datetime import datetime

from sqlalchemy import select, update

from learning.extensions import db
from learning.people.models import Person
from learning.programmes.models import Seat, SeatLimit


def take_seat(person_id: int, kind: str, object_id: int, now: datetime) -> None:
    """Count that this person looks after one more from now on; twice is once.

    Call it after `lock_people([person_id])` and a look at `queries.seats_left`, in the transaction
    of the pairing that `kind` and `object_id` name.
    """
    query = select(Seat).where(
        Seat.person_id == person_id, Seat.kind == kind, Seat.object_id == object_id
    )
    known = db.session.scalar(query)
    if known is not None:
        known.given_back_at = None
        return
    db.session.add(Seat(person_id=person_id, kind=kind, object_id=object_id, taken_at=now))
    db.session.flush()


def give_back_seat(
    kind: str, object_id: int, now: datetime, *, person_id: int | None = None
) -> None:
    """What was taken for it is free again, for everybody or for one; twice is harmless."""
    query = update(Seat).where(
        Seat.kind == kind, Seat.object_id == object_id, Seat.given_back_at.is_(None)
    )
    if person_id is not None:
        query = query.where(Seat.person_id == person_id)
    db.session.execute(query.values(given_back_at=now))


def set_limit(person: Person, most: int) -> None:
    """Remember how many people this person is willing to look after, all roles together."""
    limit = db.session.scalar(select(SeatLimit).where(SeatLimit.person_id == person.id))
    if limit is None:
        limit = SeatLimit(person_id=person.id)
        db.session.add(limit)
    limit.most = most
    db.session.flush()
