"""Booking a session, seeing it, calling it off."""

from datetime import datetime

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, day, moment, ngettext
from learning.mentoring import operations, policy, queries
from learning.mentoring.forms import BookingForm, CancelForm, ScopeForm
from learning.mentoring.models import Booking, Ending, Slot
from learning.mentoring.views.blueprint import PAGE, bp
from learning.mentoring.views.choosing import host_or_404, moment_asked
from learning.people.models import Person
from learning.web.access import access
from learning.web.limits import number_asked
from learning.web.pagination import Page, page_number
from learning.web.retries import retried


@bp.route("/slots/<int:slot_id>/book", methods=["GET", "POST"])
@access("booking.create")
@retried
def book_slot(slot_id: int) -> ResponseReturnValue:
    now = clock.now()
    slot = queries.slot_for(current_user, slot_id) or abort(404)
    if not may_book(slot, current_user):
        abort(403)
    if slot.is_chosen_for(now) and not queries.is_chosen(slot, current_user):
        return redirect(url_for("mentoring.ask_for_seat", slot_id=slot_id))
    form = BookingForm()
    if form.validate_on_submit():
        with form.refusals():
            booked = operations.book_slot(
                slot,
                current_user,
                form.agenda.data,
                now,
                submission=form.submission.data or None,
            )
            words, address = what_next(booked)
            db.session.commit()
            flash(words)
            return redirect(address)
    else:
        own = next((one for one in slot.live if one.mentee_id == current_user.id), None)
        if own is not None:
            return redirect(url_for("mentoring.booking", booking_id=own.id))
    place = queries.place_in_queue(slot, current_user)
    is_free = (
        not form.form_errors
        and slot.closes_at > now
        and queries.has_free_seat(slot, current_user, now)
    )
    return render_template(
        "mentoring/book_slot.html",
        slot=slot,
        form=form,
        is_free=is_free,
        is_ahead=slot.closes_at > now,
        place=place,
        nearest=[]
        if is_free
        else queries.nearest_times(current_user, slot.mentor, slot.minutes, slot.starts_at, now),
    ), form.status()


@bp.route("/mentors/<int:person_id>/book", methods=["GET", "POST"])
@access("booking.create")
@retried
def book_time(person_id: int) -> ResponseReturnValue:
    """A time of the mentor's hours; which one says the address."""
    now = clock.now()
    host = host_or_404(person_id)
    starts_at, minutes = moment_asked(), number_asked("minutes") or abort(404)
    hours = queries.hours_for(current_user, host, now) or abort(404)
    if minutes not in hours.lengths:
        abort(404)
    form = BookingForm()
    if form.validate_on_submit():
        with form.refusals():
            booked = operations.book_time(
                host,
                current_user,
                starts_at,
                minutes,
                form.agenda.data,
                now,
                submission=form.submission.data or None,
            )
            words, address = what_next(booked)
            db.session.commit()
            flash(words)
            return redirect(address)
    time = queries.time_at(current_user, host, starts_at, minutes, now)
    is_free = time.seats_left > 0 and not form.form_errors
    return render_template(
        "mentoring/book_time.html",
        time=time,
        place=hours.place,
        is_paired=not time.is_on_request,
        form=form,
        is_free=is_free,
        nearest=[]
        if is_free
        else queries.nearest_times(current_user, host, minutes, starts_at, now),
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
        waiting=queries.waiting_places(current_user, now) if number == 1 else [],
        kept=queries.kept_by(current_user, now) if number == 1 else None,
        page=Page(behind, number, PAGE, queries.sessions_behind_count(current_user, now)),
    )


@bp.get("/bookings/<int:booking_id>")
@access("booking.view_detail")
def booking(booking_id: int) -> ResponseReturnValue:
    found = booking_or_404(booking_id)
    now = clock.now()
    return render_template(
        "mentoring/booking.html",
        booking=found,
        other=found.other(current_user),
        history=history_of(found),
        series=_series_of(found),
        guests=queries.live_bookings(found.slot) if found.slot.is_group else [],
        can_mark_held=policy.can_mark_held(current_user, found),
        can_hand_over=policy.can_hand_over(current_user, found),
        can_dispute=policy.can_dispute(current_user, found)
        and found.no_show is not None
        and found.no_show.is_disputable(now),
        has_rated=queries.has_rated(current_user, found),
    )


@bp.get("/bookings/<int:booking_id>/session.ics")
@access("booking.view_detail")
def calendar_file(booking_id: int) -> ResponseReturnValue:
    found = booking_or_404(booking_id)
    if found.cancelled_at is not None or found.is_request:
        abort(404)
    content = operations.calendar_file(found, current_user, clock.now())
    return Response(
        content,
        content_type="text/calendar; charset=utf-8; method=REQUEST",
        headers={"Content-Disposition": "attachment; filename=session.ics"},
    )


