"""The queue of submissions, and the page where one is decided on."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations, policy, queries
from learning.academy.forms import DecisionForm, RemarkForm
from learning.academy.models import Article, Revision
from learning.academy.rules.days import TO_ANSWER, working_days_after
from learning.academy.rules.differences import differences, written
from learning.academy.views.blueprint import PER_PAGE, article_or_404, bp
from learning.extensions import db
from learning.i18n import _
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.limits import number_asked
from learning.web.pagination import Page, page_number


@bp.get("/queue")
@access("article.queue")
def queue() -> ResponseReturnValue:
    """What waits for this person's decision, oldest first."""
    is_expert = queries.is_topic_expert(current_user)
    if not policy.can_see_queue(current_user, is_expert=is_expert):
        abort(403)
    number = page_number()
    page = Page(
        queries.waiting_for(current_user, PER_PAGE, (number - 1) * PER_PAGE),
        number,
        PER_PAGE,
        queries.waiting_count(current_user),
    )
    return render_template("academy/queue.html", page=page)


@bp.route("/articles/<int:article_id>/review", methods=["GET", "POST"])
@access("article.publish")
def review(article_id: int) -> ResponseReturnValue:
    found = article_or_404(article_id)
    if not policy.can_publish(current_user, found):
        abort(403)
    form = DecisionForm(revision=found.newest_id)
    if form.validate_on_submit():
        with form.refusals():
            words = _decide(found, form)
            db.session.commit()
            flash(words)
            return redirect(url_for("academy.queue"))
        found = article_or_404(article_id)
        form.revision.data = found.newest_id
    page = render_template(
        "academy/review.html",
        article=found,
        form=form,
        rows=differences(_written(found.published), _written(found.newest))
        if found.published
        else [],
        said=queries.decisions_on(found),
        remarks=queries.remarks_on(found),
        remark_form=RemarkForm(formdata=None, line=number_asked("line")),
        given=len(queries.approvals_of(found)),
        needed=operations.approvals_needed(found),
        due_on=working_days_after(found.submitted_at.date(), TO_ANSWER)
        if found.submitted_at
        else None,
    )
    return page, form.status()


@bp.post("/articles/<int:article_id>/remark")
@access("article.publish")
def add_remark(article_id: int) -> ResponseReturnValue:
    """Say something of one line; the author reads it beside the editor."""
    found = article_or_404(article_id)
    if not policy.can_publish(current_user, found):
        abort(403)
    form = RemarkForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.add_remark(found, current_user, form.line.data, form.text.data, clock.now())
            db.session.commit()
            flash(_("Noted at the line. The author is told."))
            return redirect(url_for("academy.review", article_id=article_id))
        found = article_or_404(article_id)
    return render_template("academy/remark.html", article=found, form=form), form.status()


@bp.post("/articles/<int:article_id>/remarks/<int:remark_id>/settle")
@access("article.edit")
def settle_remark(article_id: int, remark_id: int) -> ResponseReturnValue:
    found = article_or_404(article_id)
    if not policy.can_edit(current_user, found, clock.now().date()):
        abort(403)
    remark = queries.remark_of(found, remark_id) or abort(404)
    if ActForm().validate_on_submit():
        operations.settle_remark(remark, clock.now())
        db.session.commit()
    return redirect(url_for("academy.edit", article_id=article_id))


def _written(revision: Revision) -> str:
    return written(revision.title, revision.summary, revision.body)


def _decide(article: Article, form: DecisionForm) -> str:
    """Carry out the decision; what the reviewer reads about it."""
    now, reason = clock.now(), form.reason.data or ""
    if form.decision.data == "hand_back":
        operations.hand_back(article, current_user, form.revision.data, reason, now)
        return str(_("Handed back. The author reads your reason."))
    if not operations.publish(article, current_user, form.revision.data, reason, now):
        return str(_("Approved. Another reviewer has yet to approve it before readers see it."))
    if article.publish_on is not None:
        return str(_("Approved. Readers see it from the day its author has planned."))
    return str(_("Published. The author is told."))
