"""The person reviewed: whom to ask, one's own view, the result, a plan."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.reviews import operations, policy, queries
from learning.reviews.forms import PlanForm, ReviewersForm, self_form
from learning.reviews.models import CycleState, Reviewee
from learning.reviews.rules import NOMINATIONS
from learning.reviews.views.blueprint import bp, check_token, choices, colleagues
from learning.web.access import access


@bp.route("/reviewees/<int:reviewee_id>/nominate", methods=["GET", "POST"])
@access("review.nominate")
def nominate(reviewee_id: int) -> ResponseReturnValue:
    reviewee = _reviewee(reviewee_id)
    proposed = [one.reviewer for one in reviewee.assignments]
    listed = {one.id: one for one in (*proposed, *queries.suggested_reviewers(reviewee))}
    form = ReviewersForm(choices(listed.values()), data={"chosen": [one.id for one in proposed]})
    if form.validate_on_submit():
        people = colleagues(form)
        if people is not None:
            with form.refusals():
                operations.nominate(reviewee, people)
                db.session.commit()
                flash(_("Proposed. The lead decides who is asked; you are not told who wrote."))
                return redirect(url_for("reviews.index"))
    return render_template(
        "reviews/nominate.html",
        reviewee=reviewee,
        form=form,
        proposed=proposed,
        bounds=NOMINATIONS,
        is_open=reviewee.cycle.state is CycleState.NOMINATING,
        may_leave=reviewee.cycle.state in {CycleState.NOMINATING, CycleState.APPROVING},
    ), form.status()


@bp.post("/reviewees/<int:reviewee_id>/leave")
@access("review.leave")
def leave_cycle(reviewee_id: int) -> ResponseReturnValue:
    reviewee = _reviewee(reviewee_id)
    check_token()
    operations.leave_cycle(reviewee, clock.now())
    db.session.commit()
    flash(_("You are out of this cycle. Nobody is asked about you."))
    return redirect(url_for("reviews.index"))


@bp.route("/reviewees/<int:reviewee_id>/assess-self", methods=["GET", "POST"])
@access("review.assess_self")
def assess_self(reviewee_id: int) -> ResponseReturnValue:
    reviewee = _reviewee(reviewee_id)
    criteria = reviewee.cycle.criteria
    form = self_form(criteria, reviewee.self_ratings)
    if form.validate_on_submit():
        with form.refusals():
            operations.assess_self(reviewee, form.ratings(criteria))
            db.session.commit()
            flash(_("Kept. You will see it beside what colleagues say."))
            return redirect(url_for("reviews.index"))
    return render_template("reviews/assess_self.html", reviewee=reviewee, form=form), form.status()


@bp.get("/reviewees/<int:reviewee_id>/result")
@access("review.read_about_self")
def result(reviewee_id: int) -> ResponseReturnValue:
    reviewee = _shown(reviewee_id)
    criteria = {one.key: one for one in reviewee.cycle.criteria}
    return render_template(
        "reviews/result.html", reviewee=reviewee, result=reviewee.result, criteria=criteria
    )


@bp.route("/reviewees/<int:reviewee_id>/plan", methods=["GET", "POST"])
@access("review.plan_discussion")
def plan_discussion(reviewee_id: int) -> ResponseReturnValue:
    reviewee = _shown(reviewee_id)
    form = PlanForm(obj=reviewee.result)
    if form.validate_on_submit():
        with form.refusals():
            operations.plan_discussion(
                reviewee, form.keep.data or "", form.change.data or "", form.ask.data or ""
            )
            db.session.commit()
            flash(_("Your plan is kept, for your eyes only."))
            return redirect(url_for("reviews.result", reviewee_id=reviewee.id))
    return render_template(
        "reviews/plan_discussion.html", reviewee=reviewee, form=form
    ), form.status()


def _reviewee(reviewee_id: int) -> Reviewee:
    return queries.reviewee_of(current_user, reviewee_id) or abort(404)


def _shown(reviewee_id: int) -> Reviewee:
    reviewee = _reviewee(reviewee_id)
    if not policy.can_read_result(current_user, reviewee):
        abort(404)
    return reviewee
