"""Who is to have somebody else, who is asked whether it fits, and which mentors are silent."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from learning.extensions import db
from learning.mentoring import policy
from learning.mentoring.models import (
    Booking,
    Fit,
    FitQuestion,
    Match,
    MatchState,
    Pairing,
    PairingKind,
    Rematch,
    RematchState,
    SilenceQuestion,
    Slot,
)
from learning.people.models import Person
from learning.programmes.models import (
    Enrolment,
    EnrolmentRole,
    EnrolmentState,
    Programme,
    ProgrammeState,
)
from learning.programmes.queries import order_of_waiting

ASK_AGAIN_AFTER = timedelta(days=14)
LATEST_FIRST_QUESTION = timedelta(days=30)  # old pairs are not asked what they know
SILENCES = 2
SILENCE_WINDOW = timedelta(days=60)
SILENCE_TO_HIDE = timedelta(days=7)
QUIET_PAIR = timedelta(days=14)


def open_rematch_of(person_id: int, programme_id: int) -> Rematch | None:
    """The person's search for somebody else that is asked for or under way."""
    query = select(Rematch).where(
        Rematch.person_id == person_id,
        Rematch.programme_id == programme_id,
        Rematch.state.in_((RematchState.ASKED, RematchState.OPEN)),
    )
    return db.session.scalar(query)


def rematches_without_ground() -> list[Rematch]:
    """Open ones that have come to nothing or to their end without anybody saying so.

    The person or the programme is out, the pair in question has ended, or a mentor is there.
    """
    takes_part = (
        select(Enrolment.id)
        .join(Enrolment.person)
        .where(
            Enrolment.programme_id == Rematch.programme_id,
            Enrolment.person_id == Rematch.person_id,
            Enrolment.role == EnrolmentRole.MENTEE,
            Enrolment.state == EnrolmentState.ACTIVE,
            Person.deactivated_at.is_(None),
        )
        .exists()
    )
    has_mentor = (
        select(Pairing.id)
        .where(
            Pairing.programme_id == Rematch.programme_id,
            Pairing.mentee_id == Rematch.person_id,
            Pairing.ended_at.is_(None),
            Pairing.kind != PairingKind.TANDEM,
        )
        .exists()
    )
    joinable = select(Programme.id).where(
        Programme.state.in_((ProgrammeState.OPEN, ProgrammeState.RUNNING))
    )
    query = select(Rematch).where(
        or_(
            Rematch.state.in_((RematchState.ASKED, RematchState.OPEN))
            & (~takes_part | Rematch.programme_id.not_in(joinable)),
            (Rematch.state == RematchState.ASKED) & ~has_mentor,
            (Rematch.state == RematchState.OPEN) & has_mentor,
        )
    )
    return list(db.session.scalars(query))


def rematches_to_decide(programme: Programme) -> list[Rematch]:
    """What waits for a lead's yes, the oldest first."""
    query = (
        select(Rematch)
        .where(Rematch.programme_id == programme.id, Rematch.state == RematchState.ASKED)
        .options(
            joinedload(Rematch.person),
            joinedload(Rematch.pairing).options(
                joinedload(Pairing.mentee), joinedload(Pairing.mentor)
            ),
        )
        .order_by(Rematch.asked_at, Rematch.id)
    )
    return list(db.session.scalars(query))


def rematch_for(person: Person, rematch_id: int) -> Rematch | None:
    """The request for somebody else, to a lead of its programme; None to anybody else."""
    query = (
        select(Rematch)
        .where(Rematch.id == rematch_id)
        .options(
            joinedload(Rematch.person),
            joinedload(Rematch.programme),
            joinedload(Rematch.pairing).options(
                joinedload(Pairing.mentee), joinedload(Pairing.mentor)
            ),
        )
    )
    found = db.session.scalar(query)
    return found if found and policy.can_run_matches(person, found.programme) else None


def rematching(programme: Programme) -> set[int]:
    """Who of the programme is looked for somebody else just now."""
    query = select(Rematch.person_id).where(
        Rematch.programme_id == programme.id, Rematch.state == RematchState.OPEN
    )
    return set(db.session.scalars(query))


