"""Opening a clinic, asking, helping. The caller commits."""

from datetime import datetime, time, timedelta

from sqlalchemy.exc import IntegrityError

from learning.activity.operations import record
from learning.audit import operations as audit
from learning.clinics import policy, queries
from learning.clinics.models import Case, Clinic
from learning.clinics.rules import CLAIM_MINUTES
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _, moment
from learning.notifications.operations import notify, withdraw_notice
from learning.people.models import Person, Skill
from learning.programmes.models import Programme
from learning.scheduling.operations import lock_people
from learning.scheduling.queries import reminder_choice_of
from learning.scheduling.rules.reminders import after_quiet

CALLED_BEFORE = timedelta(hours=1)


class ClinicClosed(DomainError):
    """The clinic does not sit any more."""


class CaseTaken(DomainError):
    """Another helper is at it."""


class CaseClosed(DomainError):
    """The case is solved or taken back."""


class NotSitting(DomainError):
    """The open hour has not begun."""


class OneAtATime(DomainError):
    """A helper has one case at a time."""


def open_clinic(
    programme: Programme,
    by: Person,
    *,
    name: str,
    weekday: int,
    at: time,
    minutes: int,
    place: str,
    now: datetime,
) -> Clinic:
    """A weekly open hour, on the clock of who opens it."""
    clinic = Clinic(
        programme_id=programme.id,
        name=name,
        weekday=weekday,
        at=at,
        minutes=minutes,
        timezone=by.timezone or "UTC",
        place=place,
        opened_by=by.id,
        opened_at=now,
    )
    db.session.add(clinic)
    db.session.flush()
    return clinic


def close_clinic(clinic: Clinic, by: Person, now: datetime) -> None:
    """The clinic does not sit any more; what waits is given back. Twice is once."""
    if clinic.closed_at is not None:
        return
    clinic.closed_at = now
    for case in queries.queue_of(clinic):
        case.closed_at = now
        _tell(case, case.asker_id, "clinic_closed", now, clinic=clinic.name)
    audit.record(by.id, "clinic.schedule", f"clinic:{clinic.id}", now, closed=True)


