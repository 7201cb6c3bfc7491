"""Opening a programme, running it, and bringing it to its end."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.people.models import Person
from learning.programmes import operations, policy
from learning.programmes.models import Programme
from learning.programmes.views.blueprint import bp, load
from learning.web.access import access
from learning.web.forms import ActForm

Change = Callable[[Programme, Person, datetime], None]
May = Callable[[Person, Programme], bool]


@bp.post("/<int:programme_id>/open")
@access("programme.edit")
def open_programme(programme_id: int) -> ResponseReturnValue:
    return _change(
        programme_id,
        policy.can_edit,
        operations.open_programme,
        _("It is open: people can join. Invite those it is meant for."),
    )


@bp.post("/<int:programme_id>/run")
@access("programme.edit")
def run_programme(programme_id: int) -> ResponseReturnValue:
    return _change(programme_id, policy.can_edit, operations.run_programme, _("It is running."))


@bp.post("/<int:programme_id>/wind-down")
@access("programme.close")
def wind_down(programme_id: int) -> ResponseReturnValue:
    return _change(
        programme_id,
        policy.can_close,
        operations.wind_down,
        _("It is winding down, and everybody has been told."),
    )


@bp.post("/<int:programme_id>/close")
@access("programme.close")
def close_programme(programme_id: int) -> ResponseReturnValue:
    return _change(
        programme_id,
        policy.can_close,
        operations.close_programme,
        _("It is closed, and everybody has been thanked."),
    )


@bp.post("/<int:programme_id>/archive")
@access("programme.close")
def archive_programme(programme_id: int) -> ResponseReturnValue:
    return _change(
        programme_id,
        policy.can_close,
        operations.archive_programme,
        _("It is archived. You can bring it back at any time."),
    )


@bp.post("/<int:programme_id>/restore")
@access("programme.close")
def restore_programme(programme_id: int) -> ResponseReturnValue:
    return _change(
        programme_id, policy.can_close, operations.restore_programme, _("It is back in the lists.")
    )


def _change(programme_id: int, may: May, change: Change, words: str) -> ResponseReturnValue:
    programme = load(programme_id)
    if not may(current_user, programme):
        abort(403)
    if not ActForm().validate_on_submit():
        abort(422)
    change(programme, current_user, clock.now())
    db.session.commit()
    flash(words)
    return redirect(url_for("programmes.programme", programme_id=programme.id))
