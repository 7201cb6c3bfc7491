"""How many people somebody looks after, and how many more they could."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, select

from learning.extensions import db
from learning.people.models import Person
from learning.programmes.models import Seat, SeatLimit
from learning.programmes.rules import MOST_PEOPLE


def loads_of(person_ids: Collection[int]) -> dict[int, int]:
    """By person how many people they look after just now, over all programmes and roles."""
    query = (
        select(Seat.person_id, func.count(Seat.id))
        .where(Seat.person_id.in_(person_ids), Seat.given_back_at.is_(None))
        .group_by(Seat.person_id)
    )
    return dict.fromkeys(person_ids, 0) | dict(db.session.execute(query).all())


def limits_of(person_ids: Collection[int]) -> dict[int, int]:
    """By person how many they look after at most: their own number, else `MOST_PEOPLE`."""
    query = select(SeatLimit.person_id, SeatLimit.most).where(SeatLimit.person_id.in_(person_ids))
    return dict.fromkeys(person_ids, MOST_PEOPLE) | dict(db.session.execute(query).all())


def seats_left(person_ids: Collection[int]) -> dict[int, int]:
    """By person how many more they could look after; 0 too where they have more than they meant."""
    query = select(Person.id, seats_left_of_person()).where(Person.id.in_(person_ids))
    return {person: max(0, left) for person, left in db.session.execute(query)}


def seats_left_of_person() -> ColumnElement[int]:
    """For a query over people: as `seats_left`, below 0 where they have more than they meant."""
    most = select(SeatLimit.most).where(SeatLimit.person_id == Person.id).scalar_subquery()
    load = select(func.count(Seat.id)).where(
        Seat.person_id == Person.id, Seat.given_back_at.is_(None)
    )
    return func.coalesce(most, MOST_PEOPLE) - load.scalar_subquery()