def ask(clinic: Clinic, by: Person, skill: Skill, words: str, now: datetime) -> Case:
    """Put a case into the queue; whoever has one open gets that one. Raises ClinicClosed."""
    if clinic.closed_at is not None:
        raise ClinicClosed(_("This clinic does not sit any more. Choose another."))
    known = queries.own_case(by, clinic)
    if known is not None:
        return known
    case = Case(clinic_id=clinic.id, asker_id=by.id, skill_id=skill.id, words=words, asked_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(case)
    except IntegrityError:  # the same person at the same moment
        found = queries.own_case(by, clinic)
        if found is None:
            raise
        return found
    record(by.id, "clinic_asked", "clinic_case", case.id, now, clinic.programme_id)
    call_helpers(clinic, skill.id, now)
    return case


def edit_case(case: Case, skill: Skill, words: str, now: datetime) -> None:
    """Say it better while nobody is at it; it keeps its place. Raises CaseTaken, CaseClosed."""
    lock_people([case.asker_id])
    _refresh(case)
    _check_open(case)
    if case.is_claimed(now):
        raise CaseTaken(_("Somebody is helping you already. Tell them what has changed."))
    before = case.skill_id
    case.words, case.skill_id = words, skill.id
    db.session.flush()
    for skill_id in {before, skill.id}:
        call_helpers(case.clinic, skill_id, now)


def withdraw_case(case: Case, now: datetime) -> None:
    """The guest does not need help any more. Twice is once."""
    _refresh(case)
    if case.closed_at is None:
        case.closed_at = now
        db.session.flush()
        call_helpers(case.clinic, case.skill_id, now)


def claim_case(case: Case, by: Person, now: datetime) -> None:
    """Take the case for half an hour of the open hour; the guest is told.

    Rivals wait for each other at the guest's row; the unique index on claims stands behind it.
    Raises NotSitting, CaseTaken, CaseClosed, OneAtATime. Claiming again what one has is harmless.
    """
    lock_people([case.asker_id, by.id])
    _refresh(case)
    _check_open(case)
    if case.is_claimed(now):
        if case.claimed_by == by.id:
            return
        raise CaseTaken(_("Somebody else is at it already. Choose another case."))
    sitting = case.clinic.sitting(now)
    if not sitting.is_open(now):
        raise NotSitting(
            _(
                "The clinic sits from %(time)s on. Cases are taken while it sits.",
                time=moment(sitting.starts_at),
            )
        )
    other = queries.claim_of(by)
    if other is not None and other.id != case.id:
        if other.is_claimed(now):
            raise OneAtATime(_("You are at another case. Solve it or give it back first."))
        other.claimed_by = other.claimed_until = None
        db.session.flush()
    case.claimed_by, case.claimed_until = by.id, now + timedelta(minutes=CLAIM_MINUTES)
    db.session.flush()
    call_helpers(case.clinic, case.skill_id, now)
    _tell(
        case,
        case.asker_id,
        "case_claimed",
        now,
        helper=by.name,
        place=case.clinic.place,
        key=str(by.id),
    )


def hand_on(case: Case, by: Person, hint: str, now: datetime) -> None:
    """Give the case back with a hint for the next helper; it keeps its place in the queue.

    Raises CaseClosed.
    """
    lock_people([case.asker_id, by.id])
    _refresh(case)
    _check_open(case)
    case.claimed_by = case.claimed_until = None
    case.hint = hint
    db.session.flush()
    call_helpers(case.clinic, case.skill_id, now)
    _tell(case, case.asker_id, "case_handed_on", now, helper=by.name, key=now.isoformat())


def solve_case(case: Case, by: Person, answer: str, now: datetime) -> None:
    """Close the case with what helped. Raises CaseClosed where it was taken back; twice is once."""
    lock_people([case.asker_id, by.id])
    _refresh(case)
    if case.solved_at is not None:
        return
    _check_open(case)
    case.solved_by = case.claimed_by if case.is_claimed(now) else None
    case.answer, case.solved_at, case.closed_at = answer, now, now
    record(case.asker_id, "clinic_helped", "clinic_case", case.id, now, case.clinic.programme_id)
    if case.solved_by is not None:
        record(case.solved_by, "clinic_solved", "clinic_case", case.id, now)
    for person_id in {case.asker_id, case.solved_by} - {by.id, None}:
        if person_id is not None:
            _tell(case, person_id, "case_solved", now, other=by.name)


def thank(case: Case, words: str, now: datetime) -> None:
    """The guest thanks who solved it; a later word takes the place of an earlier one."""
    case.thanks = words
    if case.solved_by is not None:
        _tell(case, case.solved_by, "case_thanked", now, other=case.asker.name, words=words)


def call_helpers(clinic: Clinic, skill_id: int, now: datetime) -> None:
    """Tell those who could help with this skill how many cases wait for them: once a sitting.

    An hour before it, or at once while it sits; never in their quiet hours. Where nothing waits
    for somebody any more they hear nothing.
    """
    sitting = clinic.sitting(now)
    waiting = [one for one in queries.queue_of(clinic) if not one.is_claimed(now)]
    for helper, taught in queries.helpers_of(clinic, skill_id).items():
        key = f"clinics.cases_wait:{clinic.id}:{helper.id}:{sitting.starts_at.isoformat()}"
        cases = [one for one in waiting if policy.can_claim(helper, one, taught)]
        if not cases:
            withdraw_notice(key, now)
            continue
        due_at = max(now, sitting.starts_at - CALLED_BEFORE)
        due_at = after_quiet(due_at, reminder_choice_of(helper.id), helper.timezone)
        notify(
            helper.id,
            "clinics.cases_wait",
            {
                "clinic": clinic.name,
                "count": len(cases),
                "question": cases[0].words,
                "starts_at": sitting.starts_at.isoformat(),
                "place": clinic.place,
            },
            link=("clinics.clinic", {"clinic_id": clinic.id}),
            dedupe_key=key,
            now=now,
            due_at=due_at,
            moot_at=sitting.ends_at,
        )


def _refresh(case: Case) -> None:
    db.session.refresh(case, with_for_update={"of": Case})


def _check_open(case: Case) -> None:
    if not case.is_open:
        raise CaseClosed(_("This case is closed: it was solved or taken back."))


def _tell(
    case: Case, person_id: int, notice: str, now: datetime, *, key: str = "", **facts: str
) -> None:
    notify(
        person_id,
        f"clinics.{notice}",
        {"question": case.words, **facts},
        link=("clinics.case", {"case_id": case.id}),
        dedupe_key=f"clinics.{notice}:{case.id}:{person_id}:{key}",
        now=now,
    )
