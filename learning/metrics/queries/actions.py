"""The action list of a lead, over all programmes they lead, in one statement."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Date,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from learning.academy.models import Article, ArticleState
from learning.buddies.models import BuddyPairing, CheckIn, OnboardingPlan, PairingState
from learning.buddies.rules import PLAN_DAYS
from learning.columns import UTCDateTime
from learning.extensions import db
from learning.mentoring.models import (
    Booking,
    Match,
    MatchRun,
    MatchState,
    Pairing,
    PairingKind,
    Rematch,
    RematchState,
    Slot,
)
from learning.metrics.rules import Action, Need
from learning.metrics.rules.actions import (
    ANSWER_DAYS,
    FIRST_SESSION,
    INVITATION,
    NEXT_SESSION,
    NO_BUDDY,
    VERIFICATION,
)
from learning.people.models import Person, Role
from learning.people.rules.days import working_days_before
from learning.programmes.models import (
    Enrolment,
    EnrolmentRole,
    EnrolmentState,
    Invitation,
    Programme,
    ProgrammeLead,
    ProgrammeState,
    TopicRequest,
    TopicVote,
)
from learning.programmes.models.topics import EXPERT_WANTED_FROM
from learning.reviews.models import CycleState, ReviewCycle

Needed = Select[Any]

_NOW = bindparam("now", type_=UTCDateTime())
_LIVING = (ProgrammeState.OPEN, ProgrammeState.RUNNING)


def _moment(name: str) -> Any:
    return bindparam(name, type_=UTCDateTime())


def _day(name: str) -> Any:
    return bindparam(name, type_=Date)


def _each(need: Need, counted: Any, row_id: Any = None, at: Any = None, on: Any = None) -> Needed:
    """A SELECT of what one programme needs, a row for each; joined to the programmes one leads."""
    return select(
        literal(need.value, String).label("need"),
        Programme.id.label("programme_id"),
        Programme.name.label("programme"),
        counted.label("number"),
        (cast(null(), Integer) if row_id is None else row_id).label("row_id"),
        (cast(null(), UTCDateTime()) if at is None else at).label("at"),
        (cast(null(), Date) if on is None else on).label("on"),
    ).where(
        Programme.id.in_(
            select(ProgrammeLead.programme_id).where(
                ProgrammeLead.person_id == bindparam("me", type_=Integer)
            )
        ),
        Programme.state.in_(_LIVING),
    )


def _counted(need: Need, of: Any, at: Any = None, on: Any = None) -> Needed:
    """As `_each`, with how many there are in each programme and the first date."""
    first_at = None if at is None else func.min(at)
    first_on = None if on is None else func.min(on)
    return _each(need, func.count(of), None, first_at, first_on).group_by(
        Programme.id, Programme.name
    )


def _to_decide() -> Needed:
    return (
        _counted(Need.TO_DECIDE, Enrolment.id, at=Enrolment.applied_at)
        .join(Enrolment, Enrolment.programme_id == Programme.id)
        .where(Enrolment.state == EnrolmentState.APPLIED)
    )


def _waiting_mentees() -> Needed:
    paired = select(Pairing.id).where(
        Pairing.programme_id == Programme.id,
        Pairing.mentee_id == Enrolment.person_id,
        Pairing.ended_at.is_(None),
        Pairing.kind != PairingKind.TANDEM,
    )
    proposed = select(Match.id).where(
        Match.programme_id == Programme.id,
        Match.mentee_id == Enrolment.person_id,
        Match.state.in_((MatchState.PROPOSED, MatchState.DRAFT)),
    )
    return (
        _counted(Need.WAITING_MENTEES, Enrolment.id, at=Enrolment.applied_at)
        .join(Enrolment, Enrolment.programme_id == Programme.id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            Enrolment.role == EnrolmentRole.MENTEE,
            Enrolment.state == EnrolmentState.ACTIVE,
            Person.deactivated_at.is_(None),
            func.coalesce(Person.paused_until, _day("today")) <= _day("today"),
            ~paired.exists(),
            ~proposed.exists(),
        )
    )


def _rematches(need: Need, state: RematchState) -> Needed:
    return (
        _counted(need, Rematch.id, at=Rematch.asked_at)
        .join(Rematch, Rematch.programme_id == Programme.id)
        .where(Rematch.state == state)
    )


def _draft_run() -> Needed:
    """Only one of a programme's drafts is published; the newest leads to the others."""
    newest, first = func.max(MatchRun.id), func.min(MatchRun.started_at)
    return (
        _each(Need.DRAFT_RUN, func.count(MatchRun.id), newest, at=first)
        .join(MatchRun, MatchRun.programme_id == Programme.id)
        .where(MatchRun.published_at.is_(None))
        .group_by(Programme.id, Programme.name)
    )


