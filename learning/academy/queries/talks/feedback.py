"""Who may give feedback on a talk, and what may be read of it."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from learning.academy.models import Talk, TalkFeedback, TalkFeedbackRight
from learning.academy.queries.talks.events import topic_line
from learning.extensions import db
from learning.people.models import Person

MOST = 100


def feedback_on(found: Talk) -> TalkFeedback | None:
    return db.session.get(TalkFeedback, found.id)


def right_of(found: Talk, person: Person) -> TalkFeedbackRight | None:
    """The person's right to write, used or not."""
    query = (
        select(TalkFeedbackRight)
        .where(TalkFeedbackRight.talk_id == found.id, TalkFeedbackRight.person_id == person.id)
        .options(joinedload(TalkFeedbackRight.feedback))
    )
    return db.session.scalar(query)


def rights_of(found: Talk) -> list[TalkFeedbackRight]:
    """Who was asked, in the order of their numbers."""
    query = (
        select(TalkFeedbackRight)
        .where(TalkFeedbackRight.talk_id == found.id)
        .options(joinedload(TalkFeedbackRight.person).options(lazyload(Person.grants)))
        .order_by(TalkFeedbackRight.person_id)
    )
    return list(db.session.scalars(query))


def released_on(speaker: Person) -> list[TalkFeedback]:
    """The closed rounds on this speaker's talks, the latest first."""
    query = (
        select(TalkFeedback)
        .join(TalkFeedback.talk)
        .where(Talk.host_id == speaker.id, TalkFeedback.closed_on.is_not(None))
        .options(
            contains_eager(TalkFeedback.talk).options(
                joinedload(Talk.appointment), joinedload(Talk.topic).options(*topic_line())
            )
        )
        .order_by(TalkFeedback.closed_on.desc(), TalkFeedback.talk_id.desc())
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def asked_about(person: Person) -> set[int]:
    """The talks on which this person could write, ever."""
    query = select(TalkFeedbackRight.talk_id).where(TalkFeedbackRight.person_id == person.id)
    return set(db.session.scalars(query))
