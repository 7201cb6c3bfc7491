"""Photos: shown to whoever may see the profile, changed by its owner."""

from flask import Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.files.operations import forget_upload, store_image
from learning.files.queries import upload_by_key
from learning.i18n import _
from learning.people import operations, policy
from learning.people.forms import PhotoForm
from learning.people.models import Person
from learning.people.views.blueprint import bp
from learning.storage import Storage
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.headers import untrusted_file

PHOTO_SIDE = 400  # pixels; twice the largest size on any page


def _storage() -> Storage:
    storage: Storage = current_app.extensions["storage"]
    return storage


@bp.get("/<int:person_id>/photo")
@access("profile.view_basic")
def photo(person_id: int) -> ResponseReturnValue:
    """The picture itself."""
    if not policy.can_view(current_user):
        abort(403)
    person = db.session.get(Person, person_id) or abort(404)
    upload = upload_by_key(person.photo_key) if person.photo_key else None
    if upload is None or not person.is_active:
        abort(404)
    try:
        content = _storage().get(upload.key)
    except FileNotFoundError:
        abort(404)
    return untrusted_file(Response(content, mimetype=upload.content_type))


@bp.route("/<int:person_id>/photo/edit", methods=["GET", "POST"])
@access("upload.create")
def edit_photo(person_id: int) -> ResponseReturnValue:
    person = _own(person_id)
    form = PhotoForm()
    if form.validate_on_submit():
        with form.refusals():
            now, data = clock.now(), form.photo.data.read()
            upload = store_image(
                _storage(), data, person.id, now, longest_side=PHOTO_SIDE, square=True
            )
            _forget_after_commit(operations.change_photo(person, upload))
            flash(_("Your photo is changed."))
            return redirect(url_for("people.edit_photo", person_id=person.id))
    return render_template("people/edit_photo.html", form=form, person=person), form.status()


@bp.post("/<int:person_id>/photo/remove")
@access("profile.edit_free_fields")
def remove_photo(person_id: int) -> ResponseReturnValue:
    person = _own(person_id)
    if ActForm().validate_on_submit():
        _forget_after_commit(operations.remove_photo(person))
        flash(_("Your initials are shown again."))
    return redirect(url_for("people.edit_photo", person_id=person.id))


def _own(person_id: int) -> Person:
    person = db.session.get(Person, person_id) or abort(404)
    if not policy.can_edit(current_user, person):
        abort(403)
    return person


def _forget_after_commit(key: str | None) -> None:
    """Commit, then delete the bytes of the old picture: the row that named them is gone."""
    if key is not None:
        forget_upload(key)
    db.session.commit()
    if key is not None:
        _storage().delete(key)
