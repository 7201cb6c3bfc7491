"""Who was there when a group met: the host's code and list, a member's code or tick."""

from datetime import datetime

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import operations, queries
from learning.mentoring.forms import CodeForm, PresenceForm
from learning.mentoring.queries import Gathering
from learning.mentoring.rules import CODE_AFTER, CODE_BEFORE
from learning.mentoring.views.blueprint import bp
from learning.web.access import access
from learning.web.forms import ActForm, BaseForm


@bp.route("/groups/<int:appointment_id>/presence", methods=["GET", "POST"])
@access("presence.list")
def presence(appointment_id: int) -> ResponseReturnValue:
    """The host's page: the code to show, and the list to tick."""
    found = _load_hosted(appointment_id)
    people = queries.expected_at(found.appointment)
    known = [one.person.id for one in people if one.presence and one.presence.is_present]
    form = PresenceForm([one.person for one in people], known)
    if form.validate_on_submit():
        with form.refusals():
            operations.keep_presence_list(
                found, current_user, set(form.present.data or []), clock.now()
            )
            db.session.commit()
            flash(_("Noted who was there."))
            return redirect(url_for("mentoring.presence", appointment_id=appointment_id))
    return _host_page(found, form)


@bp.post("/groups/<int:appointment_id>/presence/show-code")
@access("presence.list")
def show_code(appointment_id: int) -> ResponseReturnValue:
    found, form = _load_hosted(appointment_id), ActForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.show_code(found, current_user, clock.now())
            db.session.commit()
            return redirect(url_for("mentoring.presence", appointment_id=appointment_id))
    return _host_page(found, None, form)


@bp.route("/groups/<int:appointment_id>/check-in", methods=["GET", "POST"])
@access("presence.check_in")
def check_in(appointment_id: int) -> ResponseReturnValue:
    """Somebody in the room types the code, or says afterwards that they were there."""
    found, form = _load(appointment_id), CodeForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.enter_code(found, current_user, form.code.data, clock.now())
            db.session.commit()
            flash(_("Good to have you here. It is noted."))
            return redirect(_address(found))
    return _guest_page(found, form)


@bp.post("/groups/<int:appointment_id>/i-was-there")
@access("presence.check_in")
def tick_presence(appointment_id: int) -> ResponseReturnValue:
    found, form = _load(appointment_id), ActForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.tick_presence(found, current_user, clock.now())
            db.session.commit()
            flash(_("Thank you. It is noted that you were there."))
            return redirect(_address(found))
    return _guest_page(found, CodeForm(formdata=None), form)


def _load(appointment_id: int) -> Gathering:
    """The meeting if the visitor was to come to it, else 404."""
    return queries.gathering_of(current_user, appointment_id) or abort(404)


def _load_hosted(appointment_id: int) -> Gathering:
    found = _load(appointment_id)
    return found if found.is_host else abort(403)


def _address(found: Gathering) -> str:
    endpoint, values = found.page
    return url_for(endpoint, **values)


def _host_page(
    found: Gathering, form: PresenceForm | None, refused: BaseForm | None = None
) -> ResponseReturnValue:
    now = clock.now()
    people = queries.expected_at(found.appointment)
    if form is None:
        known = [one.person.id for one in people if one.presence and one.presence.is_present]
        form = PresenceForm([one.person for one in people], known)
    return render_template(
        "mentoring/presence.html",
        found=found,
        back=_address(found),
        form=form,
        refused=refused,
        people=people,
        code=queries.code_of(found.appointment),
        code_from=found.appointment.starts_at - CODE_BEFORE,
        is_code_time=_is_code_time(found, now),
        at=now,
    ), (refused or form).status()


def _guest_page(
    found: Gathering, form: CodeForm, refused: BaseForm | None = None
) -> ResponseReturnValue:
    now = clock.now()
    return render_template(
        "mentoring/check_in.html",
        found=found,
        back=_address(found),
        form=form,
        refused=refused,
        known=queries.presence_of(found.appointment, current_user),
        is_code_time=_is_code_time(found, now),
        at=now,
    ), (refused or form).status()


def _is_code_time(found: Gathering, now: datetime) -> bool:
    meeting = found.appointment
    return meeting.starts_at - CODE_BEFORE <= now < meeting.ends_at + CODE_AFTER
