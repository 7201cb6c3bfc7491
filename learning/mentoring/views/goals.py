"""Goals of a pairing, how far they are, their tasks, and the milestones of the programme."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import operations, policy, queries
from learning.mentoring.forms import ActionForm, GoalForm, JudgeForm
from learning.mentoring.models import Goal, GoalMode, Pairing
from learning.mentoring.views.blueprint import bp, check_token, load_pairing
from learning.web.access import access


@bp.get("/pairings/<int:pairing_id>/goals")
@access("pair.goal_view")
def goals(pairing_id: int) -> ResponseReturnValue:
    return _goals(load_pairing(pairing_id), GoalForm())


@bp.post("/pairings/<int:pairing_id>/goals/add")
@access("pair.goal_edit")
def add_goal(pairing_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    form = GoalForm()
    if form.validate_on_submit():
        with form.refusals():
            made = operations.add_goal(
                found,
                current_user,
                form.words.data,
                form.due_on.data,
                clock.now(),
                GoalMode(form.mode.data),
            )
            db.session.commit()
            flash(_("The goal is written down."))
            return redirect(url_for("mentoring.goal", pairing_id=pairing_id, goal_id=made.id))
    return _goals(found, form)


@bp.get("/pairings/<int:pairing_id>/goals/<int:goal_id>")
@access("pair.goal_view")
def goal(pairing_id: int, goal_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    return _goal(found, queries.goal_of(found, goal_id) or abort(404))


@bp.post("/pairings/<int:pairing_id>/goals/<int:goal_id>/judge")
@access("pair.goal_edit")
def judge_goal(pairing_id: int, goal_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    target = queries.goal_of(found, goal_id) or abort(404)
    form = JudgeForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.judge_goal(
                target, found, current_user, form.percent.data, form.comment.data, clock.now()
            )
            db.session.commit()
            flash(_("Noted."))
            return redirect(url_for("mentoring.goal", pairing_id=pairing_id, goal_id=goal_id))
    return _goal(found, target, judge_form=form)


@bp.post("/pairings/<int:pairing_id>/goals/<int:goal_id>/tasks/add")
@access("pair.goal_edit")
def add_task(pairing_id: int, goal_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    target = queries.goal_of(found, goal_id) or abort(404)
    form = action_form(found)
    if form.validate_on_submit():
        with form.refusals():
            owner = found.mentee if form.owner.data == found.mentee_id else found.mentor
            operations.add_action(
                found,
                current_user,
                owner,
                form.what.data,
                form.due_on.data,
                clock.now(),
                target,
            )
            db.session.commit()
            return redirect(url_for("mentoring.goal", pairing_id=pairing_id, goal_id=goal_id))
    return _goal(found, target, task_form=form)


@bp.post("/pairings/<int:pairing_id>/goals/<int:goal_id>/reach")
@access("pair.goal_edit")
def reach_goal(pairing_id: int, goal_id: int) -> ResponseReturnValue:
    return _mark_goal(pairing_id, goal_id, is_reached=True)


@bp.post("/pairings/<int:pairing_id>/goals/<int:goal_id>/reopen")
@access("pair.goal_edit")
def reopen_goal(pairing_id: int, goal_id: int) -> ResponseReturnValue:
    return _mark_goal(pairing_id, goal_id, is_reached=False)


@bp.post("/pairings/<int:pairing_id>/milestones/<int:milestone_id>/tick")
@access("pair.goal_edit")
def tick_milestone(pairing_id: int, milestone_id: int) -> ResponseReturnValue:
    return _tick_milestone(pairing_id, milestone_id, is_done=True)


@bp.post("/pairings/<int:pairing_id>/milestones/<int:milestone_id>/untick")
@access("pair.goal_edit")
def untick_milestone(pairing_id: int, milestone_id: int) -> ResponseReturnValue:
    return _tick_milestone(pairing_id, milestone_id, is_done=False)


def action_form(pairing: Pairing) -> ActionForm:
    """What one of the two will do; oneself comes first."""
    other = pairing.other(current_user)
    return ActionForm([(current_user.id, _("I")), (other.id, other.name)])


def _mark_goal(pairing_id: int, goal_id: int, *, is_reached: bool) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    target = queries.goal_of(found, goal_id) or abort(404)
    check_token()
    operations.mark_goal(target, found, is_reached=is_reached, now=clock.now())
    db.session.commit()
    return redirect(url_for("mentoring.goals", pairing_id=pairing_id))


def _tick_milestone(pairing_id: int, milestone_id: int, *, is_done: bool) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    milestone = queries.milestone_of(found, milestone_id) or abort(404)
    check_token()
    operations.tick_milestone(milestone, found, current_user, is_done=is_done, now=clock.now())
    db.session.commit()
    return redirect(url_for("mentoring.goals", pairing_id=pairing_id))


def _goals(found: Pairing, form: GoalForm) -> ResponseReturnValue:
    rows = queries.goals_with_progress(queries.goals_of(found), queries.actions_of(found))
    return render_template(
        "mentoring/goals.html",
        pairing=found,
        form=form,
        goals=rows,
        milestones=queries.milestones_of(found),
        today=clock.now().date(),
        can_write=policy.can_write_in(current_user, found),
    ), form.status()


def _goal(
    found: Pairing,
    target: Goal,
    judge_form: JudgeForm | None = None,
    task_form: ActionForm | None = None,
) -> ResponseReturnValue:
    shown = judge_form or task_form
    row = queries.goals_with_progress([target], queries.actions_of(found))[0]
    return render_template(
        "mentoring/goal.html",
        pairing=found,
        row=row,
        history=queries.goal_history(target),
        judge_form=judge_form or JudgeForm(formdata=None, data={"percent": target.percent}),
        task_form=task_form or action_form(found),
        can_write=policy.can_write_in(current_user, found),
    ), shown.status() if shown else 200
