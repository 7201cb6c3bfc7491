"""Holidays of single sites."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, ngettext
from learning.people.queries.people import locations_in_use
from learning.scheduling import operations, policy, queries
from learning.scheduling.forms import SiteHolidaysForm
from learning.scheduling.models import SiteHoliday
from learning.scheduling.rules.walls import zone_of
from learning.scheduling.views.blueprint import bp
from learning.web.access import access
from learning.web.forms import ActForm


@bp.route("/sites/holidays", methods=["GET", "POST"])
@access("site_holiday.edit")
def site_holidays() -> ResponseReturnValue:
    """The days ahead on which nobody works at a site."""
    _check_may()
    now = clock.now()
    today = now.astimezone(zone_of(current_user.timezone)).date()
    form = SiteHolidaysForm(locations_in_use(), today)
    if form.validate_on_submit():
        days = form.days()
        operations.set_site_holidays(form.location.data, days, form.name.data, current_user, now)
        db.session.commit()
        flash(ngettext("%(num)s day is set.", "%(num)s days are set.", len(days)))
        return redirect(url_for("scheduling.site_holidays"))
    return render_template(
        "scheduling/site_holidays.html", form=form, days=queries.site_holidays(today)
    ), form.status()


@bp.post("/sites/holidays/<int:day_id>/drop")
@access("site_holiday.edit")
def drop_site_holiday(day_id: int) -> ResponseReturnValue:
    _check_may()
    day = db.session.get(SiteHoliday, day_id) or abort(404)
    if not ActForm().validate_on_submit():
        abort(400)
    operations.drop_site_holiday(day, current_user, clock.now())
    db.session.commit()
    flash(_("It is a working day there again."))
    return redirect(url_for("scheduling.site_holidays"))


def _check_may() -> None:
    if not policy.can_set_site_holidays(current_user):
        abort(403)
