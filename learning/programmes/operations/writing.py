"""Writing a programme, one step after the other. A draft is a row from the first step on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from learning.audit.operations import record as record_audit
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import notify
from learning.outbox import index_change
from learning.people.models import Person, Role
from learning.programmes.models import (
    CodeOfConduct,
    EnrolmentRole,
    Format,
    Goal,
    Programme,
    ProgrammeLead,
    ProgrammeState,
    Question,
    Step,
    Target,
)
from learning.programmes.operations.enrolments import fill_seats, living_enrolments, take_turn
from learning.programmes.rules import starter

FIRST_TARGET = timedelta(days=180)


class Incomplete(DomainError):
    """An opened programme must keep what it needed to open."""


class RoleInUse(DomainError):
    """People take part in a role that the new formats would not have."""


@dataclass(frozen=True)
class QuestionDraft:
    """A question as written; without a number it is new."""

    id: int | None
    role: EnrolmentRole
    text: str
    use: str


@dataclass(frozen=True)
class TargetDraft:
    measure: str
    baseline: float
    target: float
    due_on: date


def create_programme(
    name: str, goal: Goal, by: Person, now: datetime, copy_of: Programme | None = None
) -> Programme:
    """Start a draft from the goal's template, in the language spoken just now, or from a copy.

    A copy takes everything but dates, people and state. Whoever starts it leads it, if they may.
    """
    programme = Programme(
        name=name, goal=goal, state=ProgrammeState.DRAFT, created_at=now, created_by=by.id
    )
    if copy_of is None:
        _fill_from_starter(programme, now)
    else:
        _fill_from_copy(programme, copy_of)
    db.session.add(programme)
    if Role.PROGRAMME_LEAD in by.roles:
        programme.leads.append(ProgrammeLead(person_id=by.id, since=now))
    db.session.flush()
    record_audit(by.id, "programme.create", f"programme:{programme.id}", now)
    return programme


def edit_goal(
    programme: Programme, by: Person, now: datetime, *, name: str, goal: Goal, goal_text: str
) -> None:
    """Save the first step. Raises Incomplete."""
    programme.name, programme.goal, programme.goal_text = name, goal, goal_text
    _save(programme, Step.GOAL, by, now)


def edit_formats(
    programme: Programme,
    by: Person,
    now: datetime,
    *,
    formats: Sequence[Format],
    is_evergreen: bool,
    starts_on: date | None,
    ends_on: date | None,
) -> None:
    """Save the second step. Raises Incomplete, RoleInUse."""
    take_turn(programme)
    programme.formats = [one.value for one in Format if one in formats]
    programme.is_evergreen = is_evergreen
    programme.starts_on, programme.ends_on = starts_on, ends_on
    lost = {each.role for each in living_enrolments(programme)} - set(programme.roles)
    if lost:
        raise RoleInUse(
            _(
                "People take part as %(roles)s, and no chosen format has that role. "
                "Keep a format that does.",
                roles=", ".join(role.label for role in EnrolmentRole if role in lost),
            )
        )
    _save(programme, Step.FORMATS, by, now)


def edit_benefits(
    programme: Programme,
    by: Person,
    now: datetime,
    *,
    one_line: str,
    giver_benefit: str,
    receiver_benefit: str,
    manager_benefit: str,
) -> None:
    """Save the third step. Raises Incomplete."""
    programme.one_line = one_line
    programme.giver_benefit = giver_benefit
    programme.receiver_benefit = receiver_benefit
    programme.manager_benefit = manager_benefit
    _save(programme, Step.BENEFITS, by, now)


def edit_audience(
    programme: Programme,
    by: Person,
    now: datetime,
    *,
    audience: Mapping[str, Sequence[str]],
    questions: Sequence[QuestionDraft],
    is_approval_needed: bool,
    seats: Mapping[str, int],
    mentor_capacity: int,
    mentors_per_mentee: int,
    code_of_conduct: str,
) -> None:
    """Save the fourth step. More seats let those who wait in; a new code asks everybody anew.

    Raises Incomplete.
    """
    take_turn(programme)
    programme.audience = {field: list(values) for field, values in audience.items() if values}
    programme.is_approval_needed = is_approval_needed
    programme.seats = dict(seats)
    programme.mentor_capacity = mentor_capacity
    programme.mentors_per_mentee = mentors_per_mentee
    _set_questions(programme, questions)
    if code_of_conduct != programme.code_of_conduct:
        programme.code_of_conduct = code_of_conduct
        if programme.has_been_opened:
            programme.code_version += 1
            keep_code(programme, now)
            _ask_to_agree(programme, now)
    _save(programme, Step.AUDIENCE, by, now)
    fill_seats(programme, now)


def edit_targets(
    programme: Programme, by: Person, now: datetime, targets: Sequence[TargetDraft]
) -> None:
    """Save the fifth step; each measure stands once. Raises Incomplete."""
    known = {target.measure: target for target in programme.targets}
    wanted = {draft.measure: draft for draft in targets}
    for measure, target in known.items():
        if measure not in wanted:
            programme.targets.remove(target)
    for measure, draft in wanted.items():
        target = known.get(measure) or Target(measure=measure)
        target.baseline, target.target, target.due_on = draft.baseline, draft.target, draft.due_on
        if measure not in known:
            programme.targets.append(target)
    _save(programme, Step.TARGETS, by, now)


def keep_code(programme: Programme, now: datetime) -> None:
    """Keep the words people agree to from now on."""
    if programme.code_of_conduct:
        db.session.add(
            CodeOfConduct(
                programme_id=programme.id,
                version=programme.code_version,
                text=programme.code_of_conduct,
                since=now,
            )
        )


def _save(programme: Programme, step: Step, by: Person, now: datetime) -> None:
    db.session.flush()
    if not programme.has_been_opened:
        return
    missing = [words for _step, words in programme.gaps(now.date())]
    if missing:
        raise Incomplete(
            _(
                "People can join this programme, so it must stay complete. %(missing)s",
                missing=" ".join(missing),
            )
        )
    record_audit(by.id, "programme.edit", f"programme:{programme.id}", now, step=step.value)
    index_change("programme", programme.id, now)


def _fill_from_starter(programme: Programme, now: datetime) -> None:
    given = starter(programme.goal)
    programme.goal_text = given.goal_text
    programme.formats = [one.value for one in given.formats]
    programme.is_evergreen = given.is_evergreen
    programme.is_approval_needed = given.is_approval_needed
    programme.one_line = given.one_line
    programme.giver_benefit = given.giver_benefit
    programme.receiver_benefit = given.receiver_benefit
    programme.manager_benefit = given.manager_benefit
    programme.code_of_conduct = given.code_of_conduct
    _set_questions(programme, [QuestionDraft(None, *each) for each in given.questions])
    programme.targets = [
        Target(
            measure=measure, baseline=baseline, target=target, due_on=(now + FIRST_TARGET).date()
        )
        for measure, baseline, target in given.targets
    ]


def _fill_from_copy(programme: Programme, other: Programme) -> None:
    programme.goal_text = other.goal_text
    programme.formats = list(other.formats)
    programme.is_evergreen = other.is_evergreen
    programme.one_line = other.one_line
    programme.giver_benefit = other.giver_benefit
    programme.receiver_benefit = other.receiver_benefit
    programme.manager_benefit = other.manager_benefit
    programme.audience = {field: list(values) for field, values in other.audience.items()}
    programme.is_approval_needed = other.is_approval_needed
    programme.seats = dict(other.seats)
    programme.mentor_capacity = other.mentor_capacity
    programme.mentors_per_mentee = other.mentors_per_mentee
    programme.code_of_conduct = other.code_of_conduct
    _set_questions(
        programme, [QuestionDraft(None, one.role, one.text, one.use) for one in other.questions]
    )
    programme.targets = [
        Target(measure=one.measure, baseline=one.baseline, target=one.target, due_on=one.due_on)
        for one in other.targets
    ]


def _set_questions(programme: Programme, drafts: Sequence[QuestionDraft]) -> None:
    """Make these the questions. A question keeps its number, and with it the answers it has."""
    known = {question.id: question for question in programme.questions if question.id}
    kept = []
    for position, draft in enumerate(drafts):
        question = known.get(draft.id or 0) or Question()
        question.role, question.text, question.use = draft.role, draft.text, draft.use
        question.position = position
        kept.append(question)
    programme.questions = kept


def _ask_to_agree(programme: Programme, now: datetime) -> None:
    for person_id in {each.person_id for each in living_enrolments(programme)}:
        notify(
            person_id,
            "programmes.code_changed",
            {"programme": programme.name},
            link=("programmes.programme", {"programme_id": programme.id}),
            dedupe_key=f"programmes.code_changed:{programme.id}:{programme.code_version}:{person_id}",
            now=now,
        )
