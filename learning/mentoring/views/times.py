"""One mentor's free times, and the times of whoever teaches a skill."""

from datetime import datetime, timedelta

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, to_local
from learning.mentoring import operations, queries
from learning.mentoring.forms import BookingForm
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
from learning.scheduling.queries import at_work
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
        suits=at_work(current_user, times, minutes),
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
            booked = operations.book_pool(
                hosts,
                current_user,
                starts_at,
                minutes,
                form.agenda.data,
                now,
                submission=form.submission.data or None,
            )
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
