"""What the two of a pairing write, agree on and plan; for the two alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from learning.extensions import db
from learning.mentoring.models import (
    Action,
    AgendaPoint,
    Agreement,
    Booking,
    Ending,
    ExitAnswer,
    Extension,
    Goal,
    GoalMode,
    GoalUpdate,
    LoggedTalk,
    Match,
    Message,
    Milestone,
    NoShow,
    Note,
    Pairing,
    Slot,
)
from learning.mentoring.rules import share_done
from learning.people.models import Person

MOST_TOLD = 5  # points in a reminder


@dataclass(frozen=True)
class Event:
    """Something that happened to a pair: the word of it, when, and what its sentence needs."""

    kind: str
    at: datetime
    by: int | None = None
    words: str = ""
    object_id: int | None = None


@dataclass(frozen=True)
class GoalProgress:
    """A goal with its tasks and how far it is, in percent."""

    goal: Goal
    tasks: list[Action]
    percent: int


def agreements_of(pairing: Pairing) -> list[Agreement]:
    """All revisions, the latest first."""
    query = select(Agreement).where(Agreement.pairing_id == pairing.id)
    return list(db.session.scalars(query.order_by(Agreement.revision.desc())))


def request_behind(pairing: Pairing) -> str:
    """What one of the two wrote when they asked the other; empty where the lead brought them."""
    query = select(Match.request).where(Match.id == pairing.match_id)
    return db.session.scalar(query) or ""


def awaits_yes(agreements: list[Agreement], person: Person, pairing: Pairing) -> bool:
    """Whether the latest revision waits for this side to confirm it."""
    return bool(agreements) and agreements[0].confirmed_at(person, pairing) is None


def open_extension(pairing: Pairing) -> Extension | None:
    """The wish to go on that waits for an answer."""
    query = select(Extension).where(
        Extension.pairing_id == pairing.id, Extension.answered_at.is_(None)
    )
    return db.session.scalar(query)


def extension_of(pairing: Pairing, extension_id: int) -> Extension | None:
    query = select(Extension).where(
        Extension.id == extension_id, Extension.pairing_id == pairing.id
    )
    return db.session.scalar(query)


def goals_of(pairing: Pairing) -> list[Goal]:
    """The open goals first, by the day they are due."""
    query = (
        select(Goal)
        .where(Goal.pairing_id == pairing.id)
        .order_by(Goal.reached_at.is_not(None), Goal.due_on.is_(None), Goal.due_on, Goal.id)
    )
    return list(db.session.scalars(query))


def goal_of(pairing: Pairing, goal_id: int) -> Goal | None:
    query = select(Goal).where(Goal.id == goal_id, Goal.pairing_id == pairing.id)
    return db.session.scalar(query)


def goal_history(goal: Goal) -> list[GoalUpdate]:
    """How the goal was judged, the latest first."""
    query = select(GoalUpdate).where(GoalUpdate.goal_id == goal.id)
    ordered = query.options(joinedload(GoalUpdate.author)).order_by(GoalUpdate.id.desc())
    return list(db.session.scalars(ordered))


def goals_with_progress(goals: list[Goal], actions: list[Action]) -> list[GoalProgress]:
    """Each goal with its tasks, judged or counted."""
    found = []
    for goal in goals:
        tasks = [one for one in actions if one.goal_id == goal.id]
        done = sum(one.done_at is not None for one in tasks)
        counted = share_done(done, len(tasks)) if goal.mode is GoalMode.TASKS else goal.percent
        found.append(GoalProgress(goal, tasks, 100 if goal.reached_at else counted))
    return found


def actions_of(pairing: Pairing) -> list[Action]:
    """What the two will do: the open ones first, by the day they are due."""
    query = (
        select(Action)
        .where(Action.pairing_id == pairing.id)
        .order_by(Action.done_at.is_not(None), Action.due_on.is_(None), Action.due_on, Action.id)
    )
    return list(db.session.scalars(query))


def action_of(pairing: Pairing, action_id: int) -> Action | None:
    query = select(Action).where(Action.id == action_id, Action.pairing_id == pairing.id)
    return db.session.scalar(query)


def milestones_of(pairing: Pairing) -> list[Milestone]:
    query = select(Milestone).where(Milestone.pairing_id == pairing.id)
    return list(db.session.scalars(query.order_by(Milestone.due_on, Milestone.id)))


def milestone_of(pairing: Pairing, milestone_id: int) -> Milestone | None:
    query = select(Milestone).where(
        Milestone.id == milestone_id, Milestone.pairing_id == pairing.id
    )
    return db.session.scalar(query)


def points_of(pairing: Pairing) -> list[AgendaPoint]:
    """What waits to be talked about, the two's own points first."""
    query = (
        select(AgendaPoint)
        .where(AgendaPoint.pairing_id == pairing.id, AgendaPoint.covered_at.is_(None))
        .options(joinedload(AgendaPoint.author))
        .order_by(AgendaPoint.added_by.is_(None), AgendaPoint.id)
    )
    return list(db.session.scalars(query))


