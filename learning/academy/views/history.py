"""The history of an article: every revision, what changed, and the way back."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations, policy, queries
from learning.academy.forms import BlankForm, RestoreForm
from learning.academy.models import Article, Revision
from learning.academy.rules.differences import differences, written
from learning.academy.views.blueprint import PER_PAGE, article_or_404, bp
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.people.models import Role
from learning.web.access import access
from learning.web.limits import number_asked
from learning.web.pagination import page_number


@bp.get("/articles/<int:article_id>/history")
@access("article.history")
def history(article_id: int) -> ResponseReturnValue:
    """The revisions; `?old=2&new=3` shows what changed between two of them, `?show=2` one whole."""
    found = article_or_404(article_id)
    today = clock.now().date()
    if not policy.can_see_history(current_user, found, today):
        abort(403)
    number = page_number()
    revisions = queries.revisions_of(
        found,
        only_published=Role.AUDITOR in current_user.roles,
        limit=PER_PAGE + 1,
        offset=(number - 1) * PER_PAGE,
    )
    old, new = _asked(found, "old"), _asked(found, "new")
    return render_template(
        "academy/history.html",
        article=found,
        revisions=revisions[:PER_PAGE],
        has_more=len(revisions) > PER_PAGE,
        number=number,
        old=old,
        new=new,
        rows=differences(_written(old), _written(new)) if old and new else None,
        shown=_asked(found, "show"),
        may_edit=policy.can_edit(current_user, found, today),
        may_blank=policy.can_blank(current_user),
    )


@bp.post("/articles/<int:article_id>/restore")
@access("article.edit")
def restore(article_id: int) -> ResponseReturnValue:
    found = article_or_404(article_id)
    if not policy.can_edit(current_user, found, clock.now().date()):
        abort(403)
    form = RestoreForm()
    if not form.validate_on_submit():
        abort(422)
    revision = queries.revision_of(found, form.number.data) or abort(404)
    operations.restore_revision(found, current_user, revision, clock.now())
    db.session.commit()
    flash(_("The earlier text is the newest again. Readers see it once it is reviewed."))
    return redirect(url_for("academy.edit", article_id=found.id))


@bp.post("/articles/<int:article_id>/blank")
@access("article.blank")
def blank(article_id: int) -> ResponseReturnValue:
    """Take the words of an earlier text away for good; the history keeps who did, and why."""
    found = article_or_404(article_id)
    if not policy.can_blank(current_user):
        abort(403)
    form = BlankForm()
    if not form.validate_on_submit():
        abort(422)
    revision = queries.revision_of(found, form.number.data) or abort(404)
    try:
        operations.blank_revision(found, revision, current_user, form.why.data, clock.now())
        db.session.commit()
        flash(_("The words are gone for good."))
    except DomainError as refusal:
        db.session.rollback()
        flash(str(refusal))
    return redirect(url_for("academy.history", article_id=article_id))


def _written(revision: Revision) -> str:
    return written(revision.title, revision.summary, revision.body)


def _asked(article: Article, name: str) -> Revision | None:
    number = number_asked(name)
    if number is None:
        return None
    found = queries.revision_of(article, number) or abort(404)
    if not policy.can_see_revision(current_user, found):
        abort(404)
    return found
