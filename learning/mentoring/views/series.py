"""A series booked as a whole, and several of its sessions moved together."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, moment, ngettext
from learning.mentoring import operations, queries
from learning.mentoring.forms import MoveSeriesForm, SeriesForm
from learning.mentoring.models import Booking, Rhythm
from learning.mentoring.operations import SeriesBroken
from learning.mentoring.queries import INSTEAD, Planned
from learning.mentoring.rules import LONGEST_SERIES
from learning.mentoring.views.blueprint import bp
from learning.mentoring.views.bookings import booking_or_404
from learning.mentoring.views.choosing import chosen_moment, gone, host_or_404, moment_asked
from learning.web.access import access
from learning.web.limits import number_asked, row_number
from learning.web.retries import retried

FURTHEST = timedelta(days=366)


@bp.route("/mentors/<int:person_id>/series", methods=["GET", "POST"])
@access("booking.create")
@retried
def book_series(person_id: int) -> ResponseReturnValue:
    """A series from the time in the address on: first its clashes, then all or none."""
    now = clock.now()
    host = host_or_404(person_id)
    if queries.running_pairing(current_user.id, host.id) is None:
        abort(404)
    hours = queries.hours_for(current_user, host, now) or abort(404)
    first, minutes = moment_asked(), number_asked("minutes")
    if minutes not in hours.lengths:
        abort(404)
    rhythm = request.args.get("rhythm", Rhythm.WEEKLY.value)
    length = number_asked("length") or 6
    if rhythm not in list(Rhythm) or not 2 <= length <= LONGEST_SERIES:
        abort(404)
    plan = queries.plan_series(current_user, host, first, minutes, rhythm, length, now)
    form = SeriesForm()
    while len(form.dates.entries) < length:
        form.dates.append_entry()
    _offer(form, plan)
    if form.validate_on_submit():
        starts = [datetime.fromisoformat(one.data) for one in form.dates.entries if one.data]
        with form.refusals():
            if len(set(starts)) < 2:
                raise SeriesBroken(_("A series has at least two sessions. Skip fewer of them."))
            booked = operations.book_series(
                host,
                current_user,
                starts,
                minutes,
                Rhythm(rhythm),
                form.agenda.data,
                now,
                submission=form.submission.data or first.isoformat(),
            )
            db.session.commit()
            flash(
                ngettext(
                    "%(num)s session is booked. Both of you get it for your calendars.",
                    "%(num)s sessions are booked. Both of you get them for your calendars.",
                    len(booked),
                )
            )
            return redirect(url_for("mentoring.sessions"))
        plan = queries.plan_series(current_user, host, first, minutes, rhythm, length, now)
        _offer(form, plan)
    return render_template(
        "mentoring/book_series.html",
        host=host,
        first=first,
        minutes=minutes,
        rhythm=rhythm,
        length=length,
        longest=LONGEST_SERIES,
        form=form,
        plan=plan,
        clashes=sum(not one.is_free for one in plan),
        place=hours.place,
    ), form.status()


@bp.route("/bookings/<int:booking_id>/move-series", methods=["GET", "POST"])
@access("booking.reschedule")
@retried
def move_series(booking_id: int) -> ResponseReturnValue:
    """This session goes to the time in the address, and the others of its series as far."""
    now = clock.now()
    found = booking_or_404(booking_id)
    to, following = moment_asked("to"), request.args.get("scope") != "all"
    if found.series_id is None or abs(to - found.slot.starts_at) > FURTHEST:
        abort(404)
    form = MoveSeriesForm()
    if form.validate_on_submit():
        with form.refusals():
            moved = operations.move_series(
                found, _chosen(form), current_user, now, submission=form.submission.data
            )
            words = ngettext(
                "%(num)s session is moved. Both calendars follow.",
                "%(num)s sessions are moved. Both calendars follow.",
                len(moved),
            )
            address = url_for("mentoring.booking", booking_id=moved[0].id)
            db.session.commit()
            flash(words)
            return redirect(address)
    elif found.cancelled_at is not None or found.slot.starts_at <= now:
        return redirect(url_for("mentoring.booking", booking_id=booking_id))
    ahead = queries.series_ahead(found, now, following=following)
    plan = queries.plan_move([one for one in ahead if not one.is_settled], found, to, now)
    _offer_moves(form, plan)
    is_guest = found.mentee_id == current_user.id
    return render_template(
        "mentoring/move_series.html",
        booking=found,
        other=found.other(current_user),
        form=form,
        plan=plan,
        clashes=sum(not one.is_free for _session, one in plan),
        settled=[one for one in ahead if one.is_settled],
        handed_on=queries.series_handed_on(found, now, following=following) if is_guest else [],
    ), form.status()


def _offer(form: SeriesForm, plan: Sequence[Planned]) -> None:
    """What can become of each session: as planned, at another time, or not at all.

    What somebody chose stays chosen as long as it can be had.
    """
    for entry, planned in zip(form.dates.entries, plan, strict=False):
        if planned.is_free and planned.wanted is not None:
            choices = [(planned.wanted.isoformat(), _("Book it"))]
        else:
            choices = [(one.isoformat(), moment(one)) for one in planned.others]
        choices.append(("", _("Skip it")))
        is_gone = bool(form.form_errors) and entry.data not in dict(choices)
        if not form.form_errors and _is_near(entry.data, planned):
            choices.append((entry.data, entry.data))  # shown before, taken since: it is refused
        entry.choices, entry.validate_choice = choices, True
        if is_gone or not entry.raw_data:
            entry.data = choices[0][0] if planned.is_free else ""


def _is_near(chosen: str | None, planned: Planned) -> bool:
    """Whether this is a moment that could have been offered for the session."""
    try:
        moment_chosen = datetime.fromisoformat(chosen or "")
        return planned.wanted is not None and abs(moment_chosen - planned.wanted) <= INSTEAD
    except (ValueError, TypeError):  # no moment, or one without its zone
        return False


def _offer_moves(form: MoveSeriesForm, plan: Sequence[tuple[Booking, Planned]]) -> None:
    """What can become of each session: as planned, another time, or it stays where it is.

    What somebody chose stays chosen as long as it can be had.
    """
    chosen = {one.data for one in form.dates.entries}
    while form.dates.entries:
        form.dates.pop_entry()
    for session, planned in plan:
        entry = form.dates.append_entry()
        times = planned.others
        if planned.is_free and planned.wanted is not None:
            times = [planned.wanted]
        choices = [(f"{session.id} {one.isoformat()}", moment(one)) for one in times]
        entry.choices = [*choices, ("", _("Leave it where it is"))]
        kept = next((value for value, _words in choices if value in chosen), "")
        entry.data = choices[0][0] if planned.is_free and not form.form_errors else kept


def _chosen(form: MoveSeriesForm) -> Mapping[int, datetime]:
    """By session the time chosen for it. Raises SlotGone."""
    found = dict[int, datetime]()
    for entry in form.dates.entries:
        if entry.data:
            words, _blank, at = entry.data.partition(" ")
            number = row_number(words)
            if number is None:
                raise gone()
            found[number] = chosen_moment(at)
    return found
