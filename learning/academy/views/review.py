"""The queue of submissions, and the page where one is decided on."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations, policy, queries
from learning.academy.forms import DecisionForm
from learning.academy.rules.differences import differences
from learning.academy.views.blueprint import PER_PAGE, article_or_404, bp
from learning.extensions import db
from learning.i18n import _
from learning.web.access import access
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
        decide = operations.publish
        words = _("Published. The author is told.")
        if form.decision.data == "hand_back":
            decide, words = operations.hand_back, _("Handed back. The author reads your reason.")
        with form.refusals():
            decide(found, current_user, form.revision.data, form.reason.data or "", clock.now())
            db.session.commit()
            flash(words)
            return redirect(url_for("academy.queue"))
        found = article_or_404(article_id)
        form.revision.data = found.newest_id
    page = render_template(
        "academy/review.html",
        article=found,
        form=form,
        rows=differences(found.published.body, found.newest.body) if found.published else [],
        said=queries.decisions_on(found),
    )
    return page, form.status()
