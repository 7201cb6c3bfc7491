"""Starting a programme and letting people in, as the pages do it."""

from datetime import date, datetime, timedelta

from learning.cli.demo.company import Company
from learning.people.models import Person
from learning.programmes.models import (
    Enrolment,
    EnrolmentRole,
    EnrolmentState,
    Format,
    Goal,
    Programme,
)
from learning.programmes.operations import (
    apply,
    approve,
    create_programme,
    edit_formats,
    open_programme,
    run_programme,
)

TO_DECIDE = timedelta(days=1)


def start_programme(
    company: Company,
    name: str,
    goal: Goal,
    formats: list[Format],
    days_ago: int,
    span: tuple[date, date] | None = None,
) -> Programme:
    """A programme of the demo lead's, created then, open a day later and running after three."""
    lead = company["lead"]
    programme = create_programme(name, goal, lead, company.ago(days_ago))
    first, last = span or (None, None)
    edit_formats(
        programme,
        lead,
        company.ago(days_ago),
        formats=formats,
        is_evergreen=span is None,
        starts_on=first,
        ends_on=last,
    )
    open_programme(programme, lead, company.ago(days_ago - 1))
    run_programme(programme, lead, company.ago(days_ago - 3))
    return programme


def join(
    programme: Programme,
    person: Person,
    role: EnrolmentRole,
    at: datetime,
    *,
    capacity: int | None = None,
    answer: str = "",
) -> Enrolment:
    """Ask to join; `answer` is given to the first question of the role, if there is any."""
    questions = [one for one in programme.questions if one.role == role]
    return apply(
        programme,
        person,
        role,
        at,
        answers={str(questions[0].id): answer} if questions and answer else {},
        capacity=capacity,
        code_version=programme.code_version,
    )


def let_in(
    programme: Programme,
    person: Person,
    role: EnrolmentRole,
    lead: Person,
    at: datetime,
    *,
    capacity: int | None = None,
    answer: str = "",
) -> Enrolment:
    """Ask to join, and get the lead's yes a day later where one is needed."""
    enrolment = join(programme, person, role, at, capacity=capacity, answer=answer)
    if enrolment.state is EnrolmentState.APPLIED:
        approve(enrolment, lead, at + TO_DECIDE)
    return enrolment
