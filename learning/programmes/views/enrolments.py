"""Joining and leaving; and the lead's list of who asks, waits and takes part."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.programmes import operations, policy, queries
from learning.programmes.forms import AgreeForm, DeclineForm, LeaveForm, RemoveForm, join_form
from learning.programmes.models import Enrolment, EnrolmentRole, EnrolmentState
from learning.programmes.views.blueprint import PAGE_SIZE, bp, load
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.limits import row_number
from learning.web.pagination import Page, page_number

ROLES = ", ".join(EnrolmentRole)
QUEUES = {
    "asking": (EnrolmentState.APPLIED,),
    "waiting": (EnrolmentState.WAITING,),
    "in": (EnrolmentState.ACTIVE,),
    "gone": (EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN, EnrolmentState.REMOVED),
}


@bp.get("/<int:programme_id>/join")
@access("enrolment.apply")
def join(programme_id: int) -> ResponseReturnValue:
    """Choose a role, each with what its side gains."""
    programme = load(programme_id)
    held = {
        one.role for one in queries.enrolments_of(current_user, programme) if one.state.is_living
    }
    return render_template(
        "programmes/join.html",
        programme=programme,
        held=held,
        free=queries.free_seats(programme),
    )


@bp.route(f"/<int:programme_id>/join/<any({ROLES}):role>", methods=["GET", "POST"])
@access("enrolment.apply")
def apply(programme_id: int, role: str) -> ResponseReturnValue:
    programme = load(programme_id)
    if role not in programme.roles:
        abort(404)
    wanted = EnrolmentRole(role)
    form = join_form(programme, wanted)
    if form.validate_on_submit():
        with form.refusals():
            enrolment = operations.apply(
                programme,
                current_user,
                wanted,
                clock.now(),
                answers=form.answers(),
                capacity=form.capacity.data if "capacity" in form else None,
                goals=form.goals.data if "goals" in form else (),
                code_version=row_number(str(form.code_version.data or "")),
            )
            db.session.commit()
            flash(_said(enrolment))
            return redirect(url_for("programmes.programme", programme_id=programme.id))
        form.code_version.data = programme.code_version  # shown beside its text once more
    free = queries.free_seats(programme)[wanted]
    page = render_template(
        "programmes/apply.html", programme=programme, role=wanted, form=form, free=free
    )
    return page, form.status()


@bp.get("/<int:programme_id>/enrolments")
@access("enrolment.list")
def enrolments(programme_id: int) -> ResponseReturnValue:
    """A lead's list, oldest first."""
    programme = load(programme_id)
    if not policy.can_list_enrolments(current_user, programme):
        abort(403)
    queue = request.args.get("queue", "asking")
    if queue not in QUEUES:
        queue = "asking"
    counts = queries.enrolment_counts(programme)
    taken = queries.seats_taken(programme)
    number = page_number()
    found = queries.enrolments(programme, QUEUES[queue], PAGE_SIZE, (number - 1) * PAGE_SIZE)
    month = clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return render_template(
        "programmes/enrolments.html",
        programme=programme,
        queue=queue,
        totals={name: sum(counts[state] for state in QUEUES[name]) for name in QUEUES},
        page=Page(found, number, PAGE_SIZE, sum(counts[state] for state in QUEUES[queue])),
        free=queries.free_seats(programme, taken),
        taken=taken,
        reasons=queries.leave_reasons(programme, before=month) if queue == "gone" else {},
    )


@bp.get("/<int:programme_id>/enrolments/own")
@access("enrolment.list")
def own_enrolments(programme_id: int) -> ResponseReturnValue:
    """What one said on joining, and who reads it."""
    programme = load(programme_id)
    own = queries.enrolments_of(current_user, programme) or abort(404)
    return render_template("programmes/own_enrolments.html", programme=programme, own=own)


@bp.post("/enrolments/<int:enrolment_id>/approve")
@access("enrolment.approve")
def approve(enrolment_id: int) -> ResponseReturnValue:
    enrolment = _load_to_decide(enrolment_id)
    if not ActForm().validate_on_submit():
        abort(422)
    operations.approve(enrolment, current_user, clock.now())
    db.session.commit()
    if enrolment.state is EnrolmentState.WAITING:
        flash(_("%(person)s is on the waiting list.", person=enrolment.person.name))
    else:
        flash(_("%(person)s is in.", person=enrolment.person.name))
    return _back_to_queue(enrolment)


