"""One mentor's free times, a series with them, and the times of whoever teaches a skill."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, moment, ngettext, to_local
from learning.mentoring import operations, queries
from learning.mentoring.forms import BookingForm, SeriesForm
from learning.mentoring.models import Rhythm
from learning.mentoring.operations import SeriesBroken, SubmissionReused
from learning.mentoring.queries import INSTEAD, Planned
from learning.mentoring.rules import LONGEST_SERIES
from learning.mentoring.views.blueprint import bp
from learning.mentoring.views.choosing import (
    LONGEST_LOOK,
    by_day,
    day_asked,
    host_or_404,
    moment_asked,
    start_of,
)
from learning.people.models import Skill
from learning.web.access import access
from learning.web.limits import number_asked
from learning.web.retries import retried

WEEK = timedelta(days=7)
POOL_LENGTHS = (30, 60)
POOL_AHEAD = timedelta(days=14)


@bp.get("/mentors/<int:person_id>")
@access("slot.view_free")
def mentor(person_id: int) -> ResponseReturnValue:
    """The free times of seven days, from the first that has any."""
    if person_id == current_user.id:
        return redirect(url_for("mentoring.slots", person_id=person_id))
    now = clock.now()
    person = host_or_404(person_id)
    hours = queries.hours_for(current_user, person, now)
    lengths = hours.lengths if hours else ()
    minutes = number_asked("minutes") or 0
    if minutes not in lengths:
        minutes = lengths[0] if lengths else 30
    asked = day_asked()
    since = start_of(asked, now) if asked else now
    times = queries.times_with(current_user, person, minutes, since, now + LONGEST_LOOK, now)
    first = start_of(to_local(times[0].starts_at).date(), now) if times else since
    shown = [time for time in times if time.starts_at < first + WEEK]
    later = times[len(shown)] if len(times) > len(shown) else None
    return render_template(
        "mentoring/mentor.html",
        person=person,
        days=by_day(shown),
        lengths=lengths,
        minutes=minutes,
        later=to_local(later.starts_at).date() if later else None,
        is_first=since == now,
        pairing=queries.running_pairing(current_user.id, person_id),
        kept=queries.kept_by(person, now),
    )


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


@bp.get("/pool")
@access("slot.view_free")
def pool() -> ResponseReturnValue:
    """Whoever teaches a skill: the times at which somebody of them is free."""
    now = clock.now()
    skills = queries.taught_skills()
    wanted = number_asked("skill")
    skill = next((one for one in skills if one.id == wanted), None)
    minutes = number_asked("minutes") or POOL_LENGTHS[0]
    if minutes not in POOL_LENGTHS:
        minutes = POOL_LENGTHS[0]
    hosts = queries.teachers_of(skill, current_user, now) if skill else []
    times = queries.pool_times(current_user, hosts, minutes, now + POOL_AHEAD, now) if hosts else {}
    days: dict[object, list[tuple[datetime, int]]] = {}
    for start, free in times.items():
        days.setdefault(to_local(start).date(), []).append((start, len(free)))
    shown = list(days.items())[:7]
    return render_template(
        "mentoring/pool.html",
        skills=skills,
        skill=skill,
        minutes=minutes,
        lengths=POOL_LENGTHS,
        hosts=hosts,
        days=shown,
    )


@bp.route("/pool/<int:skill_id>/book", methods=["GET", "POST"])
@access("booking.create")
@retried
def book_pool(skill_id: int) -> ResponseReturnValue:
    """A time with whoever of the teachers is free and has had the fewest turns."""
    now = clock.now()
    skill = db.get_or_404(Skill, skill_id)
    starts_at, minutes = moment_asked(), number_asked("minutes")
    if minutes not in POOL_LENGTHS:
        abort(404)
    hosts = queries.teachers_of(skill, current_user, now)
    if not hosts:
        abort(404)
    form = BookingForm()
    if form.validate_on_submit():
        with form.refusals():
            try:
                booked = operations.book_pool(
                    hosts,
                    current_user,
                    starts_at,
                    minutes,
                    form.agenda.data,
                    now,
                    submission=form.submission.data or None,
                )
            except SubmissionReused:
                abort(422)
            db.session.commit()
            flash(_("%(name)s has the turn.", name=booked.slot.mentor.name))
            return redirect(url_for("mentoring.booking", booking_id=booked.id))
    times = queries.pool_times(current_user, hosts, minutes, starts_at + POOL_AHEAD, now)
    is_free = starts_at in times and not form.form_errors
    near = sorted(times, key=lambda start: abs(start - starts_at))[:3]
    return render_template(
        "mentoring/book_pool.html",
        skill=skill,
        starts_at=starts_at,
        minutes=minutes,
        count=len(times.get(starts_at, [])),
        form=form,
        is_free=is_free,
        nearest=[] if is_free else sorted(near),
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