def _unanswered_requests() -> Needed:
    return (
        _counted(Need.UNANSWERED_REQUEST, Match.id, at=Match.proposed_at)
        .join(Match, Match.programme_id == Programme.id)
        .where(
            Match.run_id.is_(None),
            Match.state == MatchState.PROPOSED,
            Match.proposed_at <= _moment("answered_by"),
        )
    )


def _sessions() -> Select[int]:
    """Sessions of the pairing that took place or are ahead."""
    return (
        select(Booking.id)
        .join(Slot, Slot.id == Booking.slot_id)
        .where(Booking.pairing_id == Pairing.id, Booking.cancelled_at.is_(None))
    )


def _no_first_session() -> Needed:
    met = _sessions().where((Slot.ends_at > _NOW) | Booking.held_at.is_not(None))
    return (
        _counted(Need.NO_FIRST_SESSION, Pairing.id, at=Pairing.started_at)
        .join(Pairing, Pairing.programme_id == Programme.id)
        .where(Pairing.ended_at.is_(None), Pairing.started_at <= _moment("first_by"), ~met.exists())
    )


def _no_next_session() -> Needed:
    held = _sessions().where(Booking.held_at.is_not(None))
    lately = _sessions().where(
        (Slot.ends_at > _NOW) | (Booking.held_at.is_not(None) & (Slot.ends_at > _moment("next_by")))
    )
    return (
        _counted(Need.NO_NEXT_SESSION, Pairing.id)
        .join(Pairing, Pairing.programme_id == Programme.id)
        .where(Pairing.ended_at.is_(None), held.exists(), ~lately.exists())
    )


def _plans(need: Need) -> Needed:
    return (
        _counted(need, OnboardingPlan.id, on=OnboardingPlan.starts_on)
        .join(OnboardingPlan, OnboardingPlan.programme_id == Programme.id)
        .join(Person, Person.id == OnboardingPlan.newcomer_id)
        .where(OnboardingPlan.starts_on > _day("plans_since"), Person.deactivated_at.is_(None))
    )


def _no_buddy() -> Needed:
    found = select(BuddyPairing.id).where(
        BuddyPairing.plan_id == OnboardingPlan.id,
        BuddyPairing.state.in_((PairingState.PROPOSED, PairingState.ASKED, PairingState.ACTIVE)),
    )
    return _plans(Need.NO_BUDDY).where(
        OnboardingPlan.starts_on <= _day("buddy_by"), ~found.exists()
    )


def _buddy_to_confirm() -> Needed:
    proposed = select(BuddyPairing.id).where(
        BuddyPairing.plan_id == OnboardingPlan.id, BuddyPairing.state == PairingState.PROPOSED
    )
    return _plans(Need.BUDDY_TO_CONFIRM).where(proposed.exists())


def _red_answers() -> Needed:
    """Newcomers whose latest answer is red."""
    later = aliased(CheckIn)
    newer = select(later.id).where(
        later.plan_id == CheckIn.plan_id, later.answered_at > CheckIn.answered_at
    )
    return (
        _counted(Need.RED_ANSWER, CheckIn.id, at=CheckIn.answered_at)
        .join(OnboardingPlan, OnboardingPlan.programme_id == Programme.id)
        .join(CheckIn, CheckIn.plan_id == OnboardingPlan.id)
        .where(
            OnboardingPlan.starts_on > _day("plans_since"),
            CheckIn.mood == "red",
            ~newer.exists(),
        )
    )


