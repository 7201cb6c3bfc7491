"""Who does not want to meet whom: for both it is as if the other offered nothing."""

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from learning.people.models import Avoidance, Person


def not_barred(
    person: Person, other_id: InstrumentedAttribute[Any]
) -> tuple[ColumnElement[bool], ...]:
    """For a WHERE: neither of the two avoids the other."""
    avoided = select(Avoidance.other_id).where(Avoidance.person_id == person.id)
    avoiding = select(Avoidance.person_id).where(Avoidance.other_id == person.id)
    return other_id.not_in(avoided), other_id.not_in(avoiding)
