"""A mentor's own times: offering and withdrawing them."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, ngettext
from learning.mentoring import operations, policy, queries
from learning.mentoring.forms import OfferForm
from learning.mentoring.views.blueprint import bp
from learning.people.models import Person
from learning.programmes.queries import roles_of
from learning.web.access import access
from learning.web.forms import ActForm


@bp.get("/mentors/<int:person_id>/slots")
@access("slot.edit")
def slots(person_id: int) -> ResponseReturnValue:
    owner = _owner(person_id)
    now = clock.now()
    return render_template(
        "mentoring/slots.html",
        slots=queries.slots_of(owner, now),
        to_answer=queries.open_request_counts(owner, now),
    )


@bp.route("/mentors/<int:person_id>/slots/offer", methods=["GET", "POST"])
@access("slot.create")
def offer_slots(person_id: int) -> ResponseReturnValue:
    owner = _owner(person_id)
    form = OfferForm()
    if form.validate_on_submit():
        times = [
            (one.form.on.data, one.form.at.data)
            for one in form.times.entries
            if one.form.on.data and one.form.at.data
        ]
        with form.refusals():
            offered = operations.offer_slots(
                owner,
                times,
                weeks=form.weeks.data,
                minutes=form.minutes.data,
                place=form.place.data,
                is_open_to_all=form.is_open_to_all.data,
                is_on_request=form.is_on_request.data,
                seats=form.seats.data,
                least=form.least.data,
                notice_minutes=form.notice_minutes.data,
                choose_hours=form.choose_hours.data,
                now=clock.now(),
            )
            db.session.commit()
            flash(
                ngettext("%(num)s time is on offer.", "%(num)s times are on offer.", len(offered))
            )
            return redirect(url_for("mentoring.slots", person_id=person_id))
    return render_template("mentoring/offer_slots.html", form=form), form.status()


@bp.post("/slots/<int:slot_id>/withdraw")
@access("slot.delete")
def withdraw_slot(slot_id: int) -> ResponseReturnValue:
    slot = queries.own_slot(current_user, slot_id) or abort(404)
    _owner(slot.mentor_id)
    if not ActForm().validate_on_submit():
        abort(400)
    operations.withdraw_slot(slot, clock.now())
    db.session.commit()
    flash(_("The time is withdrawn."))
    return redirect(url_for("mentoring.slots", person_id=current_user.id))


def _owner(person_id: int) -> Person:
    owner = db.get_or_404(Person, person_id)
    if not policy.can_offer_times(current_user, owner, roles_of(current_user)):
        abort(403)
    return owner
