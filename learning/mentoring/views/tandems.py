"""Tandems: languages to learn, partners with both directions explained, asking, the two halves."""

from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, language_name
from learning.mentoring import operations, pairing, queries
from learning.mentoring.forms import (
    AcceptTandemForm,
    AskTandemForm,
    DeclineRequestForm,
    LanguagesForm,
    ShareForm,
)
from learning.mentoring.models import Booking, Pairing, TandemRequest
from learning.mentoring.rules import LANGUAGE, halved, halves
from learning.mentoring.views.blueprint import PAGE, bp, check_token
from learning.mentoring.views.bookings import booking_or_404
from learning.mentoring.views.choosing import host_or_404, moment_asked
from learning.programmes.models import Programme
from learning.web.access import access
from learning.web.pagination import Page, page_number
from learning.web.retries import retried


@bp.get("/tandems")
@access("tandem.start")
def tandems() -> ResponseReturnValue:
    """The programmes in which one may have a tandem; straight on where there is one."""
    enrolments = queries.tandem_enrolments(current_user)
    if len(enrolments) == 1:
        return redirect(
            url_for("mentoring.tandem_partners", programme_id=enrolments[0].programme_id)
        )
    return render_template("mentoring/tandems.html", enrolments=enrolments)


@bp.route("/programmes/<int:programme_id>/tandem-partners", methods=["GET", "POST"])
@access("tandem.partners")
def tandem_partners(programme_id: int) -> ResponseReturnValue:
    """Whom one could teach and learn from, the best first; and which languages one wants."""
    programme, now = _programme(programme_id), clock.now()
    codes, wanted = queries.languages_to_choose(current_user)
    form = LanguagesForm(
        [(code, language_name(code)) for code in codes], data={"codes": sorted(wanted)}
    )
    if form.validate_on_submit():
        operations.set_languages(current_user, form.codes.data)
        db.session.commit()
        flash(_("Kept. Below you see who fits now."))
        return redirect(url_for("mentoring.tandem_partners", programme_id=programme_id))
    own = queries.tandem_in(current_user.id, programme_id)
    found = [] if own else pairing.tandems(programme, current_user.id, now)
    waiting = [
        one
        for one in queries.tandem_requests_open(current_user)
        if one.programme_id == programme_id
    ]
    asked = {one.other(current_user).id for one in waiting}
    found = [one for one in found if one.partner_id not in asked]
    number = page_number()
    shown = found[(number - 1) * PAGE : number * PAGE]
    people = queries.people_by_id([one.partner_id for one in shown])
    return render_template(
        "mentoring/tandem_partners.html",
        programme=programme,
        form=form,
        wanted=wanted,
        own=own,
        waiting=waiting,
        page=Page([(people[one.partner_id], one) for one in shown], number, PAGE, len(found)),
    ), form.status()


@bp.route("/programmes/<int:programme_id>/tandem-partners/<int:person_id>", methods=["GET", "POST"])
@access("tandem.ask")
@retried
def ask_tandem(programme_id: int, person_id: int) -> ResponseReturnValue:
    programme, now = _programme(programme_id), clock.now()
    partner = host_or_404(person_id)
    known = queries.tandem_request_between(programme_id, current_user.id, person_id)
    if known is not None:
        return redirect(url_for("mentoring.tandem_request", request_id=known.id))
    found = pairing.tandems(programme, current_user.id, now, person_id)
    if not found:
        abort(404)  # as if they were not there: why may be private
    form = AskTandemForm()
    if form.validate_on_submit():
        with form.refusals():
            made = operations.ask_tandem(
                programme, current_user, partner, form.words.data, form.goal.data, now
            )
            db.session.commit()
            flash(_("%(name)s has your request and can answer it now.", name=partner.name))
            return redirect(url_for("mentoring.tandem_request", request_id=made.id))
    return render_template(
        "mentoring/ask_tandem.html",
        programme=programme,
        partner=partner,
        suggestion=found[0],
        form=form,
    ), form.status()


@bp.get("/tandem-requests/<int:request_id>")
@access("tandem.view_request")
def tandem_request(request_id: int) -> ResponseReturnValue:
    return _request(_load(request_id), AcceptTandemForm(), DeclineRequestForm())


@bp.post("/tandem-requests/<int:request_id>/accept")
@access("tandem.answer")
@retried
def accept_tandem(request_id: int) -> ResponseReturnValue:
    found = _asked(request_id)
    form = AcceptTandemForm()
    if form.validate_on_submit():
        with form.refusals():
            made = operations.accept_tandem(found, form.goal.data, clock.now())
            db.session.commit()
            flash(_("You are a tandem. Book the first talk: half of it each of you teaches."))
            return redirect(url_for("mentoring.pairing", pairing_id=made.id))
    return _request(found, form, DeclineRequestForm(formdata=None))


