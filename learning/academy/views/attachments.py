"""Pictures, videos and files of an article, and who writes it together."""

from flask import abort, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations, policy, queries
from learning.academy.forms import CoAuthorForm, FileForm
from learning.academy.forms.videos import VideoForm, chosen
from learning.academy.models import Article
from learning.academy.operations import Video
from learning.academy.rules.addresses import file_address
from learning.academy.views.blueprint import article_or_404, bp
from learning.academy.views.files import (
    ROOM_FOR_A_VIDEO,
    delete_bytes,
    file_storage,
    sent,
)
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.people.queries import find_person, people_named
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.limits import takes


@bp.get("/articles/<int:article_id>/files/<path:name>")
@access("upload.read")
def file(article_id: int, name: str) -> ResponseReturnValue:
    """The picture or file itself, for whoever may read the text that shows it."""
    article = article_or_404(article_id)
    found = queries.file_of(article, name) or abort(404)
    if not policy.can_read_file(current_user, article, file_address(article.id, found.name)):
        abort(404)
    return sent(found.upload, found.short_name)


def may_send_file(article_id: int) -> bool:
    found = queries.article(article_id)
    return found is not None and policy.can_add_file(current_user, found)


@bp.post("/articles/<int:article_id>/files/add")
@takes(ROOM_FOR_A_VIDEO, may_send_file)
@access("upload.create")
def add_file(article_id: int) -> ResponseReturnValue:
    """Keep what the editor's script sends; the answer is the Markdown that shows it."""
    article = article_or_404(article_id)
    if not policy.can_add_file(current_user, article):
        abort(403)
    form = FileForm()
    if not form.validate_on_submit():
        return jsonify(problem=" ".join(map(str, form.file.errors))), 422
    file = form.file.data
    try:
        made = operations.add_file(
            article, current_user, file_storage(), file.stream, file.filename or "", clock.now()
        )
        db.session.commit()
    except DomainError as refusal:
        db.session.rollback()
        return jsonify(problem=str(refusal)), 422
    return jsonify(markdown=operations.mark_for(made), name=made.short_name)


@bp.route("/articles/<int:article_id>/videos/add", methods=["GET", "POST"])
@takes(ROOM_FOR_A_VIDEO, may_send_file)
@access("article.edit")
def add_video(article_id: int) -> ResponseReturnValue:
    """A video with its captions, or where it lies; it comes to stand at the end of the text."""
    found = _own(article_id)
    form = VideoForm()
    if form.validate_on_submit():
        file = chosen(form.video)
        video = Video(
            form.words.data,
            file.stream if file else None,
            (file.filename or "") if file else "",
            form.link.data or "",
            form.cues,
        )
        with form.refusals():
            operations.add_video(found, current_user, file_storage(), video, clock.now())
            db.session.commit()
            flash(_("It stands at the end of the text. Move it to where it belongs."))
            return redirect(url_for("academy.edit", article_id=article_id))
        found = _own(article_id)
    page = render_template("academy/add_video.html", form=form, article=found)
    return page, form.status()


@bp.post("/articles/<int:article_id>/files/<int:file_id>/remove")
@access("article.edit")
def remove_file(article_id: int, file_id: int) -> ResponseReturnValue:
    article = _own(article_id)
    known = {one.id: one for one in queries.files_of(article.id)}
    found = known.get(file_id) or abort(404)
    if ActForm().validate_on_submit():
        try:
            key = operations.remove_file(article, found)
            db.session.commit()
            if key is not None:
                delete_bytes([key])
            flash(_("Removed."))
        except DomainError as refusal:
            db.session.rollback()
            flash(str(refusal))
    return redirect(url_for("academy.edit", article_id=article_id))


@bp.route("/articles/<int:article_id>/authors", methods=["GET", "POST"])
@access("article.authors")
def authors(article_id: int) -> ResponseReturnValue:
    """Who writes the article together, and asking one more colleague."""
    article = article_or_404(article_id)
    if not policy.can_choose_authors(current_user, article, clock.now().date()):
        abort(403)
    form = CoAuthorForm()
    found = None
    if form.validate_on_submit():
        found = find_person(form.person.data)
        if found is None:
            form.person.errors = [
                _("Not one colleague alone goes by that name. Choose below, or type the address.")
            ]
    if found is not None:
        with form.refusals():
            operations.add_author(article, found, clock.now())
            db.session.commit()
            flash(_("%(person)s can write along now and is told so.", person=found.name))
            return redirect(url_for("academy.authors", article_id=article.id))
        article = article_or_404(article_id)
    page = render_template(
        "academy/authors.html",
        article=article,
        form=form,
        candidates=people_named(form.person.data) if form.person.errors else [],
    )
    return page, form.status()


@bp.post("/articles/<int:article_id>/authors/<int:person_id>/remove")
@access("article.authors")
def remove_author(article_id: int, person_id: int) -> ResponseReturnValue:
    article = article_or_404(article_id)
    if not policy.can_choose_authors(current_user, article, clock.now().date()):
        abort(403)
    if ActForm().validate_on_submit():
        operations.remove_author(article, person_id)
        db.session.commit()
        flash(_("This colleague no longer writes along."))
    return redirect(url_for("academy.authors", article_id=article_id))


@bp.post("/articles/<int:article_id>/authors/leave")
@access("article.leave")
def leave_authors(article_id: int) -> ResponseReturnValue:
    article = article_or_404(article_id)
    if not policy.can_leave_authors(current_user, article):
        abort(403)
    if ActForm().validate_on_submit():
        operations.remove_author(article, current_user.id)
        db.session.commit()
        flash(_("You no longer write along."))
    return redirect(url_for("academy.index"))


def _own(article_id: int) -> Article:
    article = article_or_404(article_id)
    if not policy.can_edit(current_user, article, clock.now().date()):
        abort(403)
    return article
