"""Coming into a circle, waiting for a seat, leading it together, leaving."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import operations, queries
from learning.mentoring.forms import CircleNoteForm
from learning.mentoring.views.blueprint import bp
from learning.mentoring.views.circles import circle_page, load_circle
from learning.people.models import Person
from learning.programmes.models import Circle, CircleMember
from learning.programmes.policy import can_name_co_facilitators
from learning.web.access import access
from learning.web.forms import ActForm

Act = Callable[[Circle, Person, datetime], object]


@bp.post("/circles/<int:circle_id>/join")
@access("circle.join")
def join_circle(circle_id: int) -> ResponseReturnValue:
    return _act(
        circle_id,
        operations.join_circle,
        _("You are in. The sessions ahead are in your calendar."),
    )


@bp.post("/circles/<int:circle_id>/wait")
@access("circle.join")
def wait_for_circle(circle_id: int) -> ResponseReturnValue:
    return _act(
        circle_id,
        operations.wait_for_circle,
        _("You are on the list. When a seat comes free, it is kept for you for a while."),
    )


@bp.post("/circles/<int:circle_id>/stop-waiting")
@access("circle.join")
def stop_waiting_for_circle(circle_id: int) -> ResponseReturnValue:
    return _act(
        circle_id,
        operations.stop_waiting_for_circle,
        _("You are off the list. You can come back to its end at any time."),
    )


@bp.post("/circles/<int:circle_id>/leave")
@access("circle.leave")
def leave_circle(circle_id: int) -> ResponseReturnValue:
    return _act(
        circle_id,
        operations.leave_circle,
        _("You have left the circle. Its sessions leave your calendar."),
    )


@bp.post("/circles/<int:circle_id>/members/<int:member_id>/name-co-facilitator")
@access("circle.facilitate")
def name_co_facilitator(circle_id: int, member_id: int) -> ResponseReturnValue:
    found = _load_own(circle_id)
    member, form = _member(found, member_id), ActForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.name_co_facilitator(member, clock.now())
            db.session.commit()
            flash(_("%(name)s leads the circle with you.", name=member.person.name))
            return redirect(url_for("mentoring.circle", circle_id=circle_id))
    return circle_page(found, CircleNoteForm(formdata=None), form)


@bp.post("/circles/<int:circle_id>/members/<int:member_id>/drop-co-facilitator")
@access("circle.facilitate")
def drop_co_facilitator(circle_id: int, member_id: int) -> ResponseReturnValue:
    found = _load_own(circle_id)
    member = _member(found, member_id)
    if not ActForm().validate_on_submit():
        abort(400)
    operations.drop_co_facilitator(member, clock.now())
    db.session.commit()
    flash(_("%(name)s is a member like the others now.", name=member.person.name))
    return redirect(url_for("mentoring.circle", circle_id=circle_id))


def _act(circle_id: int, act: Act, words: str) -> ResponseReturnValue:
    found, form = load_circle(circle_id), ActForm()
    if form.validate_on_submit():
        with form.refusals():
            act(found, current_user, clock.now())
            db.session.commit()
            flash(words)
            if queries.circle_for(current_user, circle_id) is None:
                return redirect(url_for("mentoring.circles"))
            return redirect(url_for("mentoring.circle", circle_id=circle_id))
    return circle_page(found, CircleNoteForm(formdata=None), form)


def _load_own(circle_id: int) -> Circle:
    """The circle if the visitor answers for it, else 403."""
    found = load_circle(circle_id)
    if not can_name_co_facilitators(queries.membership(found, current_user)):
        abort(403)
    return found


def _member(circle: Circle, member_id: int) -> CircleMember:
    found = db.session.get(CircleMember, member_id)
    return found if found and found.circle_id == circle.id and not found.left_at else abort(404)
