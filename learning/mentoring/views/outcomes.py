"""Saying how a session went."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import operations, policy, queries
from learning.mentoring.forms import FEEDBACK_TAGS, DisputeForm, RatingForm
from learning.mentoring.views.blueprint import bp
from learning.mentoring.views.bookings import booking_or_404
from learning.web.access import access
from learning.web.forms import ActForm


@bp.post("/bookings/<int:booking_id>/mark-held")
@access("booking.mark_attended")
def mark_held(booking_id: int) -> ResponseReturnValue:
    found = booking_or_404(booking_id)
    if not policy.can_mark_held(current_user, found):
        abort(403)
    if not ActForm().validate_on_submit():
        abort(400)
    operations.mark_held(found, current_user, clock.now())
    db.session.commit()
    flash(_("Marked as held. How was it for you?"))
    return redirect(url_for("mentoring.booking", booking_id=booking_id))


@bp.post("/bookings/<int:booking_id>/report-no-show")
@access("booking.report_no_show")
def report_no_show(booking_id: int) -> ResponseReturnValue:
    found = booking_or_404(booking_id)
    if not ActForm().validate_on_submit():
        abort(400)
    operations.report_no_show(found, current_user, clock.now())
    db.session.commit()
    flash(_("Noted. %(name)s has been told.", name=found.other(current_user).name))
    return redirect(url_for("mentoring.booking", booking_id=booking_id))


@bp.route("/bookings/<int:booking_id>/dispute-no-show", methods=["GET", "POST"])
@access("booking.dispute_no_show")
def dispute_no_show(booking_id: int) -> ResponseReturnValue:
    found = booking_or_404(booking_id)
    if found.no_show is None or not policy.can_dispute(current_user, found):
        abort(404)
    form = DisputeForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.dispute_no_show(found.no_show, form.words.data, clock.now())
            db.session.commit()
            flash(_("Noted. The report counts for nothing any more."))
            return redirect(url_for("mentoring.booking", booking_id=booking_id))
    return render_template(
        "mentoring/dispute_no_show.html", booking=found, form=form
    ), form.status()


@bp.route("/bookings/<int:booking_id>/rate", methods=["GET", "POST"])
@access("session_feedback.write")
def rate_session(booking_id: int) -> ResponseReturnValue:
    found = booking_or_404(booking_id)
    form = RatingForm()
    if found.flash_id is not None:  # one question after one talk
        del form.tags
        del form.recommend
    if form.validate_on_submit():
        with form.refusals():
            operations.rate_session(
                found,
                current_user,
                usefulness=form.usefulness.data,
                tags=(form.tags.data or []) if form.tags else [],
                recommend=form.recommend.data if form.recommend else None,
                now=clock.now(),
            )
            db.session.commit()
            flash(_("Thank you. Your answer counts together with those of others."))
            return redirect(url_for("mentoring.booking", booking_id=booking_id))
    return render_template(
        "mentoring/rate_session.html", booking=found, form=form, other=found.other(current_user)
    ), form.status()


@bp.get("/people/<int:person_id>/feedback")
@access("session_feedback.read_about_self")
def feedback(person_id: int) -> ResponseReturnValue:
    if person_id != current_user.id:
        abort(404)
    figures = queries.feedback_about(current_user, clock.now().date())
    return render_template("mentoring/feedback.html", figures=figures, tags=FEEDBACK_TAGS)
