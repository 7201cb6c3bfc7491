"""Help clinics: drop in with one sentence, see place and wait, help each other."""

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.clinics import operations, policy, queries
from learning.clinics.forms import AskForm, ClinicForm, HandOnForm, SolveForm, ThanksForm
from learning.clinics.models import Case, Clinic
from learning.extensions import db
from learning.i18n import _
from learning.programmes.models import Programme
from learning.web.access import access
from learning.web.forms import ActForm

bp = Blueprint("clinics", __name__, url_prefix="/clinics")

PAST = 5


@bp.get("")
@access("clinic.view")
def index() -> ResponseReturnValue:
    now = clock.now()
    clinics = [(one, one.sitting(now)) for one in queries.open_clinics()]
    return render_template(
        "clinics/index.html",
        clinics=sorted(clinics, key=lambda pair: pair[1].starts_at),
        claim=queries.claim_of(current_user),
        past=queries.past_cases(current_user, PAST),
        programmes=queries.programmes_to_open_in(current_user),
        at=now,
    )


@bp.get("/<int:clinic_id>")
@access("clinic.view")
def clinic(clinic_id: int) -> ResponseReturnValue:
    return _clinic(_load(clinic_id), AskForm(queries.skills_taught()))


@bp.post("/<int:clinic_id>/ask")
@access("clinic.ask")
def ask(clinic_id: int) -> ResponseReturnValue:
    found = _load(clinic_id)
    skills = {one.id: one for one in queries.skills_taught()}
    form = AskForm(list(skills.values()))
    if form.validate_on_submit():
        with form.refusals():
            skill = skills[form.skill.data]
            operations.ask(found, current_user, skill, form.words.data, clock.now())
            db.session.commit()
            flash(_("You are in the queue."))
            return redirect(url_for("clinics.clinic", clinic_id=clinic_id))
    return _clinic(found, form)


@bp.route("/cases/<int:case_id>/edit", methods=["GET", "POST"])
@access("clinic.ask")
def edit_case(case_id: int) -> ResponseReturnValue:
    found = _own(case_id)
    if not found.is_open:
        return redirect(url_for("clinics.case", case_id=case_id))
    skills = {one.id: one for one in queries.skills_taught()} | {found.skill_id: found.skill}
    form = AskForm(list(skills.values()), words=found.words, skill=found.skill_id)
    if form.validate_on_submit():
        with form.refusals():
            operations.edit_case(found, skills[form.skill.data], form.words.data, clock.now())
            db.session.commit()
            flash(_("Changed. You keep your place in the queue."))
            return redirect(url_for("clinics.clinic", clinic_id=found.clinic_id))
    return render_template("clinics/edit_case.html", case=found, form=form), form.status()


@bp.get("/cases/<int:case_id>")
@access("clinic.resolve")
def case(case_id: int) -> ResponseReturnValue:
    return _case(_party(case_id), SolveForm(), HandOnForm(), ThanksForm())


@bp.post("/cases/<int:case_id>/claim")
@access("clinic.claim")
def claim_case(case_id: int) -> ResponseReturnValue:
    found = queries.case_by_id(case_id) or abort(404)
    if not policy.can_claim(current_user, found, queries.taught_by(current_user)):
        abort(403)
    _check_token()
    operations.claim_case(found, current_user, clock.now())
    db.session.commit()
    flash(_("It is yours for half an hour. %(name)s has been told.", name=found.asker.name))
    return redirect(url_for("clinics.case", case_id=case_id))


@bp.post("/cases/<int:case_id>/solve")
@access("clinic.resolve")
def solve_case(case_id: int) -> ResponseReturnValue:
    found, form = _party(case_id), SolveForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.solve_case(found, current_user, form.answer.data, clock.now())
            db.session.commit()
            flash(_("Solved."))
            return redirect(url_for("clinics.case", case_id=case_id))
    return _case(found, form, HandOnForm(formdata=None), ThanksForm(formdata=None))


@bp.post("/cases/<int:case_id>/hand-on")
@access("clinic.resolve")
def hand_on(case_id: int) -> ResponseReturnValue:
    found, form = _party(case_id), HandOnForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.hand_on(found, current_user, form.hint.data, clock.now())
            db.session.commit()
            flash(_("Handed on. It keeps its place in the queue."))
            return redirect(url_for("clinics.clinic", clinic_id=found.clinic_id))
    return _case(found, SolveForm(formdata=None), form, ThanksForm(formdata=None))


