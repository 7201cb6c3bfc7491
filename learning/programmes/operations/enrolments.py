"""Joining and leaving. Everybody who changes who is in takes a turn at the programme's row."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from learning.activity.operations import record as record_fact
from learning.audit.operations import record as record_audit
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import notify
from learning.people.models import Person
from learning.programmes import queries
from learning.programmes.models import Enrolment, EnrolmentRole, EnrolmentState, Programme


class NotJoinable(DomainError):
    """The programme takes nobody just now."""


class RoleNotOffered(DomainError):
    """None of the programme's formats has this role."""


class AlreadyEnrolled(DomainError):
    """This person is in, or on the way in, already."""


class CodeChanged(DomainError):
    """The code of conduct that was agreed to is not the one that holds."""


class AlreadyDecided(DomainError):
    """Somebody else has decided, or the person has left meanwhile."""


def take_turn(programme: Programme) -> None:
    """Wait until nobody else changes who is in, and see the programme as it is now."""
    db.session.refresh(programme, with_for_update=True)


def apply(
    programme: Programme,
    person: Person,
    role: EnrolmentRole,
    now: datetime,
    *,
    answers: Mapping[str, str],
    capacity: int | None = None,
    goals: Collection[str] = (),
    code_version: int | None = None,
) -> Enrolment:
    """Ask to join in a role; where no lead's yes is needed the person is in, or waits for a seat.

    Whoever was declined or removed before needs a lead's yes everywhere. `answers` goes from
    question number to text. Raises NotJoinable, RoleNotOffered, CodeChanged, AlreadyEnrolled.
    """
    take_turn(programme)
    if not programme.is_joinable:
        raise not_joinable(programme)
    if role not in programme.roles:
        raise RoleNotOffered(_("This programme has no such role. Choose one of those it offers."))
    if programme.code_of_conduct and code_version != programme.code_version:
        raise CodeChanged(
            _("The code of conduct has changed while you were reading. Please read it once more.")
        )
    known = db.session.scalar(
        select(Enrolment).where(
            Enrolment.programme_id == programme.id,
            Enrolment.person_id == person.id,
            Enrolment.role == role,
        )
    )
    if known is not None and known.state.is_living:
        raise AlreadyEnrolled(
            _("You have joined in this role already. Your place is shown on the programme's page.")
        )
    was_refused = known is not None and known.state in {
        EnrolmentState.DECLINED,
        EnrolmentState.REMOVED,
    }
    enrolment = known or Enrolment(programme_id=programme.id, person_id=person.id, role=role)
    enrolment.state = EnrolmentState.APPLIED
    enrolment.answers = dict(answers)
    enrolment.capacity = capacity
    enrolment.goals = list(goals)
    enrolment.code_version = programme.code_version if programme.code_of_conduct else None
    enrolment.applied_at = now
    enrolment.decided_at = enrolment.decided_by = None
    enrolment.ended_at = enrolment.leave_reason = None
    db.session.add(enrolment)
    db.session.flush()
    if programme.is_approval_needed or was_refused:
        _tell_leads(programme, now)
    else:
        _give_seat(programme, enrolment, now)
    return enrolment


def approve(enrolment: Enrolment, by: Person, now: datetime) -> None:
    """Say yes: the person is in, or waits for a seat, and is told. Twice is harmless.

    Raises AlreadyDecided, NotJoinable.
    """
    programme = _take_turn_for(enrolment)
    if enrolment.state in {EnrolmentState.ACTIVE, EnrolmentState.WAITING}:
        return
    if enrolment.state is not EnrolmentState.APPLIED:
        raise _already_decided(enrolment)
    if not programme.is_joinable:
        raise not_joinable(programme)
    enrolment.decided_at, enrolment.decided_by = now, by.id
    has_seat = _give_seat(programme, enrolment, now)
    tell(enrolment, "enrolled" if has_seat else "waiting", now)
    _audit("enrolment.approve", enrolment, by, now, decision="approved")


def decline(enrolment: Enrolment, by: Person, words: str, now: datetime) -> None:
    """Say no, kindly, and tell the person. Twice is harmless. Raises AlreadyDecided."""
    _take_turn_for(enrolment)
    if enrolment.state is EnrolmentState.DECLINED:
        return
    if enrolment.state not in {EnrolmentState.APPLIED, EnrolmentState.WAITING}:
        raise _already_decided(enrolment)
    enrolment.state = EnrolmentState.DECLINED
    enrolment.decided_at, enrolment.decided_by, enrolment.ended_at = now, by.id, now
    tell(enrolment, "declined", now, words=words)
    _audit("enrolment.approve", enrolment, by, now, decision="declined")


def remove(enrolment: Enrolment, by: Person, words: str, now: datetime) -> None:
    """End somebody's part, tell them why, and let the next one in. Twice is harmless.

    Raises AlreadyDecided.
    """
    programme = _take_turn_for(enrolment)
    if enrolment.state is EnrolmentState.REMOVED:
        return
    if enrolment.state is not EnrolmentState.ACTIVE:
        raise _already_decided(enrolment)
    enrolment.state = EnrolmentState.REMOVED
    enrolment.decided_at, enrolment.decided_by, enrolment.ended_at = now, by.id, now
    tell(enrolment, "removed", now, words=words)
    _audit("enrolment.remove", enrolment, by, now)
    _note_leaving(enrolment, now)
    fill_seats(programme, now)


def withdraw(enrolment: Enrolment, now: datetime, reason: str | None = None) -> None:
    """Leave, at any time and without giving a reason; the next one moves up. Twice is harmless."""
    programme = _take_turn_for(enrolment)
    if not enrolment.state.is_living:
        return
    was_in = enrolment.state is EnrolmentState.ACTIVE
    enrolment.state = EnrolmentState.WITHDRAWN
    enrolment.ended_at, enrolment.leave_reason = now, reason
    if was_in:
        _note_leaving(enrolment, now)
    db.session.flush()
    fill_seats(programme, now)


