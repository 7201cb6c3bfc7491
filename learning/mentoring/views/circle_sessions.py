"""Sessions of circles: planning them, one of them, coming or not."""

from datetime import date, datetime, time

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, clock_time, day, ngettext, to_local
from learning.mentoring import operations, queries
from learning.mentoring.forms import CircleSessionForm, PlanSessionsForm, ReasonForm
from learning.mentoring.models import CircleSession, Rhythm
from learning.mentoring.operations import NoSuchTime
from learning.mentoring.rules import moments_of, starts_of
from learning.mentoring.views.blueprint import bp
from learning.mentoring.views.circles import load_led_circle
from learning.programmes.policy import can_facilitate
from learning.web.access import access
from learning.web.forms import ActForm, BaseForm


@bp.route("/circles/<int:circle_id>/sessions/plan", methods=["GET", "POST"])
@access("circle.facilitate")
def plan_circle_sessions(circle_id: int) -> ResponseReturnValue:
    found = load_led_circle(circle_id)
    form = PlanSessionsForm()
    if form.validate_on_submit():
        with form.refusals():
            rhythm = Rhythm(form.rhythm.data) if form.rhythm.data else None
            first = _moment(form.on.data, form.at.data)
            zone = current_user.timezone or "UTC"
            starts = starts_of(first, rhythm, form.count, zone) if rhythm else [first]
            planned = operations.plan_circle_sessions(
                found,
                current_user,
                starts,
                minutes=form.minutes.data,
                place=form.place.data,
                agenda=form.agenda.data or "",
                now=clock.now(),
                rhythm=rhythm,
                without_some=form.without_some.data,
            )
            db.session.commit()
            flash(
                ngettext(
                    "%(num)s session is in everybody’s calendar.",
                    "%(num)s sessions are in everybody’s calendar.",
                    len(planned),
                )
            )
            return redirect(url_for("mentoring.circle", circle_id=circle_id))
    return render_template(
        "mentoring/plan_circle_sessions.html", circle=found, form=form
    ), form.status()


@bp.get("/circle-sessions/<int:session_id>")
@access("circle.session")
def circle_session(session_id: int) -> ResponseReturnValue:
    return _page(_load(session_id))


@bp.get("/circle-sessions/<int:session_id>/session.ics")
@access("circle.session")
def circle_calendar_file(session_id: int) -> ResponseReturnValue:
    found = _load(session_id)
    if found.cancelled_at is not None:
        abort(404)
    text = operations.circle_calendar_file(found, current_user, clock.now())
    return Response(text, mimetype="text/calendar; charset=utf-8")


@bp.post("/circle-sessions/<int:session_id>/skip")
@access("circle.session")
def skip_circle_session(session_id: int) -> ResponseReturnValue:
    found, form = _load(session_id), ActForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.skip_circle_session(found, current_user, clock.now())
            db.session.commit()
            flash(_("Thank you for saying so. The time is yours again."))
            return redirect(url_for("mentoring.circle_session", session_id=session_id))
    return _page(found, form)


@bp.post("/circle-sessions/<int:session_id>/attend")
@access("circle.session")
def attend_circle_session(session_id: int) -> ResponseReturnValue:
    found, form = _load(session_id), ActForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.attend_circle_session(found, current_user, clock.now())
            db.session.commit()
            flash(_("Good that you come. It is in your calendar."))
            return redirect(url_for("mentoring.circle_session", session_id=session_id))
    return _page(found, form)


@bp.route("/circle-sessions/<int:session_id>/change", methods=["GET", "POST"])
@access("circle.facilitate")
def change_circle_session(session_id: int) -> ResponseReturnValue:
    found = _load_led(session_id)
    local = to_local(found.starts_at)
    form = CircleSessionForm(
        data={
            "on": local.date(),
            "at": local.time().replace(tzinfo=None),
            "minutes": found.minutes,
            "place": found.place,
            "agenda": found.agenda,
        }
    )
    form.keep_length(found.minutes)
    if form.validate_on_submit():
        with form.refusals():
            same = (form.on.data, form.at.data) == (local.date(), local.time().replace(second=0))
            operations.change_circle_session(
                found,
                current_user,
                starts_at=found.starts_at if same else _moment(form.on.data, form.at.data),
                minutes=form.minutes.data,
                place=form.place.data,
                agenda=form.agenda.data or "",
                now=clock.now(),
                without_some=form.without_some.data,
            )
            db.session.commit()
            flash(_("Changed. Everybody who comes has been told."))
            return redirect(url_for("mentoring.circle_session", session_id=session_id))
    return render_template(
        "mentoring/change_circle_session.html", session=found, form=form
    ), form.status()


@bp.route("/circle-sessions/<int:session_id>/cancel", methods=["GET", "POST"])
@access("circle.facilitate")
def cancel_circle_session(session_id: int) -> ResponseReturnValue:
    found, form = _load_led(session_id), ReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.cancel_circle_session(found, current_user, form.reason.data, clock.now())
            db.session.commit()
            flash(_("Called off. Everybody who wanted to come has been told."))
            return redirect(url_for("mentoring.circle", circle_id=found.circle_id))
    return render_template(
        "mentoring/cancel_circle_session.html", session=found, form=form
    ), form.status()


def _page(found: CircleSession, refused: BaseForm | None = None) -> ResponseReturnValue:
    coming = queries.comers([found])[found.appointment_id]
    members = queries.members_of(found.circle)
    member = next((one for one in members if one.person_id == current_user.id), None)
    ids = {one.id for one in coming}
    return render_template(
        "mentoring/circle_session.html",
        session=found,
        coming=coming,
        missing=[one.person for one in members if one.person_id not in ids],
        comes=current_user.id in ids,
        leads_it=can_facilitate(member),
        presence=queries.presence_of(found.appointment, current_user),
        refused=refused,
        at=clock.now(),
    ), refused.status() if refused else 200


def _load(session_id: int) -> CircleSession:
    """The session if the visitor is in its circle, else 404."""
    return queries.circle_session_of(current_user, session_id) or abort(404)


def _load_led(session_id: int) -> CircleSession:
    found = _load(session_id)
    if not can_facilitate(queries.membership(found.circle, current_user)):
        abort(403)
    return found


def _moment(on: date, at: time) -> datetime:
    """The clock time where the visitor is; the first of one that happens twice."""
    found = moments_of(on, at, current_user.timezone or "UTC")
    if not found:
        raise NoSuchTime(
            _(
                "On %(day)s the clocks skip %(time)s, for summer time begins. "
                "Choose another time for that day.",
                day=day(on),
                time=clock_time(at),
            )
        )
    return found[0]
