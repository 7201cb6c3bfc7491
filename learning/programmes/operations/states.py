"""The life of a programme, one step at a time."""

from datetime import datetime

from learning.audit.operations import record as record_audit
from learning.errors import DomainError
from learning.i18n import _
from learning.outbox import index_change
from learning.people.models import Person
from learning.programmes.models import EnrolmentState, Programme, ProgrammeState
from learning.programmes.operations.enrolments import living_enrolments, take_turn, tell
from learning.programmes.operations.writing import keep_code
from learning.programmes.rules import NEXT_STATES


class WrongStep(DomainError):
    """The programme is not where this step starts from."""


class NotReady(DomainError):
    """Something a participant must know is still missing."""


def open_programme(programme: Programme, by: Person, now: datetime) -> None:
    """Let people join. Raises WrongStep, NotReady."""
    take_turn(programme)
    if programme.state is ProgrammeState.DRAFT:
        missing = [words for _step, words in programme.gaps(now.date())]
        if missing:
            raise NotReady(
                _("It cannot open yet. %(missing)s", missing=" ".join(missing)),
            )
    if _step_to(programme, ProgrammeState.DRAFT, ProgrammeState.OPEN, "programme.edit", by, now):
        programme.opened_at = now
        keep_code(programme, now)


def run_programme(programme: Programme, by: Person, now: datetime) -> None:
    """Begin. Raises WrongStep."""
    take_turn(programme)
    _step_to(programme, ProgrammeState.OPEN, ProgrammeState.RUNNING, "programme.edit", by, now)


def wind_down(programme: Programme, by: Person, now: datetime) -> None:
    """Take nobody any more and tell everyone; pairs end from now on. Raises WrongStep."""
    take_turn(programme)
    if not _step_to(
        programme, ProgrammeState.RUNNING, ProgrammeState.CLOSING, "programme.close", by, now
    ):
        return
    for enrolment in living_enrolments(programme):
        if enrolment.state is EnrolmentState.ACTIVE:
            tell(enrolment, "winding_down", now)
        else:
            enrolment.state = EnrolmentState.DECLINED
            enrolment.decided_at, enrolment.decided_by, enrolment.ended_at = now, by.id, now
            tell(enrolment, "no_longer_joinable", now)


def close_programme(programme: Programme, by: Person, now: datetime) -> None:
    """End it and thank everyone who took part. Raises WrongStep."""
    take_turn(programme)
    if not _step_to(
        programme, ProgrammeState.CLOSING, ProgrammeState.CLOSED, "programme.close", by, now
    ):
        return
    programme.closed_at = now
    for enrolment in living_enrolments(programme):
        tell(enrolment, "closed", now)


def archive_programme(programme: Programme, by: Person, now: datetime) -> None:
    """Take it out of the lists. Raises WrongStep."""
    take_turn(programme)
    _step_to(programme, ProgrammeState.CLOSED, ProgrammeState.ARCHIVED, "programme.close", by, now)


def restore_programme(programme: Programme, by: Person, now: datetime) -> None:
    """Bring an archived programme back into the lists. Raises WrongStep."""
    take_turn(programme)
    _step_to(programme, ProgrammeState.ARCHIVED, ProgrammeState.CLOSED, "programme.close", by, now)


def _step_to(
    programme: Programme,
    start: ProgrammeState,
    end: ProgrammeState,
    action: str,
    by: Person,
    now: datetime,
) -> bool:
    """Take the step; False where the programme is there already, so that twice is harmless."""
    if programme.state is end:
        return False
    if programme.state is not start:
        raise _wrong_step(programme)
    programme.state = end
    record_audit(
        by.id, action, f"programme:{programme.id}", now, before=start.value, after=end.value
    )
    index_change("programme", programme.id, now)
    return True


def _wrong_step(programme: Programme) -> WrongStep:
    following = NEXT_STATES[programme.state]
    return WrongStep(
        _(
            "This programme is marked “%(state)s”; the only step from there is to “%(next)s”.",
            state=programme.state.label,
            next=following.label,
        )
    )
