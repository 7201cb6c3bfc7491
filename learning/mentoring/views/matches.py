"""Matches as the two people see them: why, yes or no."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import operations, policy, queries
from learning.mentoring.forms import DeclineForm
from learning.mentoring.models import Match
from learning.mentoring.views.blueprint import PAGE, bp
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.pagination import Page, page_number


@bp.get("/matches")
@access("match.list")
def matches() -> ResponseReturnValue:
    number = page_number()
    found = queries.matches_of(current_user, PAGE, (number - 1) * PAGE)
    page = Page(found, number, PAGE, queries.matches_of_count(current_user))
    return render_template("mentoring/matches.html", page=page)


@bp.get("/matches/<int:match_id>")
@access("match.view")
def match(match_id: int) -> ResponseReturnValue:
    found = _match(match_id)
    return render_template(
        "mentoring/match.html",
        match=found,
        is_asked=policy.is_asked(current_user, found),
        can_withdraw=policy.can_withdraw(current_user, found),
        can_see_score=policy.can_see_score(current_user, found),
        pairing=queries.pairing_from(found),
    )


@bp.post("/matches/<int:match_id>/accept")
@access("match.accept")
def accept_match(match_id: int) -> ResponseReturnValue:
    found = _match(match_id)
    if not policy.can_answer(current_user, found):
        abort(403)
    if not ActForm().validate_on_submit():
        abort(400)
    pairing = operations.accept_match(found, current_user, clock.now())
    db.session.commit()
    if pairing is None:
        flash(_("You said yes. The pairing starts as soon as the other does too."))
        return redirect(url_for("mentoring.match", match_id=match_id))
    flash(_("You are a pair now."))
    return redirect(url_for("mentoring.pairing", pairing_id=pairing.id))


@bp.route("/matches/<int:match_id>/decline", methods=["GET", "POST"])
@access("match.decline")
def decline_match(match_id: int) -> ResponseReturnValue:
    found = _match(match_id)
    if not policy.can_answer(current_user, found):
        abort(403)
    form = DeclineForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.decline_match(found, current_user, form.answer.data or "", clock.now())
            db.session.commit()
            flash(_("You said no. Both of you are free for other matches."))
            return redirect(url_for("mentoring.matches"))
    return render_template("mentoring/decline_match.html", match=found, form=form), form.status()


@bp.post("/matches/<int:match_id>/withdraw")
@access("match.withdraw")
def withdraw_match(match_id: int) -> ResponseReturnValue:
    found = _match(match_id)
    if not policy.can_withdraw(current_user, found):
        abort(403)
    if not ActForm().validate_on_submit():
        abort(400)
    operations.withdraw_match(found, current_user, clock.now())
    db.session.commit()
    flash(_("You have taken your request back."))
    return redirect(url_for("mentoring.mentors"))


def _match(match_id: int) -> Match:
    return queries.match_of(current_user, match_id) or abort(404)
