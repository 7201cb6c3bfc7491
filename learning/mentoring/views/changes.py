"""Changing a session: answering a request for it, moving it, handing it to another host."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, to_local
from learning.mentoring import operations, policy, queries
from learning.mentoring.forms import DeclineRequestForm, HandOverForm, MoveForm
from learning.mentoring.models import Booking, Slot
from learning.mentoring.operations import SlotGone
from learning.mentoring.queries import Time
from learning.mentoring.rules import FLASH, SESSION
from learning.mentoring.views.blueprint import bp
from learning.mentoring.views.bookings import booking_or_404, may_book, offer_scopes
from learning.mentoring.views.choosing import by_day, chosen_moment, day_asked, gone, start_of
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.limits import row_number
from learning.web.retries import retried

SHOWN = timedelta(days=14)
BEFORE = timedelta(days=3)
NEAREST = 3


@bp.post("/bookings/<int:booking_id>/accept")
@access("booking.accept")
@retried
def accept_booking(booking_id: int) -> ResponseReturnValue:
    found = booking_or_404(booking_id)
    if not policy.can_answer_request(current_user, found):
        abort(403)
    now, form = clock.now(), ActForm()
    if not form.validate_on_submit():
        abort(400)
    with form.refusals():
        operations.accept_booking(found, now)
        db.session.commit()
        flash(_("Agreed. Both of you get it for your calendars."))
        return redirect(url_for("mentoring.booking", booking_id=booking_id))
    return render_template(
        "mentoring/accept_booking.html",
        booking=found,
        form=form,
        nearest=_nearest(found, found.slot.starts_at, now),
    ), form.status()


@bp.route("/bookings/<int:booking_id>/decline", methods=["GET", "POST"])
@access("booking.decline")
@retried
def decline_booking(booking_id: int) -> ResponseReturnValue:
    found = booking_or_404(booking_id)
    if not policy.can_answer_request(current_user, found):
        abort(403)
    form = DeclineRequestForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.decline_booking(found, form.words.data or "", clock.now())
            db.session.commit()
            flash(_("%(name)s has your answer.", name=found.mentee.name))
            return redirect(url_for("mentoring.sessions"))
    return render_template(
        "mentoring/decline_booking.html", booking=found, form=form
    ), form.status()


@bp.route("/bookings/<int:booking_id>/reschedule", methods=["GET", "POST"])
@access("booking.reschedule")
@retried
def reschedule(booking_id: int) -> ResponseReturnValue:
    now = clock.now()
    found = booking_or_404(booking_id)
    form = MoveForm()
    if found.series_id is None:
        del form.scope
    asked = form.to.data
    form.to.choices = [(asked, asked)] if asked else []  # whether it can be had is seen by moving
    if form.validate_on_submit():
        with form.refusals():
            if form.scope and form.scope.data != "one":
                return redirect(_series_address(found, form))
            moved = _move(found, form, now)
            address = url_for("mentoring.booking", booking_id=moved.id)
            db.session.commit()
            flash(_("The session is moved. Both calendars follow."))
            return redirect(address)
    mates = offer_scopes(form, found, now)
    day = day_asked()
    start = (
        start_of(day, now) if day else start_of(to_local(found.slot.starts_at - BEFORE).date(), now)
    )
    times = _other_times(found, mates, start, start + SHOWN, now)
    if not times and not day:
        start = now
        times = _other_times(found, mates, start, start + SHOWN, now)
    return render_template(
        "mentoring/reschedule.html",
        booking=found,
        other=found.other(current_user),
        form=form,
        nearest=_nearest(found, _asked_for(asked, found), now) if form.form_errors else [],
        days=by_day(times),
        taken_by_mates={
            one.starts_at
            for one in times
            if any(mate.slot.overlaps(one.starts_at, one.ends_at) for mate in mates)
        },
        key=_key,
        earlier_day=max(to_local(now), to_local(start) - SHOWN).date() if start > now else None,
        following_day=(start + SHOWN).date(),
    ), form.status()


@bp.route("/bookings/<int:booking_id>/hand-over", methods=["GET", "POST"])
@access("booking.hand_over")
@retried
def hand_over(booking_id: int) -> ResponseReturnValue:
    now = clock.now()
    found = booking_or_404(booking_id)
    if not policy.can_hand_over(current_user, found):
        abort(403)
    hosts = queries.hosts_instead(found, now)
    form = HandOverForm()
    form.to.choices = [(host.id, host.name) for host in hosts]
    if form.validate_on_submit():
        to = next(host for host in hosts if host.id == form.to.data)
        with form.refusals():
            operations.hand_over(found, to, form.words.data, now)
            db.session.commit()
            flash(_("%(name)s takes the session over. Everybody has been told.", name=to.name))
            return redirect(url_for("mentoring.sessions"))
    return render_template(
        "mentoring/hand_over.html", booking=found, form=form, hosts=hosts
    ), form.status()


def _other_times(
    booking: Booking, mates: Sequence[Booking], since: datetime, until: datetime, now: datetime
) -> list[Time]:
    """Times of the same host to which the session can go; a flash talk keeps to its two weeks.

    Where its `mates` of a series stand it can go together with them.
    """
    slot, talk = booking.slot, booking.flash
    if talk is None:
        found = queries.times_with(
            booking.mentee,
            slot.mentor,
            slot.minutes,
            since,
            until,
            now,
            moving=[booking, *mates],
        )
    else:
        hosts = queries.flash_hosts(booking.mentee, talk.skill, now, [slot.mentor_id])
        offered = queries.flash_times(booking.mentee, hosts, slot.minutes, talk.closes_at, now)
        found = [one for one in offered[slot.mentor_id] if one.starts_at >= since]
    return [time for time in found if time.starts_at != slot.starts_at and time.seats == 1]


def _nearest(booking: Booking, around: datetime, now: datetime) -> list[Time]:
    """The three of them that are nearest to this moment, for somebody who came too late."""
    found = _other_times(booking, [], max(now, around - SHOWN), around + SHOWN, now)
    found.sort(key=lambda time: abs(time.starts_at - around))
    return sorted(found[:NEAREST], key=lambda time: time.starts_at)


def _asked_for(chosen: str, booking: Booking) -> datetime:
    """The moment that was chosen; the session's own where nobody knows any more which that was."""
    try:
        return _starts_at(chosen)
    except SlotGone:
        return booking.slot.starts_at