def points_for(booking_id: int) -> list[str]:
    """What waits to be talked about in this session: the pair's open points, a line each."""
    query = (
        select(AgendaPoint.words)
        .join(Booking, Booking.pairing_id == AgendaPoint.pairing_id)
        .where(Booking.id == booking_id, AgendaPoint.covered_at.is_(None))
        .order_by(AgendaPoint.added_by.is_(None), AgendaPoint.id)
        .limit(MOST_TOLD)
    )
    return [words.splitlines()[0] for words in db.session.scalars(query)]


def has_agenda(pairing: Pairing, number: int) -> bool:
    """Whether the suggestions for the n-th session were put on the agenda."""
    query = select(AgendaPoint.id).where(
        AgendaPoint.pairing_id == pairing.id, AgendaPoint.session_number == number
    )
    return db.session.scalar(query.limit(1)) is not None


def covered_points(pairing: Pairing, limit: int) -> list[AgendaPoint]:
    """What was talked about, the latest first."""
    query = (
        select(AgendaPoint)
        .where(AgendaPoint.pairing_id == pairing.id, AgendaPoint.covered_at.is_not(None))
        .order_by(AgendaPoint.covered_at.desc(), AgendaPoint.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def point_of(pairing: Pairing, point_id: int) -> AgendaPoint | None:
    query = select(AgendaPoint).where(
        AgendaPoint.id == point_id, AgendaPoint.pairing_id == pairing.id
    )
    return db.session.scalar(query)


def messages_of(pairing: Pairing, limit: int, offset: int = 0) -> list[Message]:
    """What the two wrote to each other, the latest first."""
    query = (
        select(Message)
        .where(Message.pairing_id == pairing.id)
        .options(joinedload(Message.author))
        .order_by(Message.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def messages_of_count(pairing: Pairing) -> int:
    query = select(func.count(Message.id)).where(Message.pairing_id == pairing.id)
    return db.session.scalar(query) or 0


def unread_messages(pairing: Pairing, person: Person) -> list[Message]:
    """What the other wrote and this person has neither answered nor put aside."""
    query = select(Message).where(
        Message.pairing_id == pairing.id,
        Message.author_id != person.id,
        Message.read_at.is_(None),
    )
    return list(db.session.scalars(query.order_by(Message.id)))


def talks_of(pairing: Pairing) -> list[LoggedTalk]:
    """Talks held elsewhere, the latest first."""
    query = select(LoggedTalk).where(LoggedTalk.pairing_id == pairing.id)
    return list(db.session.scalars(query.order_by(LoggedTalk.held_at.desc())))


def talk_of(pairing: Pairing, talk_id: int) -> LoggedTalk | None:
    query = select(LoggedTalk).where(LoggedTalk.id == talk_id, LoggedTalk.pairing_id == pairing.id)
    return db.session.scalar(query)


def shared_notes(pairing: Pairing) -> list[Note]:
    """What the two share, the newest first."""
    query = select(Note).where(Note.pairing_id == pairing.id, Note.is_shared)
    return list(db.session.scalars(query.options(joinedload(Note.author)).order_by(Note.id.desc())))


def private_notes(person: Person, pairing: Pairing) -> list[Note]:
    """What this person wrote for nobody else, the newest first."""
    query = select(Note).where(
        Note.pairing_id == pairing.id, Note.author_id == person.id, Note.is_shared.is_(False)
    )
    return list(db.session.scalars(query.order_by(Note.id.desc())))


def exit_answer(pairing: Pairing, person: Person) -> ExitAnswer | None:
    """What this side said of the pairing after its end."""
    query = select(ExitAnswer).where(
        ExitAnswer.pairing_id == pairing.id, ExitAnswer.person_id == person.id
    )
    return db.session.scalar(query)


def events_of(
    pairing: Pairing,
    agreements: list[Agreement],
    sessions: list[Booking],
    goals: list[Goal],
    talks: list[LoggedTalk],
) -> list[Event]:
    """The story of a pair, the latest first."""
    return sorted(
        _events(pairing, agreements, sessions, goals, talks), key=lambda one: one.at, reverse=True
    )


def _events(
    pairing: Pairing,
    agreements: list[Agreement],
    sessions: list[Booking],
    goals: list[Goal],
    talks: list[LoggedTalk],
) -> Iterator[Event]:
    yield Event("started", pairing.started_at)
    if pairing.ended_at:
        yield Event("ended", pairing.ended_at)
    for agreement in agreements:
        if agreement.mentee_confirmed_at and agreement.mentor_confirmed_at:
            at = max(agreement.mentee_confirmed_at, agreement.mentor_confirmed_at)
            yield Event("agreed" if agreement.revision == 1 else "agreed_anew", at)
    for session in sessions:
        start = session.slot.starts_at
        if session.cancelled_at and session.ending is Ending.CANCELLED:
            yield Event("cancelled", session.cancelled_at, object_id=session.id)
        elif session.cancelled_at is None and session.no_show:
            yield Event("missed", start, object_id=session.id)
        elif session.held_at:
            yield Event("held", start, words=session.agenda, object_id=session.id)
    for goal in goals:
        yield Event("goal_set", goal.written_at, goal.written_by, goal.words)
        if goal.reached_at:
            yield Event("goal_reached", goal.reached_at, words=goal.words)
    for talk in talks:
        if talk.confirmed_at:
            yield Event("talked", talk.held_at, words=talk.words)


def bookings_of(pairing: Pairing) -> int:
    """How many talks the pair has had or has booked: the number of its latest session.

    One to which nobody came counts for nothing, so its points are still those of the next.
    """
    return db.session.scalar(select(_talks_in(pairing))) or 0


def next_session_number(pairing: Pairing, now: datetime) -> int:
    """The number of the session that comes next, booked or not."""
    ahead = (
        select(func.count(Booking.id))
        .join(Booking.slot)
        .where(Booking.pairing_id == pairing.id, Booking.cancelled_at.is_(None), Slot.ends_at > now)
    )
    return (db.session.scalar(select(_talks_in(pairing) - ahead.scalar_subquery())) or 0) + 1


def _talks_in(pairing: Pairing) -> ColumnElement[int]:
    missed = select(NoShow.id).where(NoShow.booking_id == Booking.id, NoShow.disputed_at.is_(None))
    held = select(func.count(Booking.id)).where(
        Booking.pairing_id == pairing.id, Booking.cancelled_at.is_(None), ~missed.exists()
    )
    talks = select(func.count(LoggedTalk.id)).where(
        LoggedTalk.pairing_id == pairing.id, LoggedTalk.confirmed_at.is_not(None)
    )
    return held.scalar_subquery() + talks.scalar_subquery()
