"""The inbox, what comes by mail, and the way out of one kind of mail."""

from dataclasses import dataclass

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from jinja2 import TemplateError
from werkzeug.routing import BuildError

from learning import clock
from learning.extensions import csrf, db
from learning.i18n import _, zone_name
from learning.notifications import operations, queries
from learning.notifications.forms import KINDS, PreferencesForm
from learning.notifications.models import Notification
from learning.notifications.rules import Pace, read_unsubscribe_token
from learning.people.models import Person
from learning.web.access import access, public
from learning.web.forms import ActForm
from learning.web.notices import Wording, write
from learning.web.pagination import Page, page_number

bp = Blueprint("notifications", __name__, url_prefix="/notifications")

PAGE_SIZE = 20
ONE_CLICK = {"csrf_token", "List-Unsubscribe"}  # what the button and RFC 8058 send


@dataclass(frozen=True)
class Line:
    """A notice with its words, as the inbox shows it."""

    notice: Notification
    wording: Wording
    is_over: bool

    @property
    def is_news(self) -> bool:
        return self.notice.read_at is None and not self.is_over


@bp.get("")
@access("notification.read")
def index() -> ResponseReturnValue:
    number, now = page_number(), clock.now()
    notices = queries.inbox(current_user, now, PAGE_SIZE, (number - 1) * PAGE_SIZE)
    lines = [Line(notice, _wording(notice), notice.is_over(now)) for notice in notices]
    page = Page(lines, number, PAGE_SIZE, queries.inbox_count(current_user, now))
    return render_template("notifications/index.html", page=page)


@bp.post("/<int:notification_id>/open")
@access("notification.read")
def open_notification(notification_id: int) -> ResponseReturnValue:
    """Note that the line was read, and go where it leads."""
    notice = queries.notification_of(current_user, notification_id) or abort(404)
    if ActForm().validate_on_submit():
        operations.mark_read(notice, clock.now())
        db.session.commit()
    try:
        return redirect(url_for(notice.endpoint, **notice.values))
    except BuildError:
        flash(_("What this notice led to is no longer there."), "error")
        return redirect(url_for("notifications.index"))


@bp.post("/read")
@access("notification.read")
def read_all() -> ResponseReturnValue:
    if ActForm().validate_on_submit():
        operations.mark_all_read(current_user, clock.now())
        db.session.commit()
    return redirect(url_for("notifications.index"))


@bp.route("/preferences", methods=["GET", "POST"])
@access("notification.prefs_edit")
def preferences() -> ResponseReturnValue:
    silenced = queries.silenced_kinds(current_user)
    pace = queries.pace_of(current_user)
    wanted = [kind for kind in KINDS if kind not in silenced]
    form = PreferencesForm(pace=pace.value, by_mail=wanted)
    if form.validate_on_submit():
        if form.pace.data != pace:
            operations.choose_pace(current_user, Pace(form.pace.data), clock.now())
        for kind, by_mail in form.wanted().items():
            if by_mail == (kind in silenced):
                operations.set_preference(current_user, kind, by_mail=by_mail)
        db.session.commit()
        flash(_("Saved. The inbox here keeps every notice, whatever comes by mail."))
        return redirect(url_for("notifications.preferences"))
    return render_template("notifications/preferences.html", form=form), form.status()


@bp.route("/unsubscribe/<string:token>", methods=["GET", "POST"])
@csrf.exempt
@public("notification.unsubscribe")
def unsubscribe(token: str) -> ResponseReturnValue:
    """End one kind of mail. The signed address is the right to do so, so no token is asked for:

    mail programs post here by themselves (RFC 8058). Opening the page alone changes nothing.
    """
    unasked = {*request.form, *request.files} - ONE_CLICK
    if unasked or request.is_json:
        abort(422, ", ".join(sorted(unasked)))
    person_id, kind = read_unsubscribe_token(current_app.config["SECRET_KEY"], token) or abort(404)
    person = db.session.get(Person, person_id) or abort(404)
    if request.method == "POST":
        operations.set_preference(person, kind, by_mail=False)
        db.session.commit()
    return render_template(
        "notifications/unsubscribe.html", what=KINDS.get(kind), done=request.method == "POST"
    )


def _wording(notice: Notification) -> Wording:
    """The notice in its reader's words; one whose template is gone must not hide the others."""
    try:
        return write(notice.kind, notice.facts, current_user.language, zone_name())
    except TemplateError:
        current_app.logger.exception("notice %s cannot be shown", notice.id)
        return Wording(_("A notice that can no longer be shown"), "")
