"""Comments under an article: reading, writing, resolving, taking away."""

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations
from learning.academy.forms.comments import CommentForm, HideCommentForm
from learning.academy.models import Article, Comment
from learning.academy.policy import comments as policy
from learning.academy.queries import comments as queries
from learning.academy.views.blueprint import article_or_404, bp
from learning.extensions import db
from learning.i18n import _
from learning.people.queries.people import label, people_named
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.limits import number_asked
from learning.web.pagination import Page, page_number

THREADS = 12  # on a page of their own
THREADS_BELOW = 6  # below the article
SUGGESTED = 6


def comments_on(article: Article) -> dict[str, Any]:
    """What the article's page shows of its comments: some threads, those that are open first."""
    threads, total = queries.threads_on(article, THREADS_BELOW, open_first=True)
    return {
        "threads": threads,
        "thread_total": total,
        "comment_form": CommentForm(formdata=None),
        "comment_rules": policy,
    }


@bp.get("/articles/<int:article_id>/comments")
@access("article.read_published")
def comments(article_id: int) -> ResponseReturnValue:
    found = _article(article_id)
    thread = number_asked("thread")
    if thread:
        root = queries.root_of(found, thread) or abort(404)
        return _page(found, CommentForm(formdata=None, parent=root.id), root)
    return _page(found, CommentForm(formdata=None))


@bp.post("/articles/<int:article_id>/comments/add")
@access("comment.create")
def add_comment(article_id: int) -> ResponseReturnValue:
    found = _article(article_id)
    form = CommentForm()
    root = None
    if form.parent.data:
        root = queries.root_of(found, form.parent_id or 0) or abort(404)
    if form.validate_on_submit():
        with form.refusals():
            made = operations.add_comment(found, current_user, form.body.data, root, clock.now())
            db.session.commit()
            flash(_("Said. The authors are told.") if root is None else _("Answered."))
            return _back(article_id, made)
        found = _article(article_id)
        root = queries.root_of(found, root.id) if root else None
    return _page(found, form, root)


@bp.route("/articles/<int:article_id>/comments/<int:comment_id>/edit", methods=["GET", "POST"])
@access("comment.edit")
def edit_comment(article_id: int, comment_id: int) -> ResponseReturnValue:
    found, comment = _comment(article_id, comment_id)
    if not policy.can_edit_comment(current_user, comment):
        abort(403)
    form = CommentForm(body=comment.body)
    del form.parent
    if form.validate_on_submit():
        with form.refusals():
            operations.edit_comment(comment, found, current_user, form.body.data, clock.now())
            db.session.commit()
            flash(_("Saved."))
            return _back(article_id, comment)
        found, comment = _comment(article_id, comment_id)
    page = render_template("academy/edit_comment.html", article=found, comment=comment, form=form)
    return page, form.status()


@bp.route("/articles/<int:article_id>/comments/<int:comment_id>/hide", methods=["GET", "POST"])
@access("comment.hide")
def hide_comment(article_id: int, comment_id: int) -> ResponseReturnValue:
    found, comment = _comment(article_id, comment_id)
    if not policy.can_hide_comment(current_user, comment):
        abort(403)
    form = HideCommentForm()
    if comment.author_id == current_user.id:
        del form.why
    if form.validate_on_submit():
        why = form.why.data if form.why else ""
        operations.hide_comment(comment, found, current_user, why, clock.now())
        db.session.commit()
        flash(_("Taken away."))
        return redirect(url_for("academy.comments", article_id=article_id))
    page = render_template("academy/hide_comment.html", article=found, comment=comment, form=form)
    return page, form.status()


@bp.post("/articles/<int:article_id>/comments/<int:comment_id>/resolve")
@access("comment.resolve")
def resolve_comment(article_id: int, comment_id: int) -> ResponseReturnValue:
    root = _root(article_id, comment_id)
    if ActForm().validate_on_submit():
        operations.resolve_thread(root, current_user, clock.now())
        db.session.commit()
        flash(_("Resolved. The thread stays readable among all comments."))
    return redirect(url_for("academy.article", article_id=article_id, _anchor="comments"))


@bp.post("/articles/<int:article_id>/comments/<int:comment_id>/reopen")
@access("comment.resolve")
def reopen_comment(article_id: int, comment_id: int) -> ResponseReturnValue:
    root = _root(article_id, comment_id)
    if ActForm().validate_on_submit():
        operations.reopen_thread(root)
        db.session.commit()
        flash(_("The thread is open again."))
    return _back(article_id, root)


@bp.get("/people-to-mention")
@access("comment.create")
def people_to_mention() -> ResponseReturnValue:
    """Colleagues whose names go on as typed after an @; namesakes come with their number."""
    people = people_named(request.args.get("q", "")[:80], SUGGESTED)
    doubled = queries.namesakes_of(people)
    return jsonify(
        [
            {
                "text": f"{one.name}#{one.id}" if one.name_key in doubled else one.name,
                "label": label(one),
            }
            for one in people
        ]
    )


def _article(article_id: int) -> Article:
    """An article with comments: only what readers see has any."""
    found = article_or_404(article_id)
    if not policy.can_comment(current_user, found):
        abort(404)
    return found


def _comment(article_id: int, comment_id: int) -> tuple[Article, Comment]:
    found = _article(article_id)
    return found, queries.comment_of(found, comment_id) or abort(404)


def _root(article_id: int, comment_id: int) -> Comment:
    found = _article(article_id)
    root = queries.root_of(found, comment_id)
    if root is None or root.parent_id is not None:
        abort(404)
    if not policy.can_resolve_comment(current_user, root):
        abort(403)
    return root


def _page(article: Article, form: CommentForm, root: Comment | None = None) -> ResponseReturnValue:
    """All threads, or the one in which somebody answers, with what is typed so far."""
    number = page_number()
    if root is None:
        found, total = queries.threads_on(article, THREADS, (number - 1) * THREADS)
    else:
        found, total = [queries.thread(root)], 1
    page = render_template(
        "academy/comments.html",
        article=article,
        root=root,
        page=Page(found, number, THREADS, total),
        comment_form=form,
        comment_rules=policy,
    )
    return page, form.status()


def _back(article_id: int, comment: Comment) -> ResponseReturnValue:
    return redirect(
        url_for(
            "academy.comments",
            article_id=article_id,
            thread=comment.thread_id,
            _anchor=f"comment-{comment.id}",
        )
    )
