"""A lead's plan of circles: a whole pool at once, by size, around what people want to learn."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import ngettext
from learning.mentoring import operations, queries
from learning.mentoring.forms import CirclePlanForm
from learning.mentoring.views.blueprint import bp
from learning.mentoring.views.loading import load_programme
from learning.web.access import access


@bp.route("/programmes/<int:programme_id>/circle-plan", methods=["GET", "POST"])
@access("match.run")
def circle_plan(programme_id: int) -> ResponseReturnValue:
    """Look at circles of these sizes; suggest them once they please."""
    programme = load_programme(programme_id)
    form, now = CirclePlanForm(), clock.now()
    is_valid = form.validate_on_submit()
    if is_valid and form.suggest.data:
        with form.refusals():
            made = operations.suggest_circles(
                programme, current_user, form.least.data, form.most.data, now
            )
            db.session.commit()
            flash(
                ngettext(
                    "%(num)s circle is suggested; those it is for are told.",
                    "%(num)s circles are suggested; those they are for are told.",
                    len(made),
                )
            )
            return redirect(url_for("mentoring.circles", programme=programme_id))
    plan = None
    if is_valid or not form.is_submitted():
        plan = operations.circle_plan(programme, form.least.data, form.most.data, now)
    groups = plan.groups if plan else ()
    ids = {one for group in groups for one in (group.host, *group.members)}
    page = render_template(
        "mentoring/circle_plan.html",
        programme=programme,
        form=form,
        plan=plan,
        waiting=len(queries.waiting_mentees(programme, now.date())),
        people={one.id: one for one in queries.by_name(ids, "")},
    )
    return page, 200 if is_valid and not form.suggest.data else form.status()
