"""Writing a programme: five steps, each saved, back as well as forth."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.programmes import operations, policy, queries
from learning.programmes.forms import (
    AudienceForm,
    BenefitsForm,
    FormatsForm,
    GoalForm,
    StartForm,
    StepForm,
    TargetsForm,
    question_rows,
    target_rows,
)
from learning.programmes.models import EnrolmentRole, Format, Goal, Programme, ProgrammeState, Step
from learning.programmes.operations import QuestionDraft, TargetDraft
from learning.programmes.views.blueprint import bp, load, load_to_edit
from learning.web.access import access
from learning.web.limits import row_number

STEPS = list(Step)
COPIED = [state for state in ProgrammeState if state is not ProgrammeState.ARCHIVED]
MAX_COPIES = 100


@bp.route("/create", methods=["GET", "POST"])
@access("programme.create")
def create() -> ResponseReturnValue:
    if not policy.can_create(current_user):
        abort(403)
    form = StartForm(queries.catalogue(current_user, COPIED, MAX_COPIES))
    if form.validate_on_submit():
        with form.refusals():
            copied = load(form.copy_of.data) if form.copy_of.data else None
            made = operations.create_programme(
                form.name.data, Goal(form.goal.data), current_user, clock.now(), copied
            )
            db.session.commit()
            flash(_("The draft is saved. Nobody is invited before you open it."))
            return redirect(url_for("programmes.edit_goal", programme_id=made.id))
    return render_template("programmes/create.html", form=form), form.status()


@bp.route("/<int:programme_id>/edit/goal", methods=["GET", "POST"])
@access("programme.edit")
def edit_goal(programme_id: int) -> ResponseReturnValue:
    programme = load_to_edit(programme_id)
    form = GoalForm(obj=programme)

    def save() -> None:
        operations.edit_goal(
            programme,
            current_user,
            clock.now(),
            name=form.name.data,
            goal=Goal(form.goal.data),
            goal_text=form.goal_text.data or "",
        )

    return _step(Step.GOAL, programme, form, save)


@bp.route("/<int:programme_id>/edit/formats", methods=["GET", "POST"])
@access("programme.edit")
def edit_formats(programme_id: int) -> ResponseReturnValue:
    programme = load_to_edit(programme_id)
    rhythm = "evergreen" if programme.is_evergreen else "cohort"
    form = FormatsForm(obj=programme, rhythm=rhythm)

    def save() -> None:
        operations.edit_formats(
            programme,
            current_user,
            clock.now(),
            formats=[Format(value) for value in form.formats.data or ()],
            is_evergreen=form.rhythm.data == "evergreen",
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
        )

    return _step(Step.FORMATS, programme, form, save)


@bp.route("/<int:programme_id>/edit/benefits", methods=["GET", "POST"])
@access("programme.edit")
def edit_benefits(programme_id: int) -> ResponseReturnValue:
    programme = load_to_edit(programme_id)
    form = BenefitsForm(obj=programme)

    def save() -> None:
        operations.edit_benefits(
            programme,
            current_user,
            clock.now(),
            one_line=form.one_line.data or "",
            giver_benefit=form.giver_benefit.data or "",
            receiver_benefit=form.receiver_benefit.data or "",
            manager_benefit=form.manager_benefit.data or "",
        )

    return _step(Step.BENEFITS, programme, form, save)


@bp.route("/<int:programme_id>/edit/audience", methods=["GET", "POST"])
@access("programme.edit")
def edit_audience(programme_id: int) -> ResponseReturnValue:
    programme = load_to_edit(programme_id)
    form = AudienceForm(
        programme,
        queries.audience_choices(),
        data={
            **programme.audience,
            **{f"seats_{role}": number for role, number in programme.seats.items()},
            "is_approval_needed": "yes" if programme.is_approval_needed else "no",
            "mentor_capacity": programme.mentor_capacity,
            "mentors_per_mentee": programme.mentors_per_mentee,
            "questions": question_rows(programme),
            "code_of_conduct": programme.code_of_conduct,
        },
    )

    def save() -> None:
        operations.edit_audience(
            programme,
            current_user,
            clock.now(),
            audience=form.audience(),
            questions=_questions(form),
            is_approval_needed=form.is_approval_needed.data == "yes",
            seats=form.seats(),
            mentor_capacity=form.mentor_capacity.data
            if "mentor_capacity" in form
            else programme.mentor_capacity,
            mentors_per_mentee=form.mentors_per_mentee.data
            if "mentors_per_mentee" in form
            else programme.mentors_per_mentee,
            code_of_conduct=form.code_of_conduct.data or "",
        )

    heads = queries.head_count(
        form.audience() if form.is_submitted() else programme.audience, clock.now().date()
    )
    return _step(Step.AUDIENCE, programme, form, save, heads=heads)


@bp.get("/<int:programme_id>/audience-count")
@access("programme.edit")
def audience_count(programme_id: int) -> ResponseReturnValue:
    """How many people the choices in the address would invite, to be swapped into the form."""
    load_to_edit(programme_id)
    audience = {
        name: request.args.getlist(name)
        for name in ("department", "location", "language", "tenure")
    }
    heads = queries.head_count(audience, clock.now().date())
    return render_template("programmes/_audience_count.html", heads=heads)


@bp.route("/<int:programme_id>/edit/targets", methods=["GET", "POST"])
@access("programme.edit")
def edit_targets(programme_id: int) -> ResponseReturnValue:
    programme = load_to_edit(programme_id)
    form = TargetsForm(data={"targets": target_rows(programme)})

    def save() -> None:
        operations.edit_targets(
            programme,
            current_user,
            clock.now(),
            [
                TargetDraft(row["measure"], row["baseline"], row["target"], row["due_on"])
                for row in form.targets.data
                if row["measure"]
            ],
        )

    gaps = [] if programme.has_been_opened else list(programme.gaps(clock.now().date()))
    return _step(Step.TARGETS, programme, form, save, gaps=gaps)


def _step(
    step: Step, programme: Programme, form: StepForm, save: Callable[[], None], **shown: Any
) -> ResponseReturnValue:
    """Show one step, or save it and go the way the pressed button points."""
    if form.validate_on_submit():
        with form.refusals():
            save()
            db.session.commit()
            return redirect(_after(step, programme, goes_back=form.back.data))
    page = render_template(
        f"programmes/edit_{step.value}.html", programme=programme, form=form, step=step, **shown
    )
    return page, form.status()


def _after(step: Step, programme: Programme, *, goes_back: bool) -> str:
    position = STEPS.index(step) + (-1 if goes_back else 1)
    if not 0 <= position < len(STEPS):
        return url_for("programmes.programme", programme_id=programme.id)
    return url_for(f"programmes.edit_{STEPS[position].value}", programme_id=programme.id)


def _questions(form: AudienceForm) -> list[QuestionDraft]:
    return [
        QuestionDraft(
            row_number(row["question_id"] or ""),
            EnrolmentRole(row["role"]),
            row["text"],
            row["use"],
        )
        for row in form.questions.data
        if row["text"]
    ]