def _key(time: Time) -> str:
    if time.slot_id is not None:
        return f"slot-{time.slot_id}"
    return time.starts_at.isoformat(timespec="minutes")


def _series_address(booking: Booking, form: MoveForm) -> str:
    """Where the others of the series are seen before they move as far. Raises SlotGone."""
    if form.to.data.startswith("slot-"):
        raise SlotGone(
            _("This time is offered just once. Move only this session there, or choose another.")
        )
    to = _starts_at(form.to.data).isoformat(timespec="minutes")
    return url_for("mentoring.move_series", booking_id=booking.id, to=to, scope=form.scope.data)


def _move(booking: Booking, form: MoveForm, now: datetime) -> Booking:
    """Do what the form says; a choice that makes no sense is a time no longer offered."""
    chosen: str = form.to.data
    submission = form.submission.data or None
    if submission is not None:
        known = queries.booking_submitted(booking.mentee, submission)
        if known is not None and known.moved_from_id == booking.id:
            return known
    if chosen.startswith("slot-"):
        slot = _slot(booking, chosen)
    else:
        slot = operations.slot_from_hours(
            booking.slot.mentor,
            booking.mentee,
            _starts_at(chosen),
            booking.slot.minutes,
            now,
            is_agreed=current_user.id == booking.slot.mentor_id
            or (booking.flash is not None and not booking.slot.is_on_request),
            moving=booking,
            kind=FLASH if booking.flash else SESSION,
        )
    return operations.reschedule(booking, slot, current_user, now, submission=submission)


def _slot(booking: Booking, chosen: str) -> Slot:
    """A time on offer; a guest moves to none that they could not have booked."""
    number = row_number(chosen.removeprefix("slot-"))
    slot = queries.slot_for(booking.mentee, number) if number else None
    is_host = slot is not None and current_user.id == slot.mentor_id
    if slot is None or not (is_host or may_book(slot, booking.mentee)):
        raise gone()
    return slot


def _starts_at(chosen: str) -> datetime:
    if chosen.startswith("slot-"):
        number = row_number(chosen.removeprefix("slot-"))
        slot = db.session.get(Slot, number) if number else None
        if slot is None:
            raise gone()
        return slot.starts_at
    return chosen_moment(chosen)
