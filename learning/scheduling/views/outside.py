"""The calendar outside that tells when one is busy, and how one is reminded."""

from urllib.parse import urlsplit

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, _l
from learning.outgoing import Failure, FetchFailed, fetch
from learning.scheduling import operations, queries
from learning.scheduling.calendar import NO_CALENDAR, NoCalendar, busy_spans
from learning.scheduling.forms import BusyCalendarForm, RemindersForm
from learning.scheduling.views.blueprint import bp
from learning.web.access import access
from learning.web.forms import ActForm

WHY = {
    Failure.NO_ADDRESS.value: _l(
        "This is no web address. It begins with https:// and leads to your calendar."
    ),
    Failure.INSIDE.value: _l(
        "This address leads into a private network, where we do not look. "
        "Use the public address of your calendar."
    ),
    Failure.UNREACHABLE.value: _l("Nobody answers at this address. Check it, or try again later."),
    Failure.SLOW.value: _l("The calendar took longer than three seconds. Try again later."),
    Failure.LARGE.value: _l("The calendar is larger than one megabyte. Share a smaller one."),
    Failure.REDIRECT.value: _l(
        "This address leads on to another one. Paste the one that it ends at."
    ),
    Failure.STATUS.value: _l(
        "The calendar refuses to be read at this address. Make a new secret address there."
    ),
    NO_CALENDAR: _l("What stands at this address is no calendar in iCal format (ICS)."),
}


@bp.route("/hours/busy-times", methods=["GET", "POST"])
@access("availability.edit")
def busy_calendar() -> ResponseReturnValue:
    """Let a calendar outside say when one is busy; it is read once before it is kept."""
    person, now = current_user, clock.now()
    form = BusyCalendarForm()
    is_refused = False
    if form.validate_on_submit():
        address = form.address.data or ""
        zone, secret = person.timezone, current_app.config["SECRET_KEY"]
        db.session.rollback()  # nothing stays open while the outside world is slow
        try:
            busy = busy_spans(fetch(address), zone, now, now + operations.READ_AHEAD)
        except FetchFailed as error:
            is_refused, form.address.errors = True, [str(WHY[error.failure.value])]
        except NoCalendar:
            is_refused, form.address.errors = True, [str(WHY[NO_CALENDAR])]
        else:
            host = urlsplit(address.strip()).hostname or ""
            operations.watch_calendar(person, address.strip(), host, busy, secret, now)
            db.session.commit()
            flash(_("Read. From now on these times are looked at every half hour."))
            return redirect(url_for("scheduling.busy_calendar"))
    kept = queries.busy_calendar_of(person)
    return render_template(
        "scheduling/busy_calendar.html",
        form=form,
        kept=kept,
        why=WHY.get(kept.failure) if kept else None,
        busy=queries.busy_times_of(person, now, 10) if kept else [],
    ), 409 if is_refused else form.status()


@bp.post("/hours/busy-times/forget")
@access("availability.edit")
def forget_busy_calendar() -> ResponseReturnValue:
    if ActForm().validate_on_submit():
        operations.forget_calendar(current_user)
        db.session.commit()
        flash(_("Your calendar is read no more, and its busy times are forgotten."))
    return redirect(url_for("scheduling.busy_calendar"))


@bp.route("/hours/reminders", methods=["GET", "POST"])
@access("availability.edit")
def reminders() -> ResponseReturnValue:
    """How long before a meeting one is reminded, and when nothing is to arrive."""
    chosen = queries.reminder_choice_of(current_user.id)
    form = RemindersForm(
        minutes_before=[str(one) for one in chosen.minutes_before],
        quiet_from=chosen.quiet_from,
        quiet_to=chosen.quiet_to,
    )
    if form.validate_on_submit():
        operations.choose_reminders(
            current_user,
            [int(one) for one in form.minutes_before.data or []],
            form.quiet_from.data or "",
            form.quiet_to.data or "",
        )
        db.session.commit()
        flash(_("Saved. It holds for meetings that are booked from now on."))
        return redirect(url_for("scheduling.reminders"))
    return render_template("scheduling/reminders.html", form=form), form.status()