@bp.route("/enrolments/<int:enrolment_id>/decline", methods=["GET", "POST"])
@access("enrolment.approve")
def decline(enrolment_id: int) -> ResponseReturnValue:
    enrolment = _load_to_decide(enrolment_id)
    form = DeclineForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.decline(enrolment, current_user, form.words.data or "", clock.now())
            db.session.commit()
            flash(_("Declined. %(person)s has been told.", person=enrolment.person.name))
            return _back_to_queue(enrolment)
    return render_template("programmes/decline.html", enrolment=enrolment, form=form), form.status()


@bp.post("/enrolments/<int:enrolment_id>/order/<any(first, line):place>")
@access("enrolment.approve")
def prioritise(enrolment_id: int, place: str) -> ResponseReturnValue:
    """State who comes first of those who wait, for a seat or for a mentor."""
    enrolment = _load_to_decide(enrolment_id)
    if not ActForm().validate_on_submit():
        abort(422)
    operations.set_priority(enrolment, current_user, int(place == "first"), clock.now())
    db.session.commit()
    if enrolment.state is EnrolmentState.ACTIVE:
        return redirect(url_for("mentoring.waiting", programme_id=enrolment.programme_id))
    return redirect(
        url_for("programmes.enrolments", programme_id=enrolment.programme_id, queue="waiting")
    )


@bp.route("/enrolments/<int:enrolment_id>/remove", methods=["GET", "POST"])
@access("enrolment.remove")
def remove(enrolment_id: int) -> ResponseReturnValue:
    enrolment = _load_to_decide(enrolment_id, may=policy.can_remove)
    form = RemoveForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.remove(enrolment, current_user, form.words.data, clock.now())
            db.session.commit()
            flash(_("%(person)s no longer takes part.", person=enrolment.person.name))
            return _back_to_queue(enrolment)
    return render_template("programmes/remove.html", enrolment=enrolment, form=form), form.status()


@bp.route("/enrolments/<int:enrolment_id>/withdraw", methods=["GET", "POST"])
@access("enrolment.withdraw")
def withdraw(enrolment_id: int) -> ResponseReturnValue:
    enrolment = queries.enrolment_of(current_user, enrolment_id) or abort(404)
    form = LeaveForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.withdraw(enrolment, clock.now(), form.reason.data or None)
            db.session.commit()
            flash(_("You have left. You are welcome back at any time."))
            return redirect(url_for("programmes.programme", programme_id=enrolment.programme_id))
    return render_template(
        "programmes/withdraw.html", enrolment=enrolment, form=form
    ), form.status()


@bp.route("/enrolments/<int:enrolment_id>/agree", methods=["GET", "POST"])
@access("enrolment.agree")
def agree(enrolment_id: int) -> ResponseReturnValue:
    enrolment = queries.enrolment_of(current_user, enrolment_id) or abort(404)
    form = AgreeForm(data={"code_version": enrolment.programme.code_version})
    if form.validate_on_submit():
        with form.refusals():
            version = row_number(str(form.code_version.data or "")) or 0
            operations.agree_to_code(enrolment, version, clock.now())
            db.session.commit()
            flash(_("Thank you. Nothing else changes."))
            return redirect(url_for("programmes.programme", programme_id=enrolment.programme_id))
        form.code_version.data = enrolment.programme.code_version
    return render_template("programmes/agree.html", enrolment=enrolment, form=form), form.status()


def _load_to_decide(
    enrolment_id: int,
    may: Callable[..., bool] = policy.can_approve,
) -> Enrolment:
    """The enrolment for its programme's lead; 404 to strangers, 403 over one's own."""
    enrolment = queries.enrolment_for(current_user, enrolment_id) or abort(404)
    if not may(current_user, enrolment):
        abort(403)
    return enrolment


def _back_to_queue(enrolment: Enrolment) -> ResponseReturnValue:
    return redirect(url_for("programmes.enrolments", programme_id=enrolment.programme_id))


def _said(enrolment: Enrolment) -> str:
    return str(
        {
            EnrolmentState.ACTIVE: _("You are in. What comes next stands on this page."),
            EnrolmentState.WAITING: _(
                "You are on the waiting list; the next free place is offered in turn."
            ),
            EnrolmentState.APPLIED: _(
                "Your application is with the lead. We tell you as soon as it is decided."
            ),
        }[enrolment.state]
    )
