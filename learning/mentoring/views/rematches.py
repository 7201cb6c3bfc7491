"""Does it fit; asking for somebody else; and the lead's page of those who wait."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import operations, policy, queries
from learning.mentoring.forms import AskingForm, FitForm, RefuseForm
from learning.mentoring.models import Fit, Pairing, Rematch, RematchReason
from learning.mentoring.views.blueprint import PAGE, bp
from learning.programmes.models import ConsentOrder, Programme
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.pagination import Page, page_number


@bp.route("/pairings/<int:pairing_id>/fit", methods=["GET", "POST"])
@access("pair.fit")
def answer_fit(pairing_id: int) -> ResponseReturnValue:
    found = _pairing(pairing_id)
    question = queries.fit_question_of(current_user, found)
    form = FitForm()
    if question is not None and form.validate_on_submit():
        with form.refusals():
            fit = Fit(form.fit.data)
            begun = operations.answer_fit(question, current_user, fit, clock.now())
            db.session.commit()
            if begun is None and fit is Fit.DECIDING:
                flash(_("Take your time. We ask once more in two weeks."))
            elif begun is None:
                flash(_("Good to hear. Enjoy learning together."))
            else:
                _say_search(begun=begun)
            return redirect(url_for("mentoring.index"))
    return render_template(
        "mentoring/answer_fit.html", pairing=found, question=question, form=form
    ), form.status()


@bp.route("/pairings/<int:pairing_id>/rematch", methods=["GET", "POST"])
@access("pair.rematch")
def ask_for_rematch(pairing_id: int) -> ResponseReturnValue:
    found = _pairing(pairing_id)
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            begun = operations.ask_for_rematch(
                found, current_user, RematchReason.ASKED, clock.now()
            )
            db.session.commit()
            _say_search(begun=begun)
            return redirect(url_for("mentoring.index"))
    return render_template("mentoring/ask_for_rematch.html", pairing=found, form=form), (
        form.status()
    )


@bp.get("/programmes/<int:programme_id>/waiting")
@access("match.run")
def waiting(programme_id: int) -> ResponseReturnValue:
    """Who asks for somebody else, and who waits for a mentor in which order."""
    programme = _led(programme_id)
    number = page_number()
    found = queries.waiting_in(programme, PAGE, (number - 1) * PAGE)
    return render_template(
        "mentoring/waiting.html",
        programme=programme,
        asked=queries.rematches_to_decide(programme),
        anew=queries.rematching(programme),
        to_match=queries.waiting_mentees(programme, clock.now().date()),
        page=Page(found, number, PAGE, queries.waiting_in_count(programme)),
    )


@bp.post("/rematches/<int:rematch_id>/grant")
@access("match.override")
def grant_rematch(rematch_id: int) -> ResponseReturnValue:
    found = _rematch(rematch_id)
    if not ActForm().validate_on_submit():
        abort(400)
    operations.grant_rematch(found, current_user, clock.now())
    db.session.commit()
    flash(_("The pair has ended kindly, and the search begins."))
    return redirect(url_for("mentoring.waiting", programme_id=found.programme_id))


@bp.route("/rematches/<int:rematch_id>/refuse", methods=["GET", "POST"])
@access("match.override")
def refuse_rematch(rematch_id: int) -> ResponseReturnValue:
    found = _rematch(rematch_id)
    form = RefuseForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.refuse_rematch(found, current_user, form.answer.data, clock.now())
            db.session.commit()
            flash(_("The pair goes on, and the person has read why."))
            return redirect(url_for("mentoring.waiting", programme_id=found.programme_id))
    return render_template("mentoring/refuse_rematch.html", rematch=found, form=form), form.status()


@bp.route("/programmes/<int:programme_id>/asking", methods=["GET", "POST"])
@access("match.override")
def edit_asking(programme_id: int) -> ResponseReturnValue:
    """How the people of the programme find each other."""
    programme = _led(programme_id)
    form = AskingForm(obj=programme)
    if form.validate_on_submit():
        operations.edit_asking(
            programme,
            current_user,
            ConsentOrder(form.consent_order.data),
            is_rematch_approved=form.is_rematch_approved.data,
            waits_by_priority=form.waits_by_priority.data,
            now=clock.now(),
        )
        db.session.commit()
        flash(_("This holds from now on; what is under way goes on."))
        return redirect(url_for("mentoring.waiting", programme_id=programme_id))
    return render_template(
        "mentoring/edit_asking.html", programme=programme, form=form
    ), form.status()


def _say_search(*, begun: bool) -> None:
    if begun:
        flash(_("The pair has ended without blame, and somebody else is looked for."))
    else:
        flash(_("The lead has your request. Until then nothing changes, and only the lead knows."))


def _pairing(pairing_id: int) -> Pairing:
    return queries.pairing_of(current_user, pairing_id) or abort(404)


def _rematch(rematch_id: int) -> Rematch:
    return queries.rematch_for(current_user, rematch_id) or abort(404)


def _led(programme_id: int) -> Programme:
    programme = db.session.get(Programme, programme_id) or abort(404)
    if not policy.can_run_matches(current_user, programme):
        abort(403)
    return programme
