"""Waiting for a seat of a full time, and for a place with a full mentor."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import operations, policy, queries
from learning.mentoring.views.blueprint import bp
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.retries import retried


@bp.post("/slots/<int:slot_id>/wait")
@access("waiting_list.join")
@retried
def wait_for_slot(slot_id: int) -> ResponseReturnValue:
    slot = queries.slot_for(current_user, slot_id) or abort(404)
    is_paired = queries.running_pairing(current_user.id, slot.mentor_id) is not None
    if not policy.can_book(current_user, slot, is_paired=is_paired):
        abort(403)
    if not ActForm().validate_on_submit():
        abort(400)
    operations.wait_for_slot(slot, current_user, clock.now())
    db.session.commit()
    flash(_("You wait for this time. When a place comes free, it is kept for you for a while."))
    return redirect(url_for("mentoring.book_slot", slot_id=slot_id))


@bp.post("/slots/<int:slot_id>/stop-waiting")
@access("waiting_list.leave")
@retried
def stop_waiting(slot_id: int) -> ResponseReturnValue:
    slot = queries.slot_for(current_user, slot_id) or abort(404)
    if queries.place_in_queue(slot, current_user) is None:
        abort(404)
    if not ActForm().validate_on_submit():
        abort(400)
    operations.stop_waiting(slot, current_user, clock.now())
    db.session.commit()
    flash(_("You no longer wait for this time."))
    return redirect(url_for("mentoring.sessions"))


@bp.post("/mentors/<int:enrolment_id>/wait")
@access("waiting_list.join")
def wait_for_place(enrolment_id: int) -> ResponseReturnValue:
    """Stand in line for a mentor who is full."""
    theirs = queries.enrolment_to_ask(enrolment_id) or abort(404)
    own = next(
        (
            one
            for one in queries.mentee_enrolments(current_user)
            if one.programme_id == theirs.programme_id
        ),
        None,
    )
    if not policy.can_ask(own, theirs):
        abort(403)
    if not ActForm().validate_on_submit():
        abort(400)
    if own is not None:
        operations.wait_for_place(own, theirs, clock.now())
    db.session.commit()
    flash(
        _(
            "You wait for a place with %(name)s. When one comes free it is kept for you for a "
            "while, and you are told.",
            name=theirs.person.name,
        )
    )
    return redirect(url_for("mentoring.mentors", programme=theirs.programme_id))


@bp.post("/mentors/<int:enrolment_id>/stop-waiting")
@access("waiting_list.leave")
def stop_waiting_for_place(enrolment_id: int) -> ResponseReturnValue:
    theirs = queries.enrolment_to_ask(enrolment_id) or abort(404)
    lines = queries.places_in_line(current_user, theirs.programme, clock.now().date())
    if theirs.person_id not in lines:
        abort(404)
    if not ActForm().validate_on_submit():
        abort(400)
    operations.stop_waiting_for_place(theirs, current_user, clock.now())
    db.session.commit()
    flash(_("You no longer wait for this mentor."))
    return redirect(url_for("mentoring.mentors", programme=theirs.programme_id))
