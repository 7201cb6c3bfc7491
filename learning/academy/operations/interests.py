"""What somebody wants to hear of: topics they follow, and whether the academy chooses for them."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from learning.academy.models import PicksDeclined, Topic, TopicFollower
from learning.extensions import Base, db
from learning.people.models import Person


def follow_topic(topic: Topic, person: Person, now: datetime) -> None:
    """Let somebody hear what is new on the topic. Twice is harmless."""
    if db.session.get(TopicFollower, (topic.id, person.id)) is None:
        _add(TopicFollower(topic_id=topic.id, person_id=person.id, followed_at=now))


def unfollow_topic(topic: Topic, person: Person) -> None:
    db.session.execute(
        delete(TopicFollower).where(
            TopicFollower.topic_id == topic.id, TopicFollower.person_id == person.id
        )
    )


def decline_picks(person: Person, now: datetime) -> None:
    """Choose nothing for this person any more. Twice is harmless."""
    if db.session.get(PicksDeclined, person.id) is None:
        _add(PicksDeclined(person_id=person.id, declined_at=now))


def accept_picks(person: Person) -> None:
    db.session.execute(delete(PicksDeclined).where(PicksDeclined.person_id == person.id))


def _add(row: Base) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # pressed twice at the same moment
        return