@bp.route("/bookings/<int:booking_id>/cancel", methods=["GET", "POST"])
@access("booking.cancel")
@retried
def cancel_booking(booking_id: int) -> ResponseReturnValue:
    now = clock.now()
    found = queries.booking_by_id(booking_id)
    if found is None or not policy.can_cancel(current_user, found):
        abort(404)
    form = CancelForm()
    if found.series_id is None:
        del form.scope
    if form.validate_on_submit():
        with form.refusals():
            count = _cancel(found, form, now)
            db.session.commit()
            flash(
                ngettext(
                    "The session is cancelled. Whoever else was to come has been told.",
                    "%(num)s sessions are cancelled. Whoever else was to come has been told.",
                    count,
                )
                if count
                else _("This session is cancelled already.")
            )
            if found.has(current_user):
                return redirect(url_for("mentoring.sessions"))
            return redirect(url_for("mentoring.pairing", pairing_id=found.pairing_id))
    mates = offer_scopes(form, found, now)
    is_guest = found.series_id is not None and found.mentee_id == current_user.id
    return render_template(
        "mentoring/cancel_booking.html",
        booking=found,
        form=form,
        is_late=found.is_late(now),
        late_too=[one for one in mates if one.is_late(now)],
        handed_on=queries.series_handed_on(found, now, following=False) if is_guest else [],
    ), form.status()


def booking_or_404(booking_id: int) -> Booking:
    return queries.booking_of(current_user, booking_id) or abort(404)


def offer_scopes(form: ScopeForm, booking: Booking, now: datetime) -> list[Booking]:
    """Say how many sessions of a series each choice means, and leave out what means the same.

    The others of the series that are ahead are the answer.
    """
    if booking.series_id is None:
        return []
    ahead = queries.series_ahead(booking, now, following=False)
    after = [one for one in ahead if one.slot.starts_at >= booking.slot.starts_at]
    choices = [("one", _("This session only"))]
    if len(after) > 1:
        words = ngettext(
            "This one and those after it: %(num)s session, until %(day)s",
            "This one and those after it: %(num)s sessions, until %(day)s",
            len(after),
            day=day(after[-1].slot.starts_at),
        )
        choices.append(("following", words))
    if len(ahead) > len(after):
        words = ngettext(
            "All that are ahead: %(num)s session, until %(day)s",
            "All that are ahead: %(num)s sessions, until %(day)s",
            len(ahead),
            day=day(ahead[-1].slot.starts_at),
        )
        choices.append(("all", words))
    form.scope.choices = choices
    return [one for one in ahead if one.id != booking.id]


def history_of(booking: Booking) -> list[dict[str, object]]:
    """What has happened to the session, for a timeline, the newest first."""
    entries: list[dict[str, object]] = [
        {
            "at": handed.handed_at,
            "text": _(
                "%(giver)s handed it to %(taker)s: %(words)s",
                giver=handed.giver.name,
                taker=handed.taker.name,
                words=handed.words,
            ),
            "icon": "arrow-left-right",
        }
        for handed in queries.handovers_of(booking)
    ]
    one = booking
    for earlier in queries.earlier_times(booking):
        entries.append(
            {
                "at": one.booked_at,
                "text": _("Moved; it was to be on %(time)s", time=moment(earlier.slot.starts_at)),
                "icon": "arrow-repeat",
            }
        )
        one = earlier
    if one.accepted_at is not None:
        entries.append({"at": one.accepted_at, "text": _("Agreed to"), "icon": "check2"})
    text = _("Asked for") if one.answer_by is not None else _("Booked")
    entries.append({"at": one.booked_at, "text": text, "icon": "calendar-plus"})
    return sorted(entries, key=lambda entry: str(entry["at"]), reverse=True)


def _series_of(booking: Booking) -> list[Booking]:
    """The sessions of its series in which the reader is, each at its last time."""
    if booking.series_id is None:
        return []
    found = queries.bookings_in(booking.series_id)
    return [one for one in found if one.has(current_user) and one.ending != Ending.MOVED]


def may_book(slot: Slot, guest: Person) -> bool:
    """Who is paired is asked only where the host keeps the time for the own mentees."""
    is_paired = (
        not slot.is_open_to_all and queries.running_pairing(guest.id, slot.mentor_id) is not None
    )
    return policy.can_book(guest, slot, is_paired=is_paired)


def what_next(booked: Booking) -> tuple[str, str]:
    """What to say and where to go; asked before the commit, to need no transaction after it."""
    words = _("Booked. Both of you get it for your calendars.")
    if booked.is_request:
        words = _(
            "Asked. %(name)s has 48 hours to answer, and the time is yours so long.",
            name=booked.slot.mentor.name,
        )
    return words, url_for("mentoring.booking", booking_id=booked.id)


def _cancel(found: Booking, form: CancelForm, now: datetime) -> int:
    reason = form.reason.data
    if found.series_id is None or form.scope.data == "one":
        operations.cancel_booking(found, current_user, reason, now)
        return 1
    following = form.scope.data == "following"
    return len(operations.cancel_series(found, current_user, reason, now, following=following))
