"""Talks one goes to or gives, seats kept for one, and talks one is asked about."""

from sqlalchemy import bindparam, or_, select

from learning.academy.models import Talk, TalkFeedback, TalkFeedbackRight, TalkSeat
from learning.academy.models.talks import WAITING
from learning.columns import UTCDateTime
from learning.home.queries.tasks.lines import ME, NOW, Line, line
from learning.home.rules import Kind
from learning.people.models import Person
from learning.scheduling.models import Appointment, Offer


def _talks() -> Line:
    until = bindparam("in_a_week", type_=UTCDateTime())
    joined = select(TalkSeat.talk_id).where(TalkSeat.person_id == ME, TalkSeat.left_at.is_(None))
    return (
        line(Kind.TALK, Talk.id, at=Appointment.starts_at, who=Person, words=Talk.title)
        .select_from(Talk)
        .join(Appointment, Appointment.id == Talk.appointment_id)
        .join(Person, Person.id == Talk.host_id)
        .where(
            or_(Talk.host_id == ME, Talk.id.in_(joined)),
            Talk.cancelled_at.is_(None),
            Appointment.ends_at > NOW,
            Appointment.starts_at < until,
        )
    )


def _seats() -> Line:
    return (
        line(Kind.SEAT, Talk.id, at=Offer.expires_at, who=Person, words=Talk.title)
        .select_from(Offer)
        .join(Talk, Talk.id == Offer.object_id)
        .join(Person, Person.id == Talk.host_id)
        .where(
            Offer.queue == WAITING,
            Offer.person_id == ME,
            Offer.answer.is_(None),
            Offer.expires_at > NOW,
            Talk.cancelled_at.is_(None),
        )
    )


def _feedback() -> Line:
    return (
        line(Kind.TALK_FEEDBACK, Talk.id, on=TalkFeedback.closes_on, who=Person, words=Talk.title)
        .select_from(TalkFeedbackRight)
        .join(TalkFeedback, TalkFeedback.talk_id == TalkFeedbackRight.talk_id)
        .join(Talk, Talk.id == TalkFeedbackRight.talk_id)
        .join(Person, Person.id == Talk.host_id)
        .where(
            TalkFeedbackRight.person_id == ME,
            TalkFeedbackRight.is_sent.is_(False),
            TalkFeedback.closed_on.is_(None),
        )
    )


LINES = (_talks(), _seats(), _feedback())
