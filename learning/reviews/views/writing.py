"""Writing about a colleague, saying no, taking it back."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning.anonymity.rules import new_token
from learning.extensions import db
from learning.i18n import _
from learning.people.queries import colleagues_names
from learning.reviews import operations, queries
from learning.reviews.forms import DeclineForm, ReviewForm, TakeBackForm, review_form
from learning.reviews.models import ReviewAssignment
from learning.reviews.rules import telltales
from learning.reviews.views.blueprint import bp
from learning.web.access import access

RECEIPT = "review_receipt"  # in the reader's own cookie, until it has been shown


@bp.route("/assignments/<int:assignment_id>/write", methods=["GET", "POST"])
@access("review.submit")
def write_review(assignment_id: int) -> ResponseReturnValue:
    assignment = _assignment(assignment_id)
    form = review_form(assignment.cycle.criteria)
    found: list[str] = []
    if form.validate_on_submit():
        content: dict[str, Any] = {
            "ratings": form.ratings(assignment.cycle.criteria),
            "texts": form.texts(assignment.cycle.criteria),
        }
        found = _telltales(assignment, content["texts"])
        if not content["ratings"] and not content["texts"]:
            form.form_errors.append(
                _("An empty review helps nobody. Write a sentence, or decline with a reason.")
            )
        elif found and not form.confirmed.data:
            form.confirmed.errors = [
                _("Read these places again: %(places)s.", places=", ".join(found))
            ]
        else:
            with form.refusals():
                _send(assignment, form, content)
                return redirect(url_for("reviews.sent"))
    elif not form.is_submitted():
        form.token.data = new_token()
    return render_template(
        "reviews/write_review.html",
        assignment=assignment,
        form=form,
        telltales=found,
        is_anonymous=len(assignment.reviewee.asked()) >= assignment.cycle.k,
    ), form.status()


def _send(assignment: ReviewAssignment, form: ReviewForm, content: dict[str, Any]) -> None:
    """Mark and seal in two transactions, so that no row joins them (docs/decisions/0002)."""
    operations.mark_sent(assignment, form.token.data)
    db.session.commit()
    secret = current_app.config["SECRET_KEY"]
    operations.seal_review(assignment, form.token.data, content, secret)
    db.session.commit()
    session[RECEIPT] = form.token.data


@bp.get("/sent")
@access("review.start")
def sent() -> ResponseReturnValue:
    return render_template("reviews/sent.html", receipt=session.pop(RECEIPT, None))


@bp.route("/assignments/<int:assignment_id>/take-back", methods=["GET", "POST"])
@access("review.withdraw")
def take_back(assignment_id: int) -> ResponseReturnValue:
    assignment = _assignment(assignment_id)
    form = TakeBackForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.destroy_review(assignment, form.receipt.data)
            db.session.commit()
            operations.free_assignment(assignment)
            db.session.commit()
            flash(_("Your review is destroyed. You can write another until the cycle closes."))
            return redirect(url_for("reviews.index"))
    return render_template(
        "reviews/take_back.html", assignment=assignment, form=form
    ), form.status()


@bp.route("/assignments/<int:assignment_id>/decline", methods=["GET", "POST"])
@access("review.decline")
def decline(assignment_id: int) -> ResponseReturnValue:
    assignment = _assignment(assignment_id)
    form = DeclineForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.decline(assignment, form.reason.data)
            db.session.commit()
            flash(_("Declined. The lead asks somebody else."))
            return redirect(url_for("reviews.index"))
    return render_template("reviews/decline.html", assignment=assignment, form=form), form.status()


def _assignment(assignment_id: int) -> ReviewAssignment:
    return queries.assignment_of(current_user, assignment_id) or abort(404)


def _telltales(assignment: ReviewAssignment, texts: list[str]) -> list[str]:
    """Dates, addresses and names of colleagues: of all, or it would tell who else is asked."""
    return telltales(texts, colleagues_names(), assignment.reviewee.person.name)