@bp.post("/cases/<int:case_id>/thank")
@access("clinic.ask")
def thank(case_id: int) -> ResponseReturnValue:
    found, form = _own(case_id), ThanksForm()
    if form.validate_on_submit():
        operations.thank(found, form.words.data, clock.now())
        db.session.commit()
        flash(_("Your thanks are on their way."))
        return redirect(url_for("clinics.case", case_id=case_id))
    return _case(found, SolveForm(formdata=None), HandOnForm(formdata=None), form)


@bp.post("/cases/<int:case_id>/withdraw")
@access("clinic.ask")
def withdraw_case(case_id: int) -> ResponseReturnValue:
    found = _own(case_id)
    _check_token()
    operations.withdraw_case(found, clock.now())
    db.session.commit()
    flash(_("Taken back. Your place is free for somebody else."))
    return redirect(url_for("clinics.clinic", clinic_id=found.clinic_id))


@bp.route("/programmes/<int:programme_id>/open", methods=["GET", "POST"])
@access("clinic.schedule")
def open_clinic(programme_id: int) -> ResponseReturnValue:
    programme = db.session.get(Programme, programme_id) or abort(404)
    if not policy.can_open(current_user, programme, queries.roles_in(programme, current_user)):
        abort(403)
    form = ClinicForm()
    if form.validate_on_submit():
        with form.refusals():
            made = operations.open_clinic(
                programme,
                current_user,
                name=form.name.data,
                weekday=form.weekday.data,
                at=form.at.data,
                minutes=form.minutes.data,
                place=form.place.data,
                now=clock.now(),
            )
            db.session.commit()
            flash(_("The clinic is open. Tell colleagues who teach and colleagues who need help."))
            return redirect(url_for("clinics.clinic", clinic_id=made.id))
    return render_template(
        "clinics/open_clinic.html", programme=programme, form=form
    ), form.status()


@bp.post("/<int:clinic_id>/close")
@access("clinic.schedule")
def close_clinic(clinic_id: int) -> ResponseReturnValue:
    found = queries.clinic_by_id(clinic_id) or abort(404)
    if not policy.can_close(current_user, found):
        abort(403)
    _check_token()
    operations.close_clinic(found, current_user, clock.now())
    db.session.commit()
    flash(_("The clinic is closed. Whoever waited has been told."))
    return redirect(url_for("clinics.index"))


def _clinic(found: Clinic, form: AskForm) -> ResponseReturnValue:
    now = clock.now()
    queue = queries.queue_of(found)
    mine = next((one for one in queue if one.asker_id == current_user.id), None)
    taught = queries.taught_by(current_user)
    return render_template(
        "clinics/clinic.html",
        clinic=found,
        sitting=found.sitting(now),
        at=now,
        form=form,
        mine=mine,
        wait=queries.wait_of(mine, queue, now) if mine else None,
        waiting=len([one for one in queue if not one.is_claimed(now)]),
        to_help=[one for one in queue if _is_to_help(one, taught, now)],
        can_close=policy.can_close(current_user, found),
    ), form.status()


def _is_to_help(case: Case, taught: set[int], now: datetime) -> bool:
    return policy.can_claim(current_user, case, taught) and not case.is_claimed(now)


def _case(
    found: Case, solve_form: SolveForm, hand_on_form: HandOnForm, thanks_form: ThanksForm
) -> ResponseReturnValue:
    sent = next((one for one in (solve_form, hand_on_form, thanks_form) if one.errors), None)
    return render_template(
        "clinics/case.html",
        case=found,
        at=clock.now(),
        solve_form=solve_form,
        hand_on_form=hand_on_form,
        thanks_form=thanks_form,
    ), sent.status() if sent else 200


def _load(clinic_id: int) -> Clinic:
    found = queries.clinic_by_id(clinic_id)
    return found if found and found.closed_at is None else abort(404)


def _party(case_id: int) -> Case:
    return queries.case_of(current_user, case_id, clock.now()) or abort(404)


def _own(case_id: int) -> Case:
    found = _party(case_id)
    return found if found.asker_id == current_user.id else abort(404)


def _check_token() -> None:
    if not ActForm().validate_on_submit():
        abort(400)
