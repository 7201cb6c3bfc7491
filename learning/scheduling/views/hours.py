"""My hours: when I can be met, on which days not, and what others then see."""

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from babel.core import get_global
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, get_locale, ngettext, to_local
from learning.scheduling import operations, policy, queries
from learning.scheduling.forms import HoursForm, SpecialDaysForm
from learning.scheduling.models import Availability
from learning.scheduling.queries import FreeTime
from learning.scheduling.rules.holidays import holidays_of, is_place
from learning.scheduling.rules.hours import ANY, KINDS
from learning.scheduling.rules.places import fill, unknown_fields, values_of
from learning.scheduling.rules.walls import zone_of
from learning.scheduling.views.blueprint import bp
from learning.web.access import access
from learning.web.forms import ActForm

PREVIEW = 5  # days
DAYS_SHOWN = 200
FRESH: dict[str, Any] = {
    "lengths": "30, 60",
    "step_minutes": 30,
    "notice_hours": 24,
    "horizon_days": 60,
    "before_minutes": 0,
    "after_minutes": 0,
}


@bp.route("/hours", methods=["GET", "POST"], defaults={"kind": ANY})
@bp.route("/hours/<string:kind>", methods=["GET", "POST"])
@access("availability.edit")
def hours(kind: str) -> ResponseReturnValue:
    """The usual week and its limits, for every kind of meeting or for one."""
    if kind not in KINDS:
        abort(404)
    person, now = current_user, clock.now()
    kept = queries.availability_of(person, kind)
    form = HoursForm(data=_shown(kept, kind), general=kind == ANY)
    if form.validate_on_submit():
        operations.keep_hours(person, kind, form.week_kept(), form.limits(), now)
        db.session.commit()
        flash(_("Saved. Below you see what others can book now."))
        return redirect(url_for("scheduling.hours", kind=kind or None))
    length = kept.lengths[0] if kept else 30
    free = (
        queries.free_times(
            [person], None, length, now, now + timedelta(days=kept.horizon_days), kind, now
        )
        if kept
        else []
    )
    return render_template(
        "scheduling/hours.html",
        form=form,
        kind=kind,
        kinds=KINDS,
        own_kinds=queries.kinds_with_hours(person),
        kept=kept,
        free=_days(free)[:PREVIEW],
        free_count=len(free),
        place_example=_place_example(form.place.data or "", now),
        length=length,
    ), form.status()


@bp.post("/hours/<string:kind>/drop")
@access("availability.edit")
def drop_hours(kind: str) -> ResponseReturnValue:
    """Keep no hours of their own for one kind of meeting any more."""
    if kind not in KINDS:
        abort(404)
    if ActForm().validate_on_submit():
        operations.drop_hours(current_user, kind)
        db.session.commit()
        flash(_("Your hours for every kind of meeting hold here too, from now on."))
    return redirect(url_for("scheduling.hours"))


@bp.route("/hours/days", methods=["GET", "POST"])
@access("availability.edit")
def special_days() -> ResponseReturnValue:
    """Days off, extra hours, and the public holidays that are kept."""
    person, now = current_user, clock.now()
    today = now.astimezone(zone_of(person.timezone)).date()
    form = SpecialDaysForm(today=today)
    if form.validate_on_submit():
        days = form.days()
        if days:
            operations.set_special_days(
                person,
                days,
                is_off=form.what.data != "more",
                extra=form.hours(),
                why=form.why.data or "",
            )
            db.session.commit()
            flash(ngettext("%(num)s day is set.", "%(num)s days are set.", len(days)))
            return redirect(url_for("scheduling.special_days"))
        form.weekdays.errors = [_("No such weekday lies between these days.")]
    kept = queries.availability_of(person, ANY)
    return render_template(
        "scheduling/special_days.html",
        form=form,
        days=queries.special_days_of(person, today, DAYS_SHOWN),
        holidays=_holidays(kept.holidays_of if kept else "", today),
        can_set_site_holidays=policy.can_set_site_holidays(person),
    ), form.status()


@bp.post("/hours/days/<int:day_id>/drop")
@access("availability.edit")
def drop_special_day(day_id: int) -> ResponseReturnValue:
    """Let the usual hours hold on that date again."""
    day = queries.special_day_of(current_user, day_id) or abort(404)
    if ActForm().validate_on_submit():
        operations.drop_special_day(day)
        db.session.commit()
        flash(_("Your usual hours hold again on that day."))
    return redirect(url_for("scheduling.special_days"))


def _days(free: list[FreeTime]) -> list[tuple[date, list[FreeTime]]]:
    """The times by day on the reader's clock."""
    return [
        (day, list(times))
        for day, times in groupby(free, lambda one: to_local(one.starts_at).date())
    ]


def _place_example(pattern: str, now: datetime) -> str:
    """What the pattern makes of a meeting tomorrow; nothing to show for a plain room or address."""
    if "{" not in pattern or unknown_fields(pattern):
        return ""
    own = current_user.name, current_user.id
    tomorrow = to_local(now).replace(hour=9, minute=30) + timedelta(days=1)
    return fill(pattern, values_of(tomorrow, own, (_("Robin"), 0)))


def _shown(kept: Availability | None, kind: str) -> dict[str, Any]:
    """The hours kept; else a start: those for every kind, or the working hours of the profile."""
    if kept is not None:
        return HoursForm.typed(kept)
    general = queries.availability_of(current_user, ANY) if kind != ANY else None
    if general is not None:
        return HoursForm.typed(general)
    works = current_user.working_hours
    week = ["–".join(works[str(day)]) if str(day) in works else "" for day in range(7)]
    return FRESH | {"week": week, "country": _country(current_user.timezone)}


def _country(zone: str) -> str:
    """The country that the zone lies in, if its holidays are known."""
    country = str(get_global("zone_territories").get(zone, ""))
    return country if is_place(country) else ""


def _holidays(place: str, today: date) -> list[tuple[date, str]]:
    """The public holidays of the next twelve months, and those of the own site."""
    own = [(one.on, one.name) for one in queries.site_holidays(today, current_user.location)]
    if not place:
        return own
    language = str(get_locale() or "en")
    found = holidays_of(place, today.year, language) | holidays_of(place, today.year + 1, language)
    public = [
        (day, name) for day, name in found.items() if today <= day < today + timedelta(days=365)
    ]
    return sorted({*public, *own})