def _cycles(need: Need, state: CycleState, on: Any) -> Needed:
    return (
        _each(need, literal(1, Integer), ReviewCycle.id, on=on)
        .join(ReviewCycle, ReviewCycle.programme_id == Programme.id)
        .where(ReviewCycle.state == state)
    )


def _topics_wanted() -> Needed:
    votes = (
        select(func.count(TopicVote.id))
        .where(TopicVote.topic_request_id == TopicRequest.id)
        .scalar_subquery()
    )
    return (
        _counted(Need.TOPIC_WANTED, TopicRequest.id)
        .join(TopicRequest, TopicRequest.programme_id == Programme.id)
        .where(
            TopicRequest.state.in_(("open", "planned")),
            TopicRequest.expert_id.is_(None),
            votes >= EXPERT_WANTED_FROM,
        )
    )


def _overdue_articles() -> Needed:
    return (
        _counted(Need.VERIFICATION_OVERDUE, Article.id, on=Article.verified_until)
        .join(Article, Article.programme_id == Programme.id)
        .where(
            Article.state == ArticleState.PUBLISHED, Article.verified_until <= _day("verified_by")
        )
    )


def _unanswered_invitations() -> Needed:
    joined = select(Enrolment.id).where(
        Enrolment.programme_id == Programme.id, Enrolment.person_id == Invitation.person_id
    )
    return (
        _counted(Need.UNANSWERED_INVITATIONS, Invitation.id, at=Invitation.sent_at)
        .join(Invitation, Invitation.programme_id == Programme.id)
        .join(Person, Person.id == Invitation.person_id)
        .where(
            Invitation.declined_at.is_(None),
            Invitation.reminders == 0,
            Invitation.sent_at <= _moment("invited_by"),
            Person.deactivated_at.is_(None),
            ~joined.exists(),
        )
    )


_ACTIONS = union_all(
    _to_decide(),
    _waiting_mentees(),
    _rematches(Need.REMATCH_ASKED, RematchState.ASKED),
    _rematches(Need.MATCH_ANEW, RematchState.OPEN),
    _draft_run(),
    _unanswered_requests(),
    _no_first_session(),
    _no_next_session(),
    _no_buddy(),
    _buddy_to_confirm(),
    _red_answers(),
    _cycles(Need.CYCLE_APPROVING, CycleState.APPROVING, ReviewCycle.closes_on),
    _cycles(Need.CYCLE_CLOSED, CycleState.CLOSED, ReviewCycle.closed_on),
    _topics_wanted(),
    _overdue_articles(),
    _unanswered_invitations(),
)
_RANK = {need: rank for rank, need in enumerate(Need)}


def actions_for(lead: Person, now: datetime) -> list[Action]:
    """What the programmes this person leads need from them, the most urgent first.

    A line goes by itself once its cause has gone.
    """
    if Role.PROGRAMME_LEAD not in lead.roles:
        return []
    today = now.date()
    values = {
        "me": lead.id,
        "now": now,
        "today": today,
        "answered_by": working_days_before(now, ANSWER_DAYS),
        "first_by": now - FIRST_SESSION,
        "next_by": now - NEXT_SESSION,
        "plans_since": today.fromordinal(today.toordinal() - PLAN_DAYS),
        "buddy_by": today + NO_BUDDY,
        "verified_by": today - VERIFICATION,
        "invited_by": now - INVITATION,
    }
    found = [
        Action(
            Need(row.need),
            row.programme_id,
            row.programme,
            row.number,
            row.row_id or 0,
            row.at,
            row.on,
        )
        for row in db.session.execute(_ACTIONS, values)
    ]
    return sorted(found, key=lambda one: (_RANK[one.need], one.programme, one.programme_id))
