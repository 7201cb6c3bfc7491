"""Signing up, waiting, being there."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy.forms.talks import AttendanceForm, CheckInForm
from learning.academy.models import Talk
from learning.academy.operations import talks as operations
from learning.academy.policy import talks as policy
from learning.academy.queries import is_topic_expert
from learning.academy.queries import talks as queries
from learning.academy.views.blueprint import bp
from learning.academy.views.talks.events import talk_page
from learning.academy.views.talks.loading import require, talk_or_404
from learning.extensions import db
from learning.i18n import _
from learning.people.models import Person
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.retries import retried


@bp.post("/talks/<int:talk_id>/join")
@access("talk.register")
@retried
def join_talk(talk_id: int) -> ResponseReturnValue:
    done = _("You have a seat. It is in your calendar here, and you get a file for yours.")
    return _act(talk_id, operations.join_talk, done)


@bp.post("/talks/<int:talk_id>/leave")
@access("talk.unregister")
@retried
def leave_talk(talk_id: int) -> ResponseReturnValue:
    done = _("Your seat goes to somebody else. Thank you for saying so.")
    return _act(talk_id, operations.leave_talk, done)


@bp.post("/talks/<int:talk_id>/wait")
@access("talk.waitlist_join")
@retried
def wait_for_seat(talk_id: int) -> ResponseReturnValue:
    done = _("You are on the waiting list. As soon as a seat comes free for you, you are told.")
    return _act(talk_id, operations.wait_for_seat, done)


@bp.post("/talks/<int:talk_id>/stop-waiting")
@access("talk.waitlist_leave")
@retried
def stop_waiting(talk_id: int) -> ResponseReturnValue:
    return _act(talk_id, operations.stop_waiting, _("You no longer wait for a seat."))


@bp.post("/talks/<int:talk_id>/check-in")
@access("talk.check_in")
@retried
def check_in(talk_id: int) -> ResponseReturnValue:
    found = talk_or_404(talk_id)
    require(policy.can_join_talk(current_user, found))
    form = CheckInForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.check_in(found, current_user, form.code.data, clock.now())
            db.session.commit()
            flash(_("Noted: you are here."))
            return _back(talk_id)
        found = talk_or_404(talk_id)
    return talk_page(found, form)


@bp.get("/talks/<int:talk_id>/guests")
@access("talk.attendance_view")
def guests(talk_id: int) -> ResponseReturnValue:
    """Who comes, who waits in which order, and the code for the room."""
    found = talk_or_404(talk_id)
    require(policy.can_see_guests(current_user, found))
    now = clock.now()
    is_expert = is_topic_expert(current_user)
    return render_template(
        "academy/guests.html",
        talk=found,
        guests=queries.guests_of(found),
        waiting=queries.waiting_list(found),
        may_mark=policy.can_mark_attendance(current_user, found, now, is_expert=is_expert),
        at=now,
    )


@bp.post("/talks/<int:talk_id>/guests/mark")
@access("talk.attendance_mark")
def mark_attendance(talk_id: int) -> ResponseReturnValue:
    found = talk_or_404(talk_id)
    now = clock.now()
    is_expert = is_topic_expert(current_user)
    require(policy.can_mark_attendance(current_user, found, now, is_expert=is_expert))
    form = AttendanceForm()
    if form.validate_on_submit():
        operations.mark_attendance(found, set(form.present.data or ()), now)
        db.session.commit()
        flash(_("Saved who was there."))
    return redirect(url_for("academy.guests", talk_id=talk_id))


def _back(talk_id: int) -> ResponseReturnValue:
    return redirect(url_for("academy.talk", talk_id=talk_id))


def _act(
    talk_id: int, operation: Callable[[Talk, Person, datetime], object], done: str
) -> ResponseReturnValue:
    """Do it for this person, and say so; a refusal stands on the page of the talk."""
    found = talk_or_404(talk_id)
    require(policy.can_join_talk(current_user, found))
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            operation(found, current_user, clock.now())
            db.session.commit()
            flash(done)
            return _back(talk_id)
    return talk_page(talk_or_404(talk_id), acted=form)
