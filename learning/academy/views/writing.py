"""The editor: beginning an article, saving, sending it to its reviewers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations, policy, queries
from learning.academy.forms import ArticleForm, PreviewForm, ScheduleForm
from learning.academy.models import Article
from learning.academy.operations import Draft, TextChanged
from learning.academy.rules.differences import differences, written
from learning.academy.rules.starters import STARTERS
from learning.academy.views.attachments import may_send_file
from learning.academy.views.blueprint import article_or_404, bp
from learning.academy.views.files import ROOM_FOR_A_VIDEO, file_storage
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import LANGUAGES, _, clock_time
from learning.people.models import Person
from learning.programmes.models import Format
from learning.programmes.queries import programmes_with_format
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.limits import number_asked, takes

LONGEST_START = 10_000  # signs of an address that can start an article


@bp.get("/start")
@access("article.create")
def start() -> ResponseReturnValue:
    """The ways to begin: nobody starts before an empty page."""
    return render_template("academy/start.html", starters=STARTERS)


@bp.route("/write", methods=["GET", "POST"])
@access("article.create")
def write() -> ResponseReturnValue:
    """A new article: `?start=how-to` fills in a skeleton, `?text=…` what was written elsewhere,
    `?translates=7` adds a language."""
    original = _original()
    starter = next((one for one in STARTERS if one.key == request.args.get("start")), None)
    form = _editor(current_user, original)
    del form.is_minor  # nobody has verified a text that is new
    if form.is_submitted() and _wants_json():
        form.forgive()
    if not form.is_submitted():
        told = request.args.get("text", "")[:LONGEST_START]
        form.body.data = str(starter.body) if starter else _text_to_translate(original)
        form.body.data = form.body.data or told
    may_edit_later = not current_user.is_newcomer(clock.now().date())
    if form.validate_on_submit() and not form.preview.data:
        try:
            now = clock.now()
            made = operations.create_article(current_user, _draft(form), now, original)
            _add_files(form, made, now)
            if form.send.data and may_edit_later:
                operations.submit(made, now)
            db.session.commit()
        except DomainError as refusal:
            return _refused(form, refusal, lambda: _write_page(form, original, may_edit_later))
        return _saved(form, made, may_edit_later)
    if form.is_submitted() and form.errors and _wants_json():
        return _problem(form)
    return _write_page(form, original, may_edit_later)


@bp.route("/articles/<int:article_id>/edit", methods=["GET", "POST"])
@takes(ROOM_FOR_A_VIDEO, may_send_file)
@access("article.edit")
def edit(article_id: int) -> ResponseReturnValue:
    found = article_or_404(article_id)
    if not policy.can_edit(current_user, found, clock.now().date()):
        abort(403)
    form = _editor(current_user, found)
    if not found.is_published:
        del form.is_minor
    if form.is_submitted() and _wants_json():
        form.forgive()
    if not form.is_submitted():
        form.process(obj=queries.with_text(found.newest))
        form.topic.data, form.programme.data = found.topic_id, found.programme_id
        form.language.data = found.language
        form.based_on.data = operations.mark_of(found.newest)
    if form.validate_on_submit() and not form.preview.data:
        now = clock.now()
        try:
            operations.save_text(
                found,
                current_user,
                _draft(form),
                form.based_on.data or "",
                now,
                keeps_other=bool(form.compared.data),
            )
            _add_files(form, found, now)
            if form.send.data:
                operations.submit(found, now)
            db.session.commit()
        except TextChanged as refusal:
            return _refused(
                form, refusal, lambda: _edit_page(form, article_or_404(article_id), is_clash=True)
            )
        except DomainError as refusal:
            return _refused(form, refusal, lambda: _edit_page(form, article_or_404(article_id)))
        return _saved(form, found, may_edit=True)
    if form.is_submitted() and form.errors and _wants_json():
        return _problem(form)
    return _edit_page(form, found)


@bp.post("/preview")
@access("article.create")
def preview() -> ResponseReturnValue:
    """The text as readers will see it; `?article=7` tells whose neighbours its links mean."""
    form = PreviewForm()
    if not form.validate_on_submit():
        problem = " ".join(form.body.errors) or _("Reload the page, then try again.")
        return render_template("academy/_preview.html", problem=problem), 422
    article_id = number_asked("article")
    neighbour = queries.article(article_id) if article_id else None
    knows = neighbour is not None and policy.can_read(current_user, neighbour)
    document = operations.render_text(form.body.data or "", neighbour if knows else None)
    return render_template("academy/_preview.html", html=document.html)


@bp.get("/articles/<int:article_id>/draft")
@access("article.read_draft")
def draft(article_id: int) -> ResponseReturnValue:
    """The newest text, for the author and whoever reviews it."""
    found = article_or_404(article_id)
    if not policy.can_read_draft(current_user, found):
        abort(404)
    now = clock.now()
    return render_template(
        "academy/draft.html",
        article=found,
        said=queries.decisions_on(found),
        may_edit=policy.can_edit(current_user, found, now.date()),
        may_decide=found.is_waiting and policy.can_publish(current_user, found),
        may_unpublish=policy.can_unpublish(current_user, found, now.date()),
        may_see_history=policy.can_see_history(current_user, found, now.date()),
        is_own=current_user.id in found.author_ids,
        may_choose_authors=policy.can_choose_authors(current_user, found, now.date()),
        may_leave_authors=policy.can_leave_authors(current_user, found),
    )


@bp.post("/articles/<int:article_id>/submit")
@access("article.submit")
def submit(article_id: int) -> ResponseReturnValue:
    return _submission(article_id, operations.submit, _sent_words())


@bp.post("/articles/<int:article_id>/take-back")
@access("article.submit")
def take_back(article_id: int) -> ResponseReturnValue:
    return _submission(
        article_id,
        operations.take_back,
        _("It waits no longer. Send it again when it is ready."),
    )


@bp.post("/articles/<int:article_id>/unpublish")
@access("article.unpublish")
def unpublish(article_id: int) -> ResponseReturnValue:
    found = article_or_404(article_id)
    if not policy.can_unpublish(current_user, found, clock.now().date()):
        abort(403)
    if ActForm().validate_on_submit():
        operations.unpublish(found, current_user, clock.now())
        db.session.commit()
        flash(_("It is put aside: readers and search no longer find it."))
    return redirect(url_for("academy.index"))


@bp.route("/articles/<int:article_id>/schedule", methods=["GET", "POST"])
@access("article.submit")
def schedule(article_id: int) -> ResponseReturnValue:
    """From which day readers see the approved text, and from which no longer."""
    found = article_or_404(article_id)
    if not policy.can_submit(current_user, found, clock.now().date()):
        abort(403)
    form = ScheduleForm(obj=found)
    if form.validate_on_submit():
        found.publish_on, found.withdraw_on = form.publish_on.data, form.withdraw_on.data
        db.session.commit()
        flash(_("Planned."))
        return redirect(url_for("academy.draft", article_id=found.id))
    return render_template("academy/schedule.html", article=found, form=form), form.status()


def _submission(
    article_id: int, act: Callable[[Article, datetime], None], words: str
) -> ResponseReturnValue:
    found = article_or_404(article_id)
    if not policy.can_submit(current_user, found, clock.now().date()):
        abort(403)
    if ActForm().validate_on_submit():
        act(found, clock.now())
        db.session.commit()
        flash(words)
    return redirect(url_for("academy.draft", article_id=found.id))


def _original() -> Article | None:
    """The article that a new one translates, named in the address."""
    asked = number_asked("translates")
    return article_or_404(asked) if asked else None


def _text_to_translate(original: Article | None) -> str | None:
    """What this person may read of the original: a reader the published text and no later draft."""
    if original is None:
        return None
    sees_draft = policy.can_read_draft(current_user, original)
    shown = original.newest if sees_draft else original.published
    return shown.body if shown else None


def _editor(person: Person, article: Article | None) -> ArticleForm:
    form = ArticleForm()
    if not form.is_submitted():
        form.language.data = person.language if person.language in LANGUAGES else "en"
        form.topic.data = article.topic_id if article else number_asked("topic")
    programmes = {one.id: one.name for one in programmes_with_format(Format.ACADEMY)}
    if article is not None and article.programme is not None:
        programmes.setdefault(article.programme.id, article.programme.name)
    form.offer(queries.topic_choices(queries.topic_tree()), list(programmes.items()))
    return form


def _draft(form: ArticleForm) -> Draft:
    return Draft(
        title=form.title.data,
        body=form.body.data,
        language=form.language.data,
        summary=form.summary.data or "",
        topic_id=form.topic.data,
        programme_id=form.programme.data,
        is_minor=bool(form.is_minor and form.is_minor.data),
    )


def _saved(form: ArticleForm, article: Article, may_edit: bool) -> ResponseReturnValue:
    if _wants_json():
        return jsonify(
            url=url_for("academy.edit", article_id=article.id),
            preview_url=url_for("academy.preview", article=article.id),
            files_url=url_for("academy.add_file", article_id=article.id),
            video_url=url_for("academy.add_video", article_id=article.id),
            based_on=operations.mark_of(article.newest),
            saved=_("Saved at %(time)s", time=clock_time(clock.now())),
        )
    flash(_sent_words() if form.send.data and article.is_waiting else _("Saved."))
    goes_on = may_edit and not article.is_waiting
    page = "academy.edit" if goes_on else "academy.draft"
    return redirect(url_for(page, article_id=article.id))


def _refused(
    form: ArticleForm, refusal: DomainError, page: Callable[[], ResponseReturnValue]
) -> ResponseReturnValue:
    db.session.rollback()
    form.form_errors.append(str(refusal))
    return _problem(form, is_clash=isinstance(refusal, TextChanged)) if _wants_json() else page()


def _problem(form: ArticleForm, *, is_clash: bool = False) -> ResponseReturnValue:
    """What keeps a draft from saving itself, in one sentence."""
    said = [*form.form_errors, *(error for field in form for error in field.errors)]
    problem = " ".join(str(one) for one in said)
    return jsonify(problem=problem, is_clash=is_clash), form.status()


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _sent_words() -> str:
    return str(_("Sent. The reviewers are told, and you hear from them here and by mail."))


def _write_page(
    form: ArticleForm, original: Article | None, may_edit_later: bool
) -> ResponseReturnValue:
    page = render_template(
        "academy/write.html",
        form=form,
        original=original,
        may_edit_later=may_edit_later,
        html=_rendered(form, original),
    )
    return page, 200 if form.preview.data and not form.errors else form.status()


def _edit_page(form: ArticleForm, found: Article, *, is_clash: bool = False) -> ResponseReturnValue:
    """The editor; after a clash with both texts side by side, where saving again is a decision."""
    if is_clash:
        form.based_on.data = operations.mark_of(found.newest)
        form.compared.data = "yes"
    newest = found.newest
    files = {one.name: one for one in queries.files_of(found.id)}
    captions = {name: files.get(name.rpartition(".")[0] + ".vtt") for name in files}
    page = render_template(
        "academy/edit.html",
        form=form,
        article=found,
        rows=differences(
            written(newest.title, newest.summary, newest.body),
            written(form.title.data, form.summary.data or "", form.body.data),
        )
        if is_clash
        else [],
        said=queries.decisions_on(found, limit=1),
        remarks=queries.remarks_on(found),
        files=files.values(),
        marks={one.id: operations.mark_for(one, captions[name]) for name, one in files.items()},
        html=_rendered(form, found),
    )
    return page, 200 if form.preview.data and not form.errors else form.status()


def _rendered(form: ArticleForm, article: Article | None) -> str:
    body = form.body.data or ""
    return "" if form.body.errors else operations.render_text(body, article).html


def _add_files(form: ArticleForm, article: Article, now: datetime) -> None:
    """Keep the chosen files and show them at the end of the text. Raises FileRefused."""
    marks = [
        operations.mark_for(
            operations.add_file(
                article, current_user, file_storage(), one.stream, one.filename or "", now
            )
        )
        for one in form.uploads
    ]
    if marks:
        draft = replace(_draft(form), body="\n\n".join([form.body.data or "", *marks]))
        mark = operations.mark_of(article.newest)
        operations.save_text(article, current_user, draft, mark, now)
