"""Making learning paths: what they are about, and their steps."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations
from learning.academy.forms.paths import ItemForm, MoveForm, PathForm, PeerStepForm, StepForm
from learning.academy.models import Path, PathStep, StepKind
from learning.academy.policy import paths as policy
from learning.academy.queries import is_topic_expert, topic_choices, topic_tree
from learning.academy.queries import paths as queries
from learning.academy.rules.paths import safe_link
from learning.academy.views.blueprint import bp
from learning.academy.views.paths import may_edit, path_or_404, step_or_404, step_title
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import LANGUAGES, _
from learning.web.access import access
from learning.web.forms import ActForm


@bp.route("/paths/add", methods=["GET", "POST"])
@access("path.create")
def create_path() -> ResponseReturnValue:
    if not policy.can_create_path(current_user, is_expert=is_topic_expert(current_user)):
        abort(403)
    form = PathForm(language=current_user.language if current_user.language in LANGUAGES else "en")
    form.offer(topic_choices(topic_tree()), [])
    del form.needs
    if form.validate_on_submit():
        made = operations.create_path(current_user, form.about, clock.now())
        db.session.commit()
        flash(_("Now its steps, in the order in which one takes them."))
        return redirect(url_for("academy.edit_steps", path_id=made.id))
    return render_template("academy/create_path.html", form=form), form.status()


@bp.route("/paths/<int:path_id>/edit", methods=["GET", "POST"])
@access("path.edit")
def edit_path(path_id: int) -> ResponseReturnValue:
    found = _to_edit(path_id)
    form = PathForm(
        title=found.title,
        summary=found.summary,
        topic=found.topic_id,
        language=found.language,
        needs=[one.needed_id for one in found.needs],
    )
    form.offer(topic_choices(topic_tree()), queries.path_choices(found))
    if form.validate_on_submit():
        with form.refusals():
            operations.edit_path(found, form.about, form.needs.data or [], clock.now())
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for("academy.path", path_id=path_id))
        found = _to_edit(path_id)
    return render_template("academy/edit_path.html", path=found, form=form), form.status()


@bp.get("/paths/<int:path_id>/steps")
@access("path.edit")
def edit_steps(path_id: int) -> ResponseReturnValue:
    return _page(_to_edit(path_id))


@bp.route("/paths/<int:path_id>/steps/add", methods=["GET", "POST"])
@access("path.edit")
def add_step(path_id: int) -> ResponseReturnValue:
    """Something to read, see or hear."""
    found = _to_edit(path_id)
    form = ItemForm()
    form.offer_steps(_choices(queries.steps_of(found)))
    if form.validate_on_submit():
        with form.refusals():
            if form.item is not None:
                operations.add_item(found, *form.item, form.words, clock.now())
            else:
                url = safe_link(form.address.data) or ""
                operations.add_link(found, url, form.title.data, form.words, clock.now())
            db.session.commit()
            flash(_("Added."))
            return redirect(url_for("academy.edit_steps", path_id=path_id))
        found = _to_edit(path_id)
    return render_template("academy/add_step.html", path=found, form=form), form.status()


@bp.route("/paths/<int:path_id>/steps/add-peer", methods=["GET", "POST"])
@access("path.edit")
def add_peer_step(path_id: int) -> ResponseReturnValue:
    """Something to do with a colleague."""
    found = _to_edit(path_id)
    form = PeerStepForm()
    form.offer_steps(_choices(queries.steps_of(found)))
    form.skill.offer(queries.skill_choices())
    if form.validate_on_submit():
        with form.refusals():
            kind = StepKind(form.kind.data)
            operations.add_peer_step(found, kind, form.skill.data, form.words, clock.now())
            db.session.commit()
            flash(_("Added."))
            return redirect(url_for("academy.edit_steps", path_id=path_id))
        found = _to_edit(path_id)
    return render_template("academy/add_peer_step.html", path=found, form=form), form.status()


@bp.route("/paths/<int:path_id>/steps/<int:step_id>/edit", methods=["GET", "POST"])
@access("path.edit")
def edit_step(path_id: int, step_id: int) -> ResponseReturnValue:
    found, step = _step(path_id, step_id)
    form = StepForm(note=step.note, minutes=step.minutes, after=step.after_id)
    form.offer_steps(_choices([one for one in queries.steps_of(found) if one.id != step_id]))
    if form.validate_on_submit():
        with form.refusals():
            operations.edit_step(found, step, form.words, clock.now())
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for("academy.edit_steps", path_id=path_id))
        found, step = _step(path_id, step_id)
    page = render_template(
        "academy/edit_step.html", path=found, step=step, form=form, title=step_title(step)
    )
    return page, form.status()


@bp.post("/paths/<int:path_id>/steps/<int:step_id>/move")
@access("path.edit")
def move_step(path_id: int, step_id: int) -> ResponseReturnValue:
    found, step = _step(path_id, step_id)
    form = MoveForm()
    if form.validate_on_submit():
        try:
            operations.move_step(found, step, clock.now(), up=form.where.data == "up")
            db.session.commit()
        except DomainError as refusal:
            db.session.rollback()
            return _page(_to_edit(path_id), refusal=str(refusal))
    return redirect(url_for("academy.edit_steps", path_id=path_id, _anchor=f"step-{step_id}"))


@bp.post("/paths/<int:path_id>/steps/<int:step_id>/remove")
@access("path.edit")
def remove_step(path_id: int, step_id: int) -> ResponseReturnValue:
    found, step = _step(path_id, step_id)
    if ActForm().validate_on_submit():
        operations.remove_step(found, step, clock.now())
        db.session.commit()
        flash(_("Taken off the path."))
    return redirect(url_for("academy.edit_steps", path_id=path_id))


@bp.post("/paths/<int:path_id>/publish")
@access("path.edit")
def publish_path(path_id: int) -> ResponseReturnValue:
    found = _to_edit(path_id)
    if ActForm().validate_on_submit():
        try:
            operations.publish_path(found, current_user, clock.now())
            db.session.commit()
        except DomainError as refusal:
            db.session.rollback()
            return _page(_to_edit(path_id), refusal=str(refusal))
        flash(_("Published. Colleagues find it in the academy and under its topic."))
    return redirect(url_for("academy.path", path_id=path_id))


@bp.post("/paths/<int:path_id>/withdraw")
@access("path.edit")
def withdraw_path(path_id: int) -> ResponseReturnValue:
    found = _to_edit(path_id)
    if ActForm().validate_on_submit():
        operations.withdraw_path(found, clock.now())
        db.session.commit()
        flash(_("Colleagues no longer find it. You can publish it again."))
    return redirect(url_for("academy.path", path_id=path_id))


def _to_edit(path_id: int) -> Path:
    found = path_or_404(path_id)
    if not may_edit(found):
        abort(403)
    return found


def _step(path_id: int, step_id: int) -> tuple[Path, PathStep]:
    found = _to_edit(path_id)
    return found, step_or_404(found, step_id)


def _page(found: Path, refusal: str = "") -> ResponseReturnValue:
    page = render_template(
        "academy/edit_steps.html",
        path=found,
        steps=queries.steps_of(found),
        title_of=step_title,
        refusal=refusal,
    )
    return page, 409 if refusal else 200


def _choices(steps: list[PathStep]) -> list[tuple[int, str]]:
    return [(one.id, step_title(one)) for one in steps]