def agree_to_code(enrolment: Enrolment, version: int, now: datetime) -> None:
    """Agree to the code of conduct as it stands now. Raises CodeChanged if it moved on again."""
    programme = _take_turn_for(enrolment)
    if version != programme.code_version:
        raise CodeChanged(
            _("The code of conduct has changed while you were reading. Please read it once more.")
        )
    if enrolment.code_version != version:
        enrolment.code_version = version
        record_fact(
            enrolment.person_id, "code_agreed", "programme", programme.id, now, programme.id
        )


def set_priority(enrolment: Enrolment, by: Person, priority: int, now: datetime) -> None:
    """State how soon somebody who waits comes: 1 before the others, 0 in line; twice is once."""
    _take_turn_for(enrolment)
    if enrolment.priority != priority:
        enrolment.priority = priority
        _audit("enrolment.approve", enrolment, by, now, priority=str(priority))


def fill_seats(programme: Programme, now: datetime) -> None:
    """Let those who wait in, as far as there are seats, and tell them.

    Who waits longest comes first, or who has the highest stated priority where the programme goes
    by that.
    """
    if not programme.is_joinable:
        return
    db.session.flush()
    free = queries.free_seats(programme)
    waiting = db.session.scalars(
        select(Enrolment)
        .join(Enrolment.person)
        .where(
            Enrolment.programme_id == programme.id,
            Enrolment.state == EnrolmentState.WAITING,
            Person.deactivated_at.is_(None),
        )
        .order_by(*queries.order_of_waiting(programme))
    )
    for enrolment in waiting.all():
        left = free.get(enrolment.role)
        if left == 0:
            continue
        if left is not None:
            free[enrolment.role] = left - 1
        _let_in(enrolment, now)
        tell(enrolment, "seat_free", now)


def fill_all_seats(now: datetime) -> None:
    """Fill what has become free without anybody saying so, as when somebody left the company."""
    waits = select(Enrolment.programme_id).where(Enrolment.state == EnrolmentState.WAITING)
    for programme in db.session.scalars(select(Programme).where(Programme.id.in_(waits))).all():
        take_turn(programme)
        fill_seats(programme, now)


def tell(enrolment: Enrolment, notice: str, now: datetime, **facts: str) -> None:
    """Owe the person one of the notices about their place."""
    notify(
        enrolment.person_id,
        f"programmes.{notice}",
        {"programme": enrolment.programme.name, "role": enrolment.role.value, **facts},
        link=("programmes.programme", {"programme_id": enrolment.programme_id}),
        dedupe_key=f"programmes.{notice}:{enrolment.id}:{enrolment.applied_at.isoformat()}",
        now=now,
    )


def living_enrolments(
    programme: Programme, states: Iterable[EnrolmentState] = ()
) -> list[Enrolment]:
    """Enrolments something is still to come of, in these states or in any."""
    wanted = list(states) or [state for state in EnrolmentState if state.is_living]
    query = (
        select(Enrolment)
        .where(Enrolment.programme_id == programme.id, Enrolment.state.in_(wanted))
        .order_by(Enrolment.id)
    )
    return list(db.session.scalars(query))


def _take_turn_for(enrolment: Enrolment) -> Programme:
    take_turn(enrolment.programme)
    db.session.refresh(enrolment)
    return enrolment.programme


def _give_seat(programme: Programme, enrolment: Enrolment, now: datetime) -> bool:
    """Let the person in if there is a seat, else onto the waiting list; returns which."""
    has_seat = queries.free_seats(programme)[enrolment.role] != 0
    if has_seat:
        _let_in(enrolment, now)
    else:
        enrolment.state = EnrolmentState.WAITING
    return has_seat


def _let_in(enrolment: Enrolment, now: datetime) -> None:
    enrolment.state = EnrolmentState.ACTIVE
    programme_id = enrolment.programme_id
    record_fact(enrolment.person_id, "enrolled", "programme", programme_id, now, programme_id)


def _note_leaving(enrolment: Enrolment, now: datetime) -> None:
    programme_id = enrolment.programme_id
    record_fact(enrolment.person_id, "left", "programme", programme_id, now, programme_id)


def _tell_leads(programme: Programme, now: datetime) -> None:
    """Say how many wait for a yes: one line per queue, until the queue has been worked off."""
    pending = living_enrolments(programme, [EnrolmentState.APPLIED])
    for lead in programme.leads:
        if not lead.is_able:
            continue
        notify(
            lead.person_id,
            "programmes.applied",
            {"programme": programme.name, "number": len(pending)},
            link=("programmes.enrolments", {"programme_id": programme.id}),
            dedupe_key=f"programmes.applied:{lead.person_id}:{pending[0].id}:"
            f"{pending[0].applied_at.isoformat()}",
            now=now,
        )


def _audit(action: str, enrolment: Enrolment, by: Person, now: datetime, **details: str) -> None:
    record_audit(
        by.id,
        action,
        f"enrolment:{enrolment.id}",
        now,
        programme=enrolment.programme_id,
        person=enrolment.person_id,
        role=enrolment.role.value,
        **details,
    )


def not_joinable(programme: Programme) -> NotJoinable:
    return NotJoinable(
        _(
            "Nobody can join this programme just now: it is marked “%(state)s”. "
            "See which others are open.",
            state=programme.state.label,
        )
    )


def _already_decided(enrolment: Enrolment) -> AlreadyDecided:
    return AlreadyDecided(
        _(
            "Nothing was changed: this enrolment is marked “%(state)s” by now.",
            state=enrolment.state.label,
        )
    )
