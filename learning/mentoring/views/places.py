"""Whom one looks after: how many at most, in which roles, and resting from one of them."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, day, to_local
from learning.mentoring import operations, queries
from learning.mentoring.forms import LimitForm, PauseForm
from learning.mentoring.views.blueprint import bp
from learning.programmes.models import Enrolment, EnrolmentRole, EnrolmentState
from learning.programmes.operations import set_limit
from learning.programmes.queries import enrolment_of, enrolments_of, limits_of, loads_of
from learning.web.access import access
from learning.web.forms import ActForm

ROLES = (EnrolmentRole.MENTOR, EnrolmentRole.MENTEE, EnrolmentRole.BUDDY)  # who is matched


@bp.route("/places", methods=["GET", "POST"])
@access("mentoring.places")
def places() -> ResponseReturnValue:
    """The number over all programmes and roles, and each role one has."""
    form = LimitForm(data={"most": limits_of([current_user.id])[current_user.id]})
    if form.validate_on_submit():
        set_limit(current_user, form.most.data)
        db.session.commit()
        flash(_("From now on at most so many people are sent to you."))
        return redirect(url_for("mentoring.places"))
    return render_template(
        "mentoring/places.html",
        form=form,
        load=loads_of([current_user.id])[current_user.id],
        enrolments=[
            one
            for one in enrolments_of(current_user)
            if one.role in ROLES
            and one.state is EnrolmentState.ACTIVE
            and one.programme.is_joinable
        ],
        today=to_local(clock.now()).date(),
    ), form.status()


@bp.route("/places/<int:enrolment_id>/pause", methods=["GET", "POST"])
@access("enrolment.pause")
def pause_role(enrolment_id: int) -> ResponseReturnValue:
    own = _own(enrolment_id)
    now = clock.now()
    form = PauseForm(to_local(now).date())
    running = queries.running_pairings_in_role(own)
    if form.validate_on_submit():
        with form.refusals():
            until = form.until.data
            moves = form.pairs.data == "move"
            operations.pause_role(own, until, now, do_pairs_move=moves)
            db.session.commit()
            flash(_("You rest until %(day)s. Enjoy the quiet.", day=day(until)))
            return redirect(url_for("mentoring.places"))
    return render_template(
        "mentoring/pause_role.html", form=form, own=own, running=running
    ), form.status()


@bp.post("/places/<int:enrolment_id>/return")
@access("enrolment.pause")
def return_to_role(enrolment_id: int) -> ResponseReturnValue:
    own = _own(enrolment_id)
    if not ActForm().validate_on_submit():
        abort(400)
    operations.return_to_role(own, clock.now())
    db.session.commit()
    flash(_("Welcome back: you are found again."))
    return redirect(url_for("mentoring.places"))


def _own(enrolment_id: int) -> Enrolment:
    own = enrolment_of(current_user, enrolment_id) or abort(404)
    if own.state is not EnrolmentState.ACTIVE or own.role not in ROLES:
        abort(404)
    return own
