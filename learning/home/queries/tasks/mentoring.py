"""Matches and requests to answer, sessions ahead and behind, and pairs without a date."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from learning.columns import UTCDateTime
from learning.home.queries.tasks.lines import ME, NOW, Line, first, line
from learning.home.rules import Kind
from learning.mentoring.models import (
    Booking,
    CircleSession,
    Deadline,
    Feedback,
    Match,
    MatchState,
    NoShow,
    Pairing,
    PairingKind,
    RunCircle,
    Slot,
    TandemRequest,
)
from learning.mentoring.rules import CIRCLE_WAITING
from learning.people.models import Avoidance, Person
from learning.programmes.models import (
    Circle,
    CircleMember,
    ConsentOrder,
    Enrolment,
    EnrolmentRole,
    EnrolmentState,
    Programme,
    ProgrammeState,
)
from learning.scheduling.models import Attendance, Offer

MOST = 3  # sessions of one kind that are asked about at a time
JOINABLE = (ProgrammeState.OPEN, ProgrammeState.RUNNING)

_Other = aliased(Person)
_is_mentee = Match.mentee_id == ME
_partner = case((Pairing.mentee_id == ME, Pairing.mentor_id), else_=Pairing.mentee_id)
_is_party = or_(Booking.mentee_id == ME, Slot.mentor_id == ME)
_stands = Booking.cancelled_at.is_(None)
_is_request = Booking.answer_by.is_not(None) & Booking.accepted_at.is_(None)


def _matches() -> Line:
    return (
        line(
            Kind.MATCH,
            Match.id,
            at=Match.expires_at,
            who=_Other,
            words=Programme.name,
            key=case(
                (Match.asked_by == EnrolmentRole.MENTOR, "offer"),
                (Match.run_id.is_(None), "request"),
                (_is_mentee, "mentee"),
                else_="mentor",
            ),
        )
        .join(_Other, _Other.id == case((_is_mentee, Match.mentor_id), else_=Match.mentee_id))
        .join(Programme, Programme.id == Match.programme_id)
        .where(
            Match.state == MatchState.PROPOSED,
            or_(
                (Match.mentor_id == ME)
                & Match.mentor_accepted_at.is_(None)
                & _is_turn(ConsentOrder.MENTEE, Match.mentee_accepted_at),
                _is_mentee
                & Match.mentee_accepted_at.is_(None)
                & _is_turn(ConsentOrder.MENTOR, Match.mentor_accepted_at),
            ),
        )
    )


def _is_turn(
    other_first: ConsentOrder, accepted_at: InstrumentedAttribute[Any]
) -> ColumnElement[bool]:
    """Unless the other side is asked first and has not said yes."""
    return or_(
        Match.run_id.is_(None), Programme.consent_order != other_first, accepted_at.is_not(None)
    )


def _sessions(
    kind: Kind, *conditions: ColumnElement[bool], words: InstrumentedAttribute[str] = Slot.place
) -> Line:
    other_id = case((Booking.mentee_id == ME, Slot.mentor_id), else_=Booking.mentee_id)
    return (
        line(kind, Booking.id, at=Slot.starts_at, who=_Other, words=words)
        .select_from(Booking)
        .join(Slot, Slot.id == Booking.slot_id)
        .join(_Other, _Other.id == other_id)
        .where(_stands, *conditions)
    )


def _requests() -> Line:
    return _sessions(
        Kind.REQUEST,
        Slot.mentor_id == ME,
        Booking.accepted_at.is_(None),
        Booking.answer_by > NOW,
        words=Booking.agenda,
    )


def _tandems() -> Line:
    return (
        line(
            Kind.TANDEM,
            TandemRequest.id,
            at=TandemRequest.expires_at,
            who=_Other,
            words=Programme.name,
        )
        .join(_Other, _Other.id == TandemRequest.asker_id)
        .join(Programme, Programme.id == TandemRequest.programme_id)
        .where(
            TandemRequest.asked_id == ME,
            TandemRequest.ended_at.is_(None),
            TandemRequest.expires_at > NOW,
        )
    )


def _ahead() -> Line:
    until = bindparam("in_a_week", type_=UTCDateTime())
    return _sessions(
        Kind.SESSION, _is_party, ~_is_request, Slot.ends_at > NOW, Slot.starts_at < until
    )


def _circles_ahead() -> Line:
    until = bindparam("in_a_week", type_=UTCDateTime())
    return (
        line(Kind.CIRCLE, CircleSession.id, at=Attendance.starts_at, words=Circle.topic)
        .select_from(Attendance)
        .join(CircleSession, CircleSession.appointment_id == Attendance.appointment_id)
        .join(Circle, Circle.id == CircleSession.circle_id)
        .where(
            Attendance.person_id == ME,
            Attendance.released_at.is_(None),
            Attendance.ends_at > NOW,
            Attendance.starts_at < until,
        )
    )


def _circles_to_lead() -> Line:
    seats = select(func.count(Match.id)).where(
        Match.run_id == RunCircle.run_id, Match.mentor_id == RunCircle.host_id
    )
    return (
        line(
            Kind.LEAD_CIRCLE,
            Circle.id,
            at=Deadline.due_at,
            words=Circle.topic,
            number=seats.correlate(RunCircle).scalar_subquery(),
        )
        .select_from(RunCircle)
        .join(Circle, Circle.id == RunCircle.circle_id)
        .join(Deadline, (Deadline.object_id == RunCircle.id) & (Deadline.kind == "circle_host"))
        .where(
            RunCircle.host_id == ME,
            Circle.opened_at.is_(None),
            Circle.closed_at.is_(None),
        )
    )


def _circle_seats() -> Line:
    inside = select(CircleMember.person_id).where(
        CircleMember.circle_id == Circle.id, CircleMember.left_at.is_(None)
    )
    barred = select(Avoidance.id).where(  # as if the circle were not there
        or_(
            (Avoidance.person_id == ME) & Avoidance.other_id.in_(inside.correlate(Circle)),
            (Avoidance.other_id == ME) & Avoidance.person_id.in_(inside.correlate(Circle)),
        )
    )
    return (
        line(Kind.CIRCLE_SEAT, Circle.id, at=Offer.expires_at, words=Circle.topic)
        .select_from(Offer)
        .join(Circle, Circle.id == Offer.object_id)
        .where(
            Offer.queue == CIRCLE_WAITING,
            Offer.person_id == ME,
            Offer.answer.is_(None),
            Offer.expires_at > NOW,
            Circle.closed_at.is_(None),
            ~barred.correlate(Circle).exists(),
        )
    )


def _to_confirm() -> Line:
    missed = select(NoShow.id).where(NoShow.booking_id == Booking.id).exists()
    found = _sessions(
        Kind.TO_CONFIRM,
        Slot.mentor_id == ME,
        Slot.ends_at <= NOW,
        Booking.held_at.is_(None),
        ~_is_request,
        ~missed,
    )
    return first(found, Slot.starts_at, MOST)


def _to_rate() -> Line:
    said = select(Feedback.booking_id).where(Feedback.author_id == ME)
    found = _sessions(
        Kind.TO_RATE,
        _is_party,
        Slot.ends_at <= NOW,
        Booking.held_at.is_not(None),
        Booking.id.not_in(said),
    )
    return first(found, Slot.starts_at, MOST)


def _book_next() -> Line:
    ahead = (
        select(Booking.id)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(Booking.pairing_id == Pairing.id, _stands, Slot.ends_at > NOW)
        .exists()
    )
    return (
        line(
            Kind.BOOK_NEXT,
            _partner,
            at=Pairing.started_at,
            who=_Other,
            words=Programme.name,
        )
        .join(_Other, _Other.id == _partner)
        .join(Programme, Programme.id == Pairing.programme_id)
        .where(
            or_(
                Pairing.mentee_id == ME,
                (Pairing.mentor_id == ME) & (Pairing.kind == PairingKind.TANDEM),
            ),
            Pairing.ended_at.is_(None),
            ~ahead,
        )
    )


def _offer_times() -> Line:
    taken = select(Booking.slot_id).where(_stands)
    free = (
        select(Slot.id)
        .where(
            Slot.mentor_id == ME,
            Slot.starts_at > NOW,
            Slot.withdrawn_at.is_(None),
            Slot.id.not_in(taken),
        )
        .exists()
    )
    return (
        line(
            Kind.OFFER_TIMES,
            Pairing.mentor_id,
            at=func.min(Pairing.started_at),
            number=func.count(Pairing.id),
        )
        .where(
            Pairing.mentor_id == ME,
            Pairing.ended_at.is_(None),
            Pairing.kind != PairingKind.TANDEM,
            ~free,
        )
        .group_by(Pairing.mentor_id)
    )


def _find_mentor() -> Line:
    paired = select(Pairing.id).where(
        Pairing.mentee_id == ME,
        Pairing.programme_id == Programme.id,
        Pairing.ended_at.is_(None),
        Pairing.kind != PairingKind.TANDEM,
    )
    proposed = select(Match.id).where(
        Match.mentee_id == ME,
        Match.programme_id == Programme.id,
        Match.state == MatchState.PROPOSED,
    )
    return (
        line(Kind.FIND_MENTOR, Enrolment.id, at=Enrolment.applied_at, words=Programme.name)
        .join(Programme, Programme.id == Enrolment.programme_id)
        .where(
            Enrolment.person_id == ME,
            Enrolment.role == EnrolmentRole.MENTEE,
            Enrolment.state == EnrolmentState.ACTIVE,
            Programme.state.in_(JOINABLE),
            ~paired.exists(),
            ~proposed.exists(),
        )
    )


LINES = (
    _matches(),
    _requests(),
    _tandems(),
    _ahead(),
    _circles_ahead(),
    _circles_to_lead(),
    _circle_seats(),
    _to_confirm(),
    _to_rate(),
    _book_next(),
    _offer_times(),
    _find_mentor(),
)
