"""What one takes part in, and codes of conduct that changed since one agreed."""

from sqlalchemy import func, or_

from learning.home.queries.tasks.lines import ME, Line, line
from learning.home.rules import Kind
from learning.programmes.models import Enrolment, EnrolmentState, Programme

_LIVING = [state for state in EnrolmentState if state.is_living]


def _agree() -> Line:
    return (
        line(Kind.AGREE, Enrolment.id, at=Enrolment.applied_at, words=Programme.name)
        .join(Programme, Programme.id == Enrolment.programme_id)
        .where(
            Enrolment.person_id == ME,
            Enrolment.state.in_(_LIVING),
            Programme.code_of_conduct != "",
            or_(Enrolment.code_version.is_(None), Enrolment.code_version != Programme.code_version),
        )
    )


def _place() -> Line:
    """In how many programmes one has a place or asked for one."""
    return line(Kind.PLACE, number=func.count(Enrolment.id)).where(
        Enrolment.person_id == ME, Enrolment.state.in_(_LIVING)
    )


LINES = (_agree(), _place())
