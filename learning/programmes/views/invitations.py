"""Inviting and reminding, and saying no in one click."""

import re

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, ngettext
from learning.programmes import operations, policy, queries
from learning.programmes.forms import InviteForm
from learning.programmes.models import Programme
from learning.programmes.views.blueprint import bp, load
from learning.web.access import access
from learning.web.forms import ActForm


@bp.route("/<int:programme_id>/invitations", methods=["GET", "POST"])
@access("notification.broadcast")
def invitations(programme_id: int) -> ResponseReturnValue:
    """The figures, the two acts, and a form to invite by list."""
    programme = _load_to_invite(programme_id)
    now = clock.now()
    form = InviteForm()
    unknown: list[str] = []
    if form.validate_on_submit():
        with form.refusals():
            known = queries.colleagues_by_address(addresses := _addresses(form.addresses.data))
            sent = operations.invite(programme, known.values(), current_user, now)
            db.session.commit()
            flash(_sent(sent))
            unknown = [one for one in addresses if one not in known]
            if not unknown:
                return redirect(url_for("programmes.invitations", programme_id=programme.id))
            form.addresses.errors = [
                _("Nobody here has these addresses: check how they are written.")
            ]
            form.addresses.data = "\n".join(unknown)
    page = render_template(
        "programmes/invitations.html",
        programme=programme,
        form=form,
        figures=queries.invitation_figures(programme, now),
        not_asked=len(_not_asked(programme)),
        at_once=operations.AT_ONCE,
        max_reminders=queries.MAX_REMINDERS,
        gap=queries.REMINDER_GAP.days,
    )
    return page, form.status()


@bp.post("/<int:programme_id>/invitations/audience")
@access("notification.broadcast")
def invite_audience(programme_id: int) -> ResponseReturnValue:
    programme = _load_to_invite(programme_id)
    if not ActForm().validate_on_submit():
        abort(422)
    sent = operations.invite(programme, _not_asked(programme), current_user, clock.now())
    db.session.commit()
    flash(_sent(sent))
    return redirect(url_for("programmes.invitations", programme_id=programme.id))


@bp.post("/<int:programme_id>/invitations/remind")
@access("notification.broadcast")
def remind(programme_id: int) -> ResponseReturnValue:
    programme = _load_to_invite(programme_id)
    if not ActForm().validate_on_submit():
        abort(422)
    number = operations.remind(programme, current_user, clock.now())
    db.session.commit()
    flash(
        ngettext("%(num)s person has been reminded.", "%(num)s people have been reminded.", number)
    )
    return redirect(url_for("programmes.invitations", programme_id=programme.id))


@bp.post("/<int:programme_id>/invitation/decline")
@access("invitation.decline")
def decline_invitation(programme_id: int) -> ResponseReturnValue:
    programme = load(programme_id)
    invitation = queries.invitation_of(current_user, programme) or abort(404)
    if not ActForm().validate_on_submit():
        abort(422)
    operations.decline_invitation(invitation, clock.now())
    db.session.commit()
    flash(_("Thank you for saying so. Nobody will remind you; you can still join at any time."))
    return redirect(url_for("programmes.index"))


def _load_to_invite(programme_id: int) -> Programme:
    programme = load(programme_id)
    if not policy.can_invite(current_user, programme):
        abort(403)
    return programme


def _not_asked(programme: Programme) -> set[int]:
    audience = queries.invited_ids(programme.audience, clock.now().date())
    return audience - queries.not_to_be_invited(programme)


def _addresses(typed: str) -> list[str]:
    """What was typed, apart at blanks, commas and semicolons, each once."""
    return list(dict.fromkeys(re.split(r"[\s,;]+", typed.casefold().strip(" ,;\r\n\t"))))


def _sent(number: int) -> str:
    if not number:
        return str(_("Nobody was left to invite: all of them have been asked or have joined."))
    return str(
        ngettext("%(num)s person has been invited.", "%(num)s people have been invited.", number)
    )
