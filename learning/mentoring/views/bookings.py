"""Sessions: booking one, seeing it, calling it off, saying how it went."""

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import operations, policy, queries
from learning.mentoring.forms import FEEDBACK_TAGS, BookingForm, CancelForm, RatingForm
from learning.mentoring.models import Booking
from learning.mentoring.views.blueprint import PAGE, bp
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.pagination import Page, page_number


@bp.route("/slots/<int:slot_id>/book", methods=["GET", "POST"])
@access("booking.create")
def book_slot(slot_id: int) -> ResponseReturnValue:
    now = clock.now()
    slot = queries.slot_for(current_user, slot_id) or abort(404)
    is_paired = queries.running_pairing(current_user.id, slot.mentor_id) is not None
    if not policy.can_book(current_user, slot, is_paired=is_paired):
        abort(403)
    form = BookingForm()
    if form.validate_on_submit():
        with form.refusals():
            booked = operations.book_slot(slot, current_user, form.agenda.data, now)
            db.session.commit()
            flash(_("Booked. Both of you get it for your calendars."))
            return redirect(url_for("mentoring.booking", booking_id=booked.id))
    elif slot.booking is not None and slot.booking.mentee_id == current_user.id:
        return redirect(url_for("mentoring.booking", booking_id=slot.booking.id))
    is_free = slot.booking is None and slot.starts_at > now and not form.form_errors
    return render_template(
        "mentoring/book_slot.html",
        slot=slot,
        form=form,
        is_free=is_free,
        nearest=[] if is_free else queries.nearest_slots(current_user, slot, now),
    ), form.status()


@bp.get("/sessions")
@access("booking.list")
def sessions() -> ResponseReturnValue:
    now = clock.now()
    number = page_number()
    behind = queries.sessions_behind(current_user, now, PAGE, (number - 1) * PAGE)
    return render_template(
        "mentoring/sessions.html",
        ahead=queries.sessions_ahead(current_user, now) if number == 1 else [],
        page=Page(behind, number, PAGE, queries.sessions_behind_count(current_user, now)),
    )


@bp.get("/bookings/<int:booking_id>")
@access("booking.view_detail")
def booking(booking_id: int) -> ResponseReturnValue:
    found = _booking(booking_id)
    return render_template(
        "mentoring/booking.html",
        booking=found,
        other=found.other(current_user),
        can_mark_held=policy.can_mark_held(current_user, found),
        has_rated=queries.has_rated(current_user, found),
    )


@bp.get("/bookings/<int:booking_id>/session.ics")
@access("booking.view_detail")
def calendar_file(booking_id: int) -> ResponseReturnValue:
    found = _booking(booking_id)
    if found.cancelled_at is not None:
        abort(404)
    content = operations.calendar_file(found, current_user, clock.now())
    return Response(
        content,
        content_type="text/calendar; charset=utf-8; method=REQUEST",
        headers={"Content-Disposition": "attachment; filename=session.ics"},
    )


@bp.route("/bookings/<int:booking_id>/cancel", methods=["GET", "POST"])
@access("booking.cancel")
def cancel_booking(booking_id: int) -> ResponseReturnValue:
    now = clock.now()
    found = queries.booking_by_id(booking_id)
    if found is None or not policy.can_cancel(current_user, found):
        abort(404)
    form = CancelForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.cancel_booking(found, current_user, form.reason.data, now)
            db.session.commit()
            flash(_("The session is cancelled. Whoever else was to come has been told."))
            if found.has(current_user):
                return redirect(url_for("mentoring.sessions"))
            return redirect(url_for("mentoring.pairing", pairing_id=found.pairing_id))
    return render_template(
        "mentoring/cancel_booking.html", booking=found, form=form, is_late=found.is_late(now)
    ), form.status()


@bp.post("/bookings/<int:booking_id>/mark-held")
@access("booking.mark_attended")
def mark_held(booking_id: int) -> ResponseReturnValue:
    found = _booking(booking_id)
    if not policy.can_mark_held(current_user, found):
        abort(403)
    _check_token()
    operations.mark_held(found, current_user, clock.now())
    db.session.commit()
    flash(_("Marked as held. How was it for you?"))
    return redirect(url_for("mentoring.booking", booking_id=booking_id))


@bp.post("/bookings/<int:booking_id>/report-no-show")
@access("booking.report_no_show")
def report_no_show(booking_id: int) -> ResponseReturnValue:
    found = _booking(booking_id)
    _check_token()
    operations.report_no_show(found, current_user, clock.now())
    db.session.commit()
    flash(_("Noted. %(name)s has been told.", name=found.other(current_user).name))
    return redirect(url_for("mentoring.booking", booking_id=booking_id))


@bp.route("/bookings/<int:booking_id>/rate", methods=["GET", "POST"])
@access("session_feedback.write")
def rate_session(booking_id: int) -> ResponseReturnValue:
    found = _booking(booking_id)
    form = RatingForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.rate_session(
                found,
                current_user,
                usefulness=form.usefulness.data,
                tags=form.tags.data or [],
                recommend=form.recommend.data,
                now=clock.now(),
            )
            db.session.commit()
            flash(_("Thank you. Your answer counts together with those of others."))
            return redirect(url_for("mentoring.booking", booking_id=booking_id))
    return render_template(
        "mentoring/rate_session.html", booking=found, form=form, other=found.other(current_user)
    ), form.status()


@bp.get("/people/<int:person_id>/feedback")
@access("session_feedback.read_about_self")
def feedback(person_id: int) -> ResponseReturnValue:
    if person_id != current_user.id:
        abort(404)
    figures = queries.feedback_about(current_user, clock.now().date())
    return render_template("mentoring/feedback.html", figures=figures, tags=FEEDBACK_TAGS)


def _booking(booking_id: int) -> Booking:
    return queries.booking_of(current_user, booking_id) or abort(404)


def _check_token() -> None:
    if not ActForm().validate_on_submit():
        abort(400)
