"""How the two work together: writing it down, and confirming it."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import operations, policy, queries
from learning.mentoring.forms import AgreementForm, RevisionForm
from learning.mentoring.models import Agreement, Pairing
from learning.mentoring.operations import Terms
from learning.mentoring.rules import agreement_words
from learning.mentoring.views.blueprint import bp, load_pairing
from learning.web.access import access

FIELDS = ("purpose", "cadence_days", "minutes", "channel", "confidentiality", "rules", "ends_on")


@bp.get("/pairings/<int:pairing_id>/agreement")
@access("pair.agreement_view")
def agreement(pairing_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    revisions = queries.agreements_of(found)
    return render_template(
        "mentoring/agreement.html",
        pairing=found,
        revisions=revisions,
        current=next((one for one in revisions if one.is_confirmed), None),
        waiting=revisions[0] if revisions and not revisions[0].is_confirmed else None,
        can_write=policy.can_write_in(current_user, found),
    )


@bp.route("/pairings/<int:pairing_id>/agreement/write", methods=["GET", "POST"])
@access("pair.agreement_edit")
def write_agreement(pairing_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    revisions = queries.agreements_of(found)
    form = AgreementForm(data=_given(found, revisions))
    if form.validate_on_submit():
        with form.refusals():
            terms = Terms(**{name: form[name].data for name in FIELDS})
            operations.propose_agreement(found, current_user, terms, clock.now())
            db.session.commit()
            other = found.other(current_user).name
            flash(_("Written down. It holds as soon as %(name)s confirms it.", name=other))
            return redirect(url_for("mentoring.agreement", pairing_id=pairing_id))
    return render_template(
        "mentoring/write_agreement.html", pairing=found, form=form, is_first=not revisions
    ), form.status()


@bp.post("/pairings/<int:pairing_id>/agreement/confirm")
@access("pair.agreement_edit")
def confirm_agreement(pairing_id: int) -> ResponseReturnValue:
    found = load_pairing(pairing_id)
    form = RevisionForm()
    if not form.validate_on_submit():
        abort(400)
    operations.confirm_agreement(found, current_user, form.revision.data, clock.now())
    db.session.commit()
    flash(_("Both of you have said yes: this is how you work together."))
    return redirect(url_for("mentoring.pairing", pairing_id=pairing_id))


def _given(pairing: Pairing, revisions: list[Agreement]) -> dict[str, object]:
    """The latest revision, or what there is to start from.

    That is what one asked the other for, the house's words and the programme's figures.
    """
    if revisions:
        return {name: getattr(revisions[0], name) for name in FIELDS}
    defaults = queries.defaults_of(pairing.programme)
    return {
        **agreement_words(),
        "purpose": queries.request_behind(pairing),
        "cadence_days": defaults.cadence_days,
        "minutes": defaults.minutes,
        "ends_on": pairing.programme.ends_on,
    }
