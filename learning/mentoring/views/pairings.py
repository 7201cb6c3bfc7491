"""A pairing: its dates for the two and their lead; goals and notes for the two alone."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import operations, policy, queries
from learning.mentoring.forms import EndForm, GoalForm, NoteForm
from learning.mentoring.models import EndReason, Pairing
from learning.mentoring.views.blueprint import bp
from learning.web.access import access
from learning.web.forms import ActForm


@bp.get("/pairings/<int:pairing_id>")
@access("pair.progress_counts")
def pairing(pairing_id: int) -> ResponseReturnValue:
    found = queries.pairing_for(current_user, pairing_id) or abort(404)
    now = clock.now()
    return render_template(
        "mentoring/pairing.html",
        pairing=found,
        is_party=found.has(current_user),
        progress=queries.progress_of(found, now),
        sessions=queries.sessions_of_pairing(found),
    )


@bp.route("/pairings/<int:pairing_id>/end", methods=["GET", "POST"])
@access("pair.end")
def end_pairing(pairing_id: int) -> ResponseReturnValue:
    found = queries.pairing_for(current_user, pairing_id) or abort(404)
    form = EndForm()
    if form.validate_on_submit():
        with form.refusals():
            reason = EndReason(form.reason.data)
            operations.end_pairing(found, current_user, reason, clock.now())
            db.session.commit()
            flash(_("The pairing has ended. What you wrote together stays readable."))
            return redirect(url_for("mentoring.pairing", pairing_id=pairing_id))
    return render_template("mentoring/end_pairing.html", pairing=found, form=form), form.status()


@bp.get("/pairings/<int:pairing_id>/goals")
@access("pair.goal_view")
def goals(pairing_id: int) -> ResponseReturnValue:
    return _goals(_pairing(pairing_id), GoalForm())


@bp.post("/pairings/<int:pairing_id>/goals/add")
@access("pair.goal_edit")
def add_goal(pairing_id: int) -> ResponseReturnValue:
    found = _pairing(pairing_id)
    form = GoalForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.add_goal(found, current_user, form.words.data, form.due_on.data, clock.now())
            db.session.commit()
            flash(_("The goal is written down."))
            return redirect(url_for("mentoring.goals", pairing_id=pairing_id))
    return _goals(found, form)


@bp.post("/pairings/<int:pairing_id>/goals/<int:goal_id>/reach")
@access("pair.goal_edit")
def reach_goal(pairing_id: int, goal_id: int) -> ResponseReturnValue:
    return _mark_goal(pairing_id, goal_id, is_reached=True)


@bp.post("/pairings/<int:pairing_id>/goals/<int:goal_id>/reopen")
@access("pair.goal_edit")
def reopen_goal(pairing_id: int, goal_id: int) -> ResponseReturnValue:
    return _mark_goal(pairing_id, goal_id, is_reached=False)


@bp.get("/pairings/<int:pairing_id>/shared-notes")
@access("pair.shared_note_read")
def shared_notes(pairing_id: int) -> ResponseReturnValue:
    return _notes(_pairing(pairing_id), NoteForm(), is_shared=True)


@bp.post("/pairings/<int:pairing_id>/shared-notes/write")
@access("pair.shared_note_write")
def write_shared_note(pairing_id: int) -> ResponseReturnValue:
    return _write_note(pairing_id, is_shared=True)


@bp.get("/pairings/<int:pairing_id>/private-notes")
@access("pair.private_note_read")
def private_notes(pairing_id: int) -> ResponseReturnValue:
    return _notes(_pairing(pairing_id), NoteForm(), is_shared=False)


@bp.post("/pairings/<int:pairing_id>/private-notes/write")
@access("pair.private_note_write")
def write_private_note(pairing_id: int) -> ResponseReturnValue:
    return _write_note(pairing_id, is_shared=False)


def _mark_goal(pairing_id: int, goal_id: int, *, is_reached: bool) -> ResponseReturnValue:
    found = _pairing(pairing_id)
    goal = queries.goal_of(found, goal_id) or abort(404)
    if not ActForm().validate_on_submit():
        abort(400)
    operations.mark_goal(goal, found, is_reached=is_reached, now=clock.now())
    db.session.commit()
    return redirect(url_for("mentoring.goals", pairing_id=pairing_id))


def _write_note(pairing_id: int, *, is_shared: bool) -> ResponseReturnValue:
    found = _pairing(pairing_id)
    form = NoteForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.write_note(
                found, current_user, form.words.data, is_shared=is_shared, now=clock.now()
            )
            db.session.commit()
            flash(_("The note is kept."))
            page = "mentoring.shared_notes" if is_shared else "mentoring.private_notes"
            return redirect(url_for(page, pairing_id=pairing_id))
    return _notes(found, form, is_shared=is_shared)


def _goals(found: Pairing, form: GoalForm) -> ResponseReturnValue:
    return render_template(
        "mentoring/goals.html",
        pairing=found,
        form=form,
        goals=queries.goals_of(found),
        can_write=policy.can_write_in(current_user, found),
    ), form.status()


def _notes(found: Pairing, form: NoteForm, *, is_shared: bool) -> ResponseReturnValue:
    notes = queries.shared_notes(found) if is_shared else queries.private_notes(current_user, found)
    return render_template(
        "mentoring/shared_notes.html" if is_shared else "mentoring/private_notes.html",
        pairing=found,
        form=form,
        notes=notes,
        can_write=policy.can_write_in(current_user, found),
    ), form.status()


def _pairing(pairing_id: int) -> Pairing:
    return queries.pairing_of(current_user, pairing_id) or abort(404)
