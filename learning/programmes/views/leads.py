"""Who leads a programme."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.people.models import Person
from learning.programmes import operations, policy, queries
from learning.programmes.forms import AssignLeadForm
from learning.programmes.models import Programme
from learning.programmes.views.blueprint import bp, load
from learning.web.access import access
from learning.web.forms import ActForm


@bp.route("/<int:programme_id>/leads", methods=["GET", "POST"])
@access("programme.assign_lead")
def leads(programme_id: int) -> ResponseReturnValue:
    """The leads, and a form to name another."""
    programme = _load_to_assign(programme_id)
    form = AssignLeadForm()
    if form.validate_on_submit():
        with form.refusals():
            colleague = operations.assign_lead(
                programme, form.address.data, current_user, clock.now()
            )
            db.session.commit()
            flash(
                _("%(person)s leads this programme too, and has been told.", person=colleague.name)
            )
            return redirect(url_for("programmes.leads", programme_id=programme.id))
    page = render_template(
        "programmes/leads.html",
        programme=programme,
        form=form,
        possible=queries.possible_leads(programme),
        may_step_down=policy.can_step_down(current_user, programme),
    )
    return page, form.status()


@bp.post("/<int:programme_id>/leads/<int:person_id>/remove")
@access("programme.assign_lead")
def remove_lead(programme_id: int, person_id: int) -> ResponseReturnValue:
    programme = _load_to_assign(programme_id)
    colleague = db.session.get(Person, person_id) or abort(404)
    if not policy.can_assign_lead(current_user, programme, colleague):
        abort(403)
    if not ActForm().validate_on_submit():
        abort(422)
    operations.remove_lead(programme, colleague, current_user, clock.now())
    db.session.commit()
    flash(_("%(person)s no longer leads this programme.", person=colleague.name))
    return redirect(url_for("programmes.leads", programme_id=programme.id))


@bp.post("/<int:programme_id>/leads/step-down")
@access("programme.step_down")
def step_down(programme_id: int) -> ResponseReturnValue:
    programme = load(programme_id)
    if not policy.can_step_down(current_user, programme):
        abort(403)
    if not ActForm().validate_on_submit():
        abort(422)
    operations.step_down(programme, current_user, clock.now())
    db.session.commit()
    flash(_("You no longer lead this programme. Thank you for what you have done."))
    return redirect(url_for("programmes.programme", programme_id=programme.id))


def _load_to_assign(programme_id: int) -> Programme:
    programme = load(programme_id)
    if not policy.can_assign_leads(current_user, programme):
        abort(403)
    return programme
