"""Office hours: the list, opening one; asking for a seat and giving it."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, ngettext
from learning.mentoring import operations, policy, queries
from learning.mentoring.forms import AskForSeatForm, DeclineGuestForm, OfficeHourForm
from learning.mentoring.models import Audience, SeatRequest, Slot
from learning.mentoring.views.blueprint import bp
from learning.programmes.queries import roles_of
from learning.web.access import access
from learning.web.forms import ActForm, BaseForm

SHOWN = 60


@bp.get("/office-hours")
@access("slot.view_free")
def office_hours() -> ResponseReturnValue:
    now = clock.now()
    hours = queries.office_hours_ahead(current_user, now, SHOWN)
    return render_template(
        "mentoring/office_hours.html",
        mine=[one for one in hours if one.slot.mentor_id == current_user.id],
        others=[one for one in hours if one.slot.mentor_id != current_user.id],
        asked=queries.seat_requests_of(current_user, [one.slot for one in hours]),
        to_answer=queries.open_request_counts(current_user, now),
        may_open=_may_open(),
        at=now,
    )


@bp.route("/office-hours/open", methods=["GET", "POST"])
@access("slot.create")
def open_office_hour() -> ResponseReturnValue:
    if not _may_open():
        abort(403)
    form = OfficeHourForm(
        queries.programmes_to_tell(current_user), queries.skills_to_tell(current_user)
    )
    if form.validate_on_submit():
        with form.refusals():
            kind, number = form.told()
            opened = operations.open_office_hour(
                current_user,
                topic=form.topic.data,
                why=form.why.data,
                at=(form.on.data, form.at.data),
                weeks=form.weeks.data,
                minutes=form.minutes.data,
                place=form.place.data,
                seats=form.seats.data,
                least=form.least.data,
                notice_minutes=form.notice_minutes.data,
                choose_hours=form.choose_hours.data,
                audience=Audience(kind),
                programme_id=number if kind == "programme" else None,
                skill_id=number if kind == "skill" else None,
                now=clock.now(),
            )
            db.session.commit()
            flash(
                ngettext(
                    "%(num)s office hour is open.", "%(num)s office hours are open.", len(opened)
                )
            )
            return redirect(url_for("mentoring.office_hours"))
    return render_template("mentoring/open_office_hour.html", form=form), form.status()


@bp.route("/slots/<int:slot_id>/ask-for-seat", methods=["GET", "POST"])
@access("booking.create")
def ask_for_seat(slot_id: int) -> ResponseReturnValue:
    slot = _bookable(slot_id)
    known = queries.seat_request_of(current_user, slot)
    form = AskForSeatForm(data={"words": known.words if known and not known.answer else ""})
    if form.validate_on_submit():
        with form.refusals():
            operations.ask_for_seat(slot, current_user, form.words.data, clock.now())
            db.session.commit()
            flash(_("Asked. You hear from %(name)s.", name=slot.mentor.name))
            return redirect(url_for("mentoring.ask_for_seat", slot_id=slot_id))
    now = clock.now()
    if not form.is_submitted() and not slot.is_chosen_for(now):
        return redirect(url_for("mentoring.book_slot", slot_id=slot_id))
    return render_template(
        "mentoring/ask_for_seat.html", slot=slot, known=known, form=form, at=now
    ), form.status()


@bp.post("/slots/<int:slot_id>/withdraw-request")
@access("booking.create")
def withdraw_seat_request(slot_id: int) -> ResponseReturnValue:
    slot = _bookable(slot_id)
    if not ActForm().validate_on_submit():
        abort(400)
    operations.withdraw_seat_request(slot, current_user, clock.now())
    db.session.commit()
    flash(_("Your request is taken back."))
    return redirect(url_for("mentoring.office_hours"))


@bp.get("/slots/<int:slot_id>/requests")
@access("slot.edit")
def seat_requests(slot_id: int) -> ResponseReturnValue:
    slot = queries.own_group(current_user, slot_id) or abort(404)
    return _requests(slot)


@bp.post("/seat-requests/<int:request_id>/choose")
@access("booking.accept")
def choose_guest(request_id: int) -> ResponseReturnValue:
    found, form = _load(request_id), ActForm()
    slot_id = found.slot_id
    if form.validate_on_submit():
        with form.refusals():
            operations.choose_guest(found, clock.now())
            db.session.commit()
            flash(_("%(name)s has a seat and is told.", name=found.person.name))
            return redirect(url_for("mentoring.seat_requests", slot_id=slot_id))
    return _requests(queries.own_group(current_user, slot_id) or abort(404), form)


@bp.route("/seat-requests/<int:request_id>/decline", methods=["GET", "POST"])
@access("booking.decline")
def decline_guest(request_id: int) -> ResponseReturnValue:
    found, form = _load(request_id), DeclineGuestForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.decline_guest(found, form.words.data or "", clock.now())
            db.session.commit()
            flash(_("%(name)s reads your words.", name=found.person.name))
            return redirect(url_for("mentoring.seat_requests", slot_id=found.slot_id))
    return render_template("mentoring/decline_guest.html", asked=found, form=form), form.status()


def _requests(slot: Slot, refused: BaseForm | None = None) -> ResponseReturnValue:
    return render_template(
        "mentoring/seat_requests.html",
        slot=slot,
        requests=queries.seat_requests(slot),
        refused=refused,
        at=clock.now(),
    ), refused.status() if refused else 200


def _bookable(slot_id: int) -> Slot:
    """The time if it is offered to the visitor, else 404 or 403."""
    slot = queries.slot_for(current_user, slot_id) or abort(404)
    is_paired = queries.running_pairing(current_user.id, slot.mentor_id) is not None
    if not policy.can_book(current_user, slot, is_paired=is_paired):
        abort(403)
    return slot


def _load(request_id: int) -> SeatRequest:
    """The request if it is to the visitor, else 404."""
    return queries.seat_request_to(current_user, request_id) or abort(404)


def _may_open() -> bool:
    return policy.can_offer_times(current_user, current_user, roles_of(current_user))
