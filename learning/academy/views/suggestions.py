"""Suggesting a change as a reader, and answering as an author."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations, policy, queries
from learning.academy.forms import SuggestionAnswerForm, SuggestionForm
from learning.academy.rules.differences import differences
from learning.academy.views.blueprint import article_or_404, bp
from learning.extensions import db
from learning.i18n import _
from learning.web.access import access


@bp.route("/articles/<int:article_id>/suggest", methods=["GET", "POST"])
@access("article.suggest")
def suggest(article_id: int) -> ResponseReturnValue:
    """The published text to change; the authors see the difference and decide."""
    found = article_or_404(article_id)
    if not policy.can_suggest(current_user, found) or found.published is None:
        abort(403)
    form = SuggestionForm(body=found.published.body)
    if form.validate_on_submit():
        with form.refusals():
            operations.suggest_change(
                found, current_user, form.body.data, form.why.data or "", clock.now()
            )
            db.session.commit()
            flash(_("Thank you. The authors see the difference, and you hear what became of it."))
            return redirect(url_for("academy.article", article_id=article_id))
        found = article_or_404(article_id)
    return render_template("academy/suggest.html", article=found, form=form), form.status()


@bp.get("/articles/<int:article_id>/suggestions")
@access("article.edit")
def suggestions(article_id: int) -> ResponseReturnValue:
    """What readers suggest, each with its difference to the text they read."""
    found = article_or_404(article_id)
    if not policy.can_edit(current_user, found, clock.now().date()):
        abort(403)
    return render_template(
        "academy/suggestions.html",
        article=found,
        suggestions=[
            (one, differences(one.revision.body, one.body))
            for one in queries.suggestions_for(found)
        ],
        form=SuggestionAnswerForm(formdata=None),
    )


@bp.post("/articles/<int:article_id>/suggestions/<int:suggestion_id>/answer")
@access("article.edit")
def answer_suggestion(article_id: int, suggestion_id: int) -> ResponseReturnValue:
    found = article_or_404(article_id)
    if not policy.can_edit(current_user, found, clock.now().date()):
        abort(403)
    suggestion = queries.suggestion_of(found, suggestion_id) or abort(404)
    form = SuggestionAnswerForm()
    if form.validate_on_submit():
        with form.refusals():
            now = clock.now()
            if form.decision.data == "take":
                operations.take_suggestion(suggestion, current_user, now)
                words = _("Taken over, with credit. Readers see it once it is reviewed.")
            else:
                answer = form.answer.data or ""
                operations.decline_suggestion(suggestion, current_user, answer, now)
                words = _("Your reason is on its way.")
            db.session.commit()
            flash(words)
            return redirect(url_for("academy.suggestions", article_id=article_id))
        found = article_or_404(article_id)
        suggestion = queries.suggestion_of(found, suggestion_id) or abort(404)
    page = render_template(
        "academy/suggestions.html",
        article=found,
        suggestions=[(suggestion, differences(suggestion.revision.body, suggestion.body))],
        form=form,
    )
    return page, form.status()