def waiting_in(programme: Programme, limit: int, offset: int = 0) -> list[Enrolment]:
    """Mentees of the programme without a mentor, in the order in which they are considered."""
    query = (
        _waiting(programme)
        .order_by(*_line(programme))
        .options(contains_eager(Enrolment.person))
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def place_in_line(enrolment: Enrolment) -> int | None:
    """At which place this mentee waits for a mentor, from 1; None if they do not wait."""
    programme = enrolment.programme
    query = _waiting(programme).order_by(*_line(programme)).with_only_columns(Enrolment.id)
    line = list(db.session.scalars(query))
    return line.index(enrolment.id) + 1 if enrolment.id in line else None


def waiting_in_count(programme: Programme) -> int:
    query = _waiting(programme).with_only_columns(func.count(Enrolment.id))
    return db.session.scalar(query) or 0


def fit_question_of(person: Person, pairing: Pairing) -> FitQuestion | None:
    """The question on this pair that the person has not answered yet."""
    query = (
        select(FitQuestion)
        .where(
            FitQuestion.pairing_id == pairing.id,
            FitQuestion.person_id == person.id,
            FitQuestion.answered_at.is_(None),
        )
        .order_by(FitQuestion.turn.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def fits_to_answer(person: Person) -> list[FitQuestion]:
    """Every such question of a running pair, the oldest first."""
    query = (
        select(FitQuestion)
        .join(FitQuestion.pairing)
        .where(
            FitQuestion.person_id == person.id,
            FitQuestion.answered_at.is_(None),
            Pairing.ended_at.is_(None),
        )
        .options(
            contains_eager(FitQuestion.pairing).options(
                joinedload(Pairing.mentee), joinedload(Pairing.mentor)
            )
        )
        .order_by(FitQuestion.asked_at, FitQuestion.id)
    )
    return list(db.session.scalars(query))


def sides_to_ask_for_fit(now: datetime) -> list[tuple[Pairing, Person, int]]:
    """Pair, side and turn: after the first session, and a fortnight after "I cannot say yet"."""
    first_session = (
        select(func.min(Slot.starts_at))
        .join(Booking, Booking.slot_id == Slot.id)
        .where(Booking.pairing_id == Pairing.id, Booking.held_at.is_not(None))
        .scalar_subquery()
    )
    query = (
        select(Pairing, first_session)
        .where(
            Pairing.ended_at.is_(None),
            Pairing.kind != PairingKind.TANDEM,
            first_session.is_not(None),
        )
        .options(
            joinedload(Pairing.mentee), joinedload(Pairing.mentor), joinedload(Pairing.programme)
        )
        .order_by(Pairing.id)
    )
    latest = dict[tuple[int, int], FitQuestion]()
    asked = select(FitQuestion).join(FitQuestion.pairing).where(Pairing.ended_at.is_(None))
    for one in db.session.scalars(asked.order_by(FitQuestion.turn)):
        latest[one.pairing_id, one.person_id] = one
    found = list[tuple[Pairing, Person, int]]()
    for pairing, met_at in db.session.execute(query):
        for person in (pairing.mentee, pairing.mentor):
            last = latest.get((pairing.id, person.id))
            if last is None and met_at > now - LATEST_FIRST_QUESTION:
                found.append((pairing, person, 1))
            elif (
                last is not None
                and last.answer is Fit.DECIDING
                and last.answered_at is not None
                and last.answered_at <= now - ASK_AGAIN_AFTER
            ):
                found.append((pairing, person, last.turn + 1))
    return found


def silent_mentors(now: datetime) -> list[Enrolment]:
    """Mentors who let two requests run out in sixty days and were not asked since."""
    asked_last = (
        select(func.max(SilenceQuestion.asked_at))
        .where(SilenceQuestion.enrolment_id == Enrolment.id)
        .scalar_subquery()
    )
    query = (
        select(Enrolment)
        .join(Match, (Match.mentor_id == Enrolment.person_id))
        .join(Enrolment.person)
        .where(
            Match.programme_id == Enrolment.programme_id,
            Enrolment.role == EnrolmentRole.MENTOR,
            Enrolment.state == EnrolmentState.ACTIVE,
            Enrolment.hidden_at.is_(None),
            or_(Enrolment.paused_until.is_(None), Enrolment.paused_until <= now.date()),
            Person.deactivated_at.is_(None),
            Match.state == MatchState.EXPIRED,
            Match.mentor_accepted_at.is_(None),
            Match.closed_at > now - SILENCE_WINDOW,
            or_(asked_last.is_(None), Match.closed_at > asked_last),
        )
        .group_by(Enrolment.id)
        .having(func.count(Match.id) >= SILENCES)
        .order_by(Enrolment.id)
    )
    return list(db.session.scalars(query))


def silence_questions(enrolment: Enrolment) -> list[SilenceQuestion]:
    """What this mentor was asked and has not answered."""
    query = select(SilenceQuestion).where(
        SilenceQuestion.enrolment_id == enrolment.id, SilenceQuestion.answered_at.is_(None)
    )
    return list(db.session.scalars(query))


def silence_to_hide(now: datetime) -> list[SilenceQuestion]:
    """Questions without an answer for seven days."""
    query = (
        select(SilenceQuestion)
        .join(SilenceQuestion.enrolment)
        .where(
            SilenceQuestion.answered_at.is_(None),
            SilenceQuestion.asked_at <= now - SILENCE_TO_HIDE,
            Enrolment.hidden_at.is_(None),
            Enrolment.state == EnrolmentState.ACTIVE,
        )
        .options(contains_eager(SilenceQuestion.enrolment).joinedload(Enrolment.programme))
    )
    return list(db.session.scalars(query))


def quiet_pairings(person: Person, now: datetime) -> list[Pairing]:
    """The mentee's running pairs in which nothing has been held or booked for a fortnight."""
    since = now - QUIET_PAIR
    recent = (
        select(Booking.id)
        .join(Booking.slot)
        .where(
            Booking.pairing_id == Pairing.id,
            Booking.cancelled_at.is_(None),
            or_(Slot.ends_at > since, Booking.booked_at > since),
        )
        .exists()
    )
    query = (
        select(Pairing)
        .where(
            Pairing.mentee_id == person.id,
            Pairing.ended_at.is_(None),
            Pairing.kind != PairingKind.TANDEM,
            Pairing.started_at <= since,
            ~recent,
        )
        .options(joinedload(Pairing.mentor), joinedload(Pairing.programme))
        .order_by(Pairing.started_at)
    )
    return list(db.session.scalars(query))


def running_pairings_in_role(enrolment: Enrolment) -> list[Pairing]:
    """The pairs that this person has in this role of this programme."""
    is_mentor = enrolment.role is EnrolmentRole.MENTOR
    side: ColumnElement[int] = (
        Pairing.mentor_id if is_mentor else Pairing.mentee_id  # type: ignore[assignment]
    )
    query = (
        select(Pairing)
        .where(
            Pairing.programme_id == enrolment.programme_id,
            Pairing.kind != PairingKind.TANDEM,
            side == enrolment.person_id,
            Pairing.ended_at.is_(None),
        )
        .options(
            joinedload(Pairing.mentee), joinedload(Pairing.mentor), joinedload(Pairing.programme)
        )
        .order_by(Pairing.id)
    )
    return list(db.session.scalars(query))


def _line(programme: Programme) -> tuple[SQLColumnExpression[Any], ...]:
    anew = select(Rematch.person_id).where(
        Rematch.programme_id == programme.id, Rematch.state == RematchState.OPEN
    )
    return (Enrolment.person_id.not_in(anew), *order_of_waiting(programme))


def _waiting(programme: Programme) -> Select[Enrolment]:
    paired = select(Pairing.mentee_id).where(
        Pairing.programme_id == programme.id,
        Pairing.ended_at.is_(None),
        Pairing.kind != PairingKind.TANDEM,
    )
    return (
        select(Enrolment)
        .join(Enrolment.person)
        .where(
            Enrolment.programme_id == programme.id,
            Enrolment.role == EnrolmentRole.MENTEE,
            Enrolment.state == EnrolmentState.ACTIVE,
            Person.deactivated_at.is_(None),
            Enrolment.person_id.not_in(paired),
        )
    )
