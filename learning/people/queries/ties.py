"""Who works together just now."""

from sqlalchemy import and_, or_, select

from learning.extensions import db
from learning.people.models import Person, Tie


def are_tied(one: Person, other: Person) -> bool:
    """Whether some feature has paired the two and has not ended it."""
    query = select(Tie.id).where(
        Tie.ended_at.is_(None),
        or_(
            and_(Tie.person_id == one.id, Tie.other_id == other.id),
            and_(Tie.person_id == other.id, Tie.other_id == one.id),
        ),
    )
    return db.session.scalar(query.limit(1)) is not None


def tied_ids(person: Person) -> frozenset[int]:
    """Everybody the person is paired with just now."""
    query = select(Tie.person_id, Tie.other_id).where(
        Tie.ended_at.is_(None), or_(Tie.person_id == person.id, Tie.other_id == person.id)
    )
    ids = {one for pair in db.session.execute(query) for one in pair}
    return frozenset(ids - {person.id})
