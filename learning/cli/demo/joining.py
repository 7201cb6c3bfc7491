"""Starting a programme and letting people in, as the pages do it."""

from collections.abc import Generator, Sequence
from datetime import date, datetime, timedelta

from learning.cli.demo.company import Company, Story
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
) -> Generator[datetime, None, Programme]:
    """A programme of the demo lead's, created then, open a day later and running after three."""
    lead = company["lead"]
    yield (now := company.ago(days_ago))
    programme = create_programme(name, goal, lead, now)
    first, last = span or (None, None)
    edit_formats(
        programme,
        lead,
        now,
        formats=formats,
        is_evergreen=span is None,
        starts_on=first,
        ends_on=last,
    )
    yield (now := company.ago(days_ago - 1))
    open_programme(programme, lead, now)
    yield (now := company.ago(days_ago - 3))
    run_programme(programme, lead, now)
    return programme


def join(
    programme: Programme,
    person: Person,
    role: EnrolmentRole,
    at: datetime,
    *,
    capacity: int | None = None,
    answer: str = "",
    goals: Sequence[str] = (),
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
        goals=goals,
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
    goals: Sequence[str] = (),
) -> Story:
    """Ask to join, and get the lead's yes a day later where one is needed."""
    yield at
    enrolment = join(programme, person, role, at, capacity=capacity, answer=answer, goals=goals)
    if enrolment.state is EnrolmentState.APPLIED:
        yield at + TO_DECIDE
        approve(enrolment, lead, at + TO_DECIDE)