@bp.post("/tandem-requests/<int:request_id>/decline")
@access("tandem.answer")
@retried
def decline_tandem(request_id: int) -> ResponseReturnValue:
    found = _asked(request_id)
    form = DeclineRequestForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.decline_tandem(found, form.words.data or "", clock.now())
            db.session.commit()
            flash(_("%(name)s has your answer.", name=found.asker.name))
            return redirect(url_for("mentoring.tandem_partners", programme_id=found.programme_id))
    return _request(found, AcceptTandemForm(formdata=None), form)


@bp.post("/tandem-requests/<int:request_id>/withdraw")
@access("tandem.withdraw")
@retried
def withdraw_tandem(request_id: int) -> ResponseReturnValue:
    found = _load(request_id)
    if found.asker_id != current_user.id:
        abort(404)
    check_token()
    operations.withdraw_tandem(found, clock.now())
    db.session.commit()
    flash(_("Taken back."))
    return redirect(url_for("mentoring.tandem_partners", programme_id=found.programme_id))


@bp.get("/bookings/<int:booking_id>/halves")
@access("booking.view_detail")
def session_halves(booking_id: int) -> ResponseReturnValue:
    """Who teaches from when to when; from `at` on where the two began late."""
    found, within = _tandem_session(booking_id)
    return _halves(found, within, ShareForm(data={"taught": _taught(found, within)}))


@bp.post("/bookings/<int:booking_id>/share-time")
@access("booking.share_time")
def share_time(booking_id: int) -> ResponseReturnValue:
    found, within = _tandem_session(booking_id)
    form = ShareForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.share_time(found, within, current_user, form.taught.data, clock.now())
            db.session.commit()
            flash(_("Noted. Both of you see it."))
            return redirect(url_for("mentoring.pairing", pairing_id=within.id))
    return _halves(found, within, form)


@bp.app_template_global()
def subject_name(subject: str) -> str:
    """What is taught: a language in the reader's own words, or a skill."""
    if subject.startswith(LANGUAGE):
        return language_name(subject.removeprefix(LANGUAGE))
    return subject


def _programme(programme_id: int) -> Programme:
    """The programme if the visitor may have a tandem in it, else 404."""
    return next(
        (
            one.programme
            for one in queries.tandem_enrolments(current_user)
            if one.programme_id == programme_id
        ),
        None,
    ) or abort(404)


def _load(request_id: int) -> TandemRequest:
    return queries.tandem_request_of(current_user, request_id) or abort(404)


def _asked(request_id: int) -> TandemRequest:
    found = _load(request_id)
    return found if found.asked_id == current_user.id else abort(404)


def _request(
    found: TandemRequest, form: AcceptTandemForm, decline_form: DeclineRequestForm
) -> ResponseReturnValue:
    sent = form if form.is_submitted() and form.errors else decline_form
    return render_template(
        "mentoring/tandem_request.html",
        asked=found,
        other=found.other(current_user),
        is_asked=found.asked_id == current_user.id,
        is_open=found.is_open and clock.now() < found.expires_at,
        form=form,
        decline_form=decline_form,
    ), sent.status()


def _tandem_session(booking_id: int) -> tuple[Booking, Pairing]:
    found = booking_or_404(booking_id)
    within = found.pairing
    if within is None or not within.is_tandem or found.cancelled_at is not None:
        abort(404)
    return found, within


def _taught(booking: Booking, within: Pairing) -> int:
    """How long the reader taught, as somebody said or by half."""
    said = queries.taught_time_of(booking)
    if said is None:
        return halved(booking.slot.minutes)[0]
    return said.mentor_minutes if current_user.id == within.mentor_id else said.mentee_minutes


def _halves(booking: Booking, within: Pairing, form: ShareForm) -> ResponseReturnValue:
    now, slot = clock.now(), booking.slot
    balance = queries.balance_of(
        within, queries.sessions_of_pairing(within), queries.talks_of(within), now
    )
    first = within.mentor if balance.behind_id == within.mentor_id else within.mentee
    starts_at = _begun_at(slot.starts_at, slot.ends_at)
    led_by = queries.tandem_of(within)
    parts: list[dict[str, Any]] = [
        {
            "half": half,
            "teacher": within.mentor if half.teacher_id == within.mentor_id else within.mentee,
        }
        for half in halves(starts_at, slot.ends_at, first.id, within.other(first).id)
    ]
    for part in parts:
        part["subjects"] = led_by.taught_by(part["teacher"]) if led_by else []
    return render_template(
        "mentoring/session_halves.html",
        booking=booking,
        other=booking.other(current_user),
        parts=parts,
        is_late=starts_at != slot.starts_at,
        at=now.replace(second=0, microsecond=0),
        form=form,
    ), form.status()


def _begun_at(starts_at: datetime, ends_at: datetime) -> datetime:
    """When the two began, as the address says; the start of the session without it."""
    if "at" not in request.args:
        return starts_at
    asked = moment_asked()
    return asked if starts_at < asked < ends_at else starts_at
