"""Recordings: kept, served in parts, watched from any second, remarked on."""

from flask import (
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy.forms.talks import PositionForm, RecordingForm, TalkRemarkForm
from learning.academy.forms.videos import chosen
from learning.academy.operations import talks as operations
from learning.academy.operations.talks import Kept
from learning.academy.policy import talks as policy
from learning.academy.queries import talks as queries
from learning.academy.rules.captions import write_captions
from learning.academy.rules.talks import read_chapters, write_chapters
from learning.academy.views.blueprint import bp
from learning.academy.views.files import ROOM_FOR_A_VIDEO, delete_bytes, file_storage, sent
from learning.academy.views.talks.events import talk_page
from learning.academy.views.talks.loading import (
    may_edit,
    require,
    talk_or_404,
    talk_to_edit,
)
from learning.extensions import db
from learning.files.rules import MAX_BYTES
from learning.i18n import _
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.headers import untrusted_file
from learning.web.limits import takes


def may_send_recording(talk_id: int) -> bool:
    found = queries.talk(talk_id)
    return found is not None and may_edit(found) and found.has_begun(clock.now())


@bp.get("/talks/<int:talk_id>/recording")
@access("talk.view")
def recording(talk_id: int) -> ResponseReturnValue:
    """The recording itself; a player asks for the parts it needs."""
    return sent(talk_or_404(talk_id).recording)


@bp.get("/talks/<int:talk_id>/slides")
@access("talk.view")
def slides(talk_id: int) -> ResponseReturnValue:
    found = talk_or_404(talk_id)
    return sent(found.slides, found.slides_name)


@bp.get("/talks/<int:talk_id>/captions.vtt")
@access("talk.view")
def captions(talk_id: int) -> ResponseReturnValue:
    """What is said, for the player: written anew from words and times alone."""
    transcript = queries.transcript_of(talk_or_404(talk_id)) or abort(404)
    content = write_captions(transcript.cues)
    return untrusted_file(Response(content, content_type="text/vtt; charset=utf-8"))


@bp.route("/talks/<int:talk_id>/recording/edit", methods=["GET", "POST"])
@takes(ROOM_FOR_A_VIDEO, may_send_recording)
@access("talk.edit")
def edit_recording(talk_id: int) -> ResponseReturnValue:
    """What stays of a talk: recording, slides, chapters, captions."""
    found = talk_to_edit(talk_id)
    form = RecordingForm(
        recording_link=found.recording_link,
        slides_link=found.slides_link,
        chapters=write_chapters(found.chapters),
    )
    if form.validate_on_submit():
        file, deck = chosen(form.recording), chosen(form.slides)
        kept = Kept(
            form.recording_link.data or "",
            form.slides_link.data or "",
            read_chapters(form.chapters.data or ""),
            form.cues,
        )
        with form.refusals():
            gone = operations.keep_recording(
                found,
                current_user,
                file_storage(),
                kept,
                clock.now(),
                recording=file.stream if file else None,
                slides=(deck.read(MAX_BYTES + 1), deck.filename or "") if deck else None,
            )
            db.session.commit()
            delete_bytes(gone)
            flash(_("Saved. Whoever signed up is told once there is a recording."))
            return redirect(url_for("academy.talk", talk_id=talk_id))
        found = talk_or_404(talk_id)
    page = render_template("academy/edit_recording.html", form=form, talk=found)
    return page, form.status()


@bp.post("/talks/<int:talk_id>/recording/remove")
@access("talk.edit")
def remove_recording(talk_id: int) -> ResponseReturnValue:
    found = talk_to_edit(talk_id)
    if ActForm().validate_on_submit():
        gone = operations.remove_recording(found, clock.now())
        db.session.commit()
        delete_bytes(gone)
        flash(_("Removed, with its slides, captions and remarks."))
    return redirect(url_for("academy.talk", talk_id=talk_id))


@bp.post("/talks/<int:talk_id>/remarks/add")
@access("comment.create")
def add_talk_remark(talk_id: int) -> ResponseReturnValue:
    found = talk_or_404(talk_id)
    require(policy.can_take_part(current_user))
    if not found.is_recorded:
        abort(404)
    form = TalkRemarkForm()
    if form.validate_on_submit():
        made = operations.add_remark(
            found, current_user, form.second or 0, form.text.data, clock.now()
        )
        db.session.commit()
        flash(_("Your remark stands at its second."))
        return redirect(url_for("academy.talk", talk_id=talk_id, at=made.second, _anchor="remarks"))
    return talk_page(found, remark=form)


@bp.post("/talks/<int:talk_id>/remarks/<int:remark_id>/remove")
@access("comment.hide")
def remove_talk_remark(talk_id: int, remark_id: int) -> ResponseReturnValue:
    found = talk_or_404(talk_id)
    remark = queries.remark_on(found, remark_id) or abort(404)
    require(policy.can_hide_remark(current_user, found, remark))
    if ActForm().validate_on_submit():
        operations.remove_remark(remark)
        db.session.commit()
        flash(_("Removed."))
    return redirect(url_for("academy.talk", talk_id=talk_id, _anchor="remarks"))


@bp.post("/talks/<int:talk_id>/position")
@access("talk.note_position")
def note_position(talk_id: int) -> ResponseReturnValue:
    """The player says where somebody is, so that they can go on there."""
    found = talk_or_404(talk_id)
    form = PositionForm()
    if form.validate_on_submit():
        operations.note_position(found, current_user, form.second.data)
        db.session.commit()
    return make_response("", 204)
