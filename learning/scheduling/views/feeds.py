"""Feeds: private addresses at which calendar programs read one's meetings."""

import hashlib
from datetime import timedelta

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, speaking
from learning.scheduling import operations, queries
from learning.scheduling.calendar import Entry, feed
from learning.scheduling.models import FeedToken
from learning.scheduling.views.blueprint import bp, details_of, title_of
from learning.web.access import access, public
from learning.web.forms import ActForm
from learning.web.notices import address

PAST, AHEAD = timedelta(days=30), timedelta(days=365)


@bp.get("/calendar/feeds")
@access("ical.create")
def feeds() -> ResponseReturnValue:
    """The addresses there are; what each is can only be seen when it is made."""
    return _page()


@bp.post("/calendar/feeds/create/<any(full,busy):what>")
@access("ical.create")
def create_feed(what: str) -> ResponseReturnValue:
    """Make an address and show it, this once."""
    form = ActForm()
    if not form.validate_on_submit():
        return redirect(url_for("scheduling.feeds"))
    with form.refusals():
        count = len(queries.feeds_of(current_user))
        token = operations.make_feed(
            current_user, clock.now(), is_busy_only=what == "busy", count=count
        )
        db.session.commit()
        return _page(token)
    flash(form.form_errors[0], "error")
    return _page(), 409


@bp.post("/calendar/feeds/<int:feed_id>/renew")
@access("ical.rotate")
def renew_feed(feed_id: int) -> ResponseReturnValue:
    """Another address in place of this one, which is worth nothing from now on."""
    found = queries.feed_of(current_user, feed_id) or abort(404)
    if not ActForm().validate_on_submit():
        return redirect(url_for("scheduling.feeds"))
    token = operations.renew_feed(found, clock.now())
    db.session.commit()
    return _page(token)


@bp.post("/calendar/feeds/<int:feed_id>/end")
@access("ical.rotate")
def end_feed(feed_id: int) -> ResponseReturnValue:
    found = queries.feed_of(current_user, feed_id) or abort(404)
    if ActForm().validate_on_submit():
        operations.end_feed(found, clock.now())
        db.session.commit()
        flash(_("Nobody reads anything at this address any more."))
    return redirect(url_for("scheduling.feeds"))


@bp.get("/calendar/feed/<string:token>")
@public("ical.read_feed")
def read_feed(token: str) -> ResponseReturnValue:
    """The meetings behind the address, for whoever has it; unknown and ended are alike."""
    found = queries.feed_by_token(token.removesuffix(".ics")) or abort(404)
    response = make_response(_file(found))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest())
    return response.make_conditional(request)


def _file(found: FeedToken) -> str:
    person, now = found.person, clock.now()
    meetings = queries.meetings_of(person, now - PAST, now + AHEAD)
    details = {} if found.is_busy_only else details_of(meetings, person)
    with speaking(person.language, person.timezone or "UTC"):
        entries = []
        for one in meetings:
            more = details.get(one.appointment.id)
            entries.append(
                Entry(
                    one.appointment,
                    _("Busy") if found.is_busy_only else title_of(one, more),
                    more.place if more else "",
                    address(more.endpoint, dict(more.values)) if more else "",
                )
            )
        return feed(entries, person.timezone, "Collegium", found.created_at)


def _page(token: str | None = None) -> Response:
    url = address("scheduling.read_feed", {"token": f"{token}.ics"}) if token else None
    found = queries.feeds_of(current_user)
    page = render_template("scheduling/feeds.html", feeds=found, address=url)
    return make_response(page)
