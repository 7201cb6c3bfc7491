"""A pairing: one page for the two, dates and counts for their lead; its end and its going on."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import operations, policy, queries
from learning.mentoring.forms import EndForm, ExtendForm, PointForm, RateForm
from learning.mentoring.models import EndReason
from learning.mentoring.views.blueprint import bp, load_pairing
from learning.web.access import access
from learning.web.forms import ActForm

EVENTS = 8


@bp.get("/pairings/<int:pairing_id>")
@access("pair.progress_counts")
def pairing(pairing_id: int) -> ResponseReturnValue:
    found = queries.pairing_of(current_user, pairing_id)
    found = found or queries.pairing_for(current_user, pairing_id) or abort(404)
    now = clock.now()
    if not found.has(current_user):
        standing = queries.standing_of(found, now)
        return render_template(
            "mentoring/pairing_counts.html",
            pairing=found,
            progress=queries.progress_of(found, now),
            standing=standing,
            condition=standing.condition(now),
            sessions=queries.sessions_of_pairing(found),
        )
    return render_template(
        "mentoring/pairing.html",
        page=queries.pair_page(found, current_user, now),
        point_form=PointForm(),
        can_write=policy.can_write_in(current_user, found),
    )


@bp.route("/pairings/<int:pairing_id>/end", methods=["GET", "POST"])
@access("pair.end")
def end_pairing(pairing_id: int) -> ResponseReturnValue:
    found = queries.pairing_for(current_user, pairing_id) or abort(404)
    form = EndForm()
    if form.validate_on_submit():
        with form.refusals():
            reason = EndReason(form.reason.data)
            thanks = form.thanks.data or ""
            now = clock.now()
            operations.end_pairing(found, current_user, reason, now, thanks)
            if reason is EndReason.NOT_A_FIT and not found.is_tandem:
                operations.look_anew(found, now)
            db.session.commit()
            flash(_("The pairing has ended. What you wrote together stays readable."))
            page = "rate_pairing" if found.has(current_user) else "pairing"
            return redirect(url_for(f"mentoring.{page}", pairing_id=pairing_id))
    return render_template("mentoring/end_pairing.html", pairing=found, form=form), form.status()


@bp.route("/pairings/<int:pairing_id>/rate", methods=["GET", "POST"])
@access("pair.rate")
def rate_pairing(pairing_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    if found.is_running or queries.exit_answer(found, current_user):
        return redirect(url_for("mentoring.pairing", pairing_id=pairing_id))
    form = RateForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.answer_exit(
                found,
                current_user,
                usefulness=form.usefulness.data,
                recommend=form.recommend.data,
                now=clock.now(),
            )
            db.session.commit()
            flash(_("Thank you. Your answer counts together with those of others."))
            return redirect(url_for("mentoring.pairing", pairing_id=pairing_id))
    return render_template("mentoring/rate_pairing.html", pairing=found, form=form), form.status()


@bp.route("/pairings/<int:pairing_id>/extend", methods=["GET", "POST"])
@access("pair.extend")
def extend_pairing(pairing_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    now = clock.now()
    latest = operations.latest_day(found, now)
    form = ExtendForm(data={"ends_on": latest})
    if form.validate_on_submit():
        with form.refusals():
            operations.ask_extension(found, current_user, form.ends_on.data, now)
            db.session.commit()
            other = found.other(current_user).name
            flash(_("%(name)s is asked. It holds when both of you have said yes.", name=other))
            return redirect(url_for("mentoring.pairing", pairing_id=pairing_id))
    return render_template(
        "mentoring/extend_pairing.html",
        pairing=found,
        form=form,
        latest=latest,
        waiting=queries.open_extension(found),
    ), form.status()


@bp.post("/pairings/<int:pairing_id>/extensions/<int:extension_id>/agree")
@access("pair.extend")
def agree_extension(pairing_id: int, extension_id: int) -> ResponseReturnValue:
    return _answer_extension(pairing_id, extension_id, is_agreed=True)


@bp.post("/pairings/<int:pairing_id>/extensions/<int:extension_id>/decline")
@access("pair.extend")
def decline_extension(pairing_id: int, extension_id: int) -> ResponseReturnValue:
    return _answer_extension(pairing_id, extension_id, is_agreed=False)


def _answer_extension(
    pairing_id: int, extension_id: int, *, is_agreed: bool
) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    extension = queries.extension_of(found, extension_id) or abort(404)
    if not ActForm().validate_on_submit():
        abort(400)
    now = clock.now()
    operations.answer_extension(extension, found, current_user, is_agreed=is_agreed, now=now)
    db.session.commit()
    flash(_("You go on together.") if is_agreed else _("It stays as it was."))
    return redirect(url_for("mentoring.pairing", pairing_id=pairing_id))
