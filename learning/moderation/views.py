"""Reporting a partner, and the moderators' queue."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring.models import Pairing
from learning.mentoring.queries import pairing_of, progress_of
from learning.moderation import operations, policy, queries
from learning.moderation.forms import REASONS, DecisionForm, ReportForm
from learning.moderation.models import Decision, ReportReason
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.pagination import Page, page_number

bp = Blueprint("moderation", __name__, url_prefix="/moderation")

PAGE = 20


@bp.route("/pairings/<int:pairing_id>/report", methods=["GET", "POST"])
@access("content.report")
def report_partner(pairing_id: int) -> ResponseReturnValue:
    pairing = _pairing(pairing_id)
    form = ReportForm()
    if form.validate_on_submit():
        with form.refusals():
            reason = ReportReason(form.reason.data)
            operations.report_partner(pairing, current_user, reason, form.words.data, clock.now())
            db.session.commit()
            flash(_("Thank you. The pairing is paused, and moderators look at it."))
            return redirect(url_for("mentoring.pairing", pairing_id=pairing_id))
    return render_template(
        "moderation/report_partner.html", pairing=pairing, form=form
    ), form.status()


@bp.route("/comments/<int:comment_id>/report", methods=["GET", "POST"])
@access("content.report")
def report_comment(comment_id: int) -> ResponseReturnValue:
    comment = queries.comment_for(current_user, comment_id) or abort(404)
    form = ReportForm()
    if form.validate_on_submit():
        with form.refusals():
            reason = ReportReason(form.reason.data)
            operations.report_comment(comment, current_user, reason, form.words.data, clock.now())
            db.session.commit()
            flash(_("Thank you. Moderators look at it and tell you what becomes of it."))
            return redirect(url_for("academy.article", article_id=comment.article_id))
        comment = queries.comment_for(current_user, comment_id) or abort(404)
    page = render_template("moderation/report_comment.html", comment=comment, form=form)
    return page, form.status()


@bp.post("/pairings/<int:pairing_id>/part")
@access("content.report")
def part_from(pairing_id: int) -> ResponseReturnValue:
    pairing = _pairing(pairing_id)
    if not ActForm().validate_on_submit():
        abort(400)
    operations.part_from(pairing, current_user, clock.now())
    db.session.commit()
    flash(_("The pairing has ended. You will not be paired with each other again."))
    return redirect(url_for("mentoring.pairing", pairing_id=pairing_id))


@bp.get("/reports")
@access("report.queue")
def queue() -> ResponseReturnValue:
    if not policy.is_moderator(current_user):
        abort(403)
    number = page_number()
    is_open = request.args.get("state") != "decided"
    rows = queries.reports_for(
        current_user, is_open=is_open, limit=PAGE, offset=(number - 1) * PAGE
    )
    total = queries.reports_for_count(current_user, is_open=is_open)
    return render_template(
        "moderation/queue.html",
        page=Page(rows, number, PAGE, total),
        is_open=is_open,
        reasons=REASONS,
    )


@bp.route("/reports/<int:report_id>", methods=["GET", "POST"])
@access("report.decide")
def report(report_id: int) -> ResponseReturnValue:
    found = queries.report_for(current_user, report_id) or abort(404)
    form = DecisionForm()
    form.offer_for(is_of_pairing=found.is_of_pairing)
    if form.validate_on_submit():
        with form.refusals():
            decision = Decision(form.decision.data)
            operations.decide_report(found, current_user, decision, form.words.data, clock.now())
            db.session.commit()
            flash(_("Decided. Who reported has been told."))
            return redirect(url_for("moderation.queue"))
    return render_template(
        "moderation/report.html",
        report=found,
        form=form,
        reasons=REASONS,
        progress=progress_of(found.pairing, clock.now()) if found.pairing else None,
    ), form.status()


def _pairing(pairing_id: int) -> Pairing:
    return pairing_of(current_user, pairing_id) or abort(404)
