"""A lead's view of the pairs of a programme, and what is planned for them."""

from collections import Counter

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import operations, policy, queries
from learning.mentoring.forms import AgendasForm, DefaultsForm, MilestonesForm, ReassignForm
from learning.mentoring.models import PairingKind
from learning.mentoring.queries import Standing
from learning.mentoring.rules import Condition, Health, standard_milestones
from learning.mentoring.views.blueprint import PAGE, bp, load_programme
from learning.programmes.models import Format, Programme
from learning.web.access import access
from learning.web.pagination import Page, page_number

WORST_FIRST = [Health.AT_RISK, Health.CHECK_IN, Health.TOO_EARLY, Health.ON_TRACK]


@bp.get("/programmes/<int:programme_id>/pairings")
@access("pair.health")
def pairings(programme_id: int) -> ResponseReturnValue:
    programme = load_programme(programme_id)
    now = clock.now()
    found = [(one, one.condition(now)) for one in queries.standings_in(programme, now)]
    found.sort(key=_by_need)
    number = page_number()
    return render_template(
        "mentoring/pairings.html",
        programme=programme,
        counts=Counter(condition.health for _standing, condition in found),
        ratings=queries.exit_figures(programme, now.date()),
        page=Page(found[(number - 1) * PAGE : number * PAGE], number, PAGE, len(found)),
    )


@bp.route("/programmes/<int:programme_id>/pair-plan", methods=["GET", "POST"])
@access("pair.plan_edit")
def pair_plan(programme_id: int) -> ResponseReturnValue:
    programme = load_programme(programme_id)
    form = DefaultsForm(obj=queries.defaults_of(programme))
    if form.validate_on_submit():
        operations.save_defaults(
            programme,
            current_user,
            cadence_days=form.cadence_days.data,
            minutes=form.minutes.data,
            extension_weeks=form.extension_weeks.data,
            now=clock.now(),
        )
        db.session.commit()
        flash(_("Kept. New agreements start from it."))
        return redirect(url_for("mentoring.pair_plan", programme_id=programme_id))
    return render_template(
        "mentoring/pair_plan.html",
        programme=programme,
        form=form,
        milestones=queries.milestone_templates(programme.id),
        kinds=_kinds(programme),
    ), form.status()


@bp.route("/programmes/<int:programme_id>/pair-plan/milestones", methods=["GET", "POST"])
@access("pair.plan_edit")
def edit_milestones(programme_id: int) -> ResponseReturnValue:
    programme = load_programme(programme_id)
    known = queries.milestone_templates(programme.id)
    rows = [{"template": one.id, "words": one.words, "day": one.day} for one in known] or [
        {"words": words, "day": day} for words, day in standard_milestones()
    ]
    form = MilestonesForm(data={"steps": rows})
    changes = None
    if form.validate_on_submit():
        drafts = form.drafts()
        if form.seen.data == form.mark():
            operations.save_milestones(programme, current_user, drafts, clock.now())
            db.session.commit()
            flash(_("The milestones are kept, and reach the pairs that run."))
            return redirect(url_for("mentoring.pair_plan", programme_id=programme_id))
        changes = queries.milestone_changes(programme, drafts)
        form.seen.data = form.mark()
    return render_template(
        "mentoring/edit_milestones.html",
        programme=programme,
        form=form,
        changes=changes,
        is_new=not known,
    ), 200 if changes is not None else form.status()


@bp.route("/programmes/<int:programme_id>/pair-plan/agendas/<string:kind>", methods=["GET", "POST"])
@access("pair.plan_edit")
def edit_agendas(programme_id: int, kind: str) -> ResponseReturnValue:
    programme = load_programme(programme_id)
    pairing_kind = next((one for one in _kinds(programme) if one == kind), None) or abort(404)
    form = AgendasForm.of(queries.agendas_of(programme, pairing_kind))
    if pairing_kind is PairingKind.FLASH:
        form.keep_only_first()
    if form.validate_on_submit():
        operations.save_agendas(programme, current_user, pairing_kind, form.agendas(), clock.now())
        db.session.commit()
        flash(_("The agendas are kept. They come with the next session that is booked."))
        return redirect(url_for("mentoring.pair_plan", programme_id=programme_id))
    return render_template(
        "mentoring/edit_agendas.html", programme=programme, form=form, kind=pairing_kind
    ), form.status()


@bp.route("/pairings/<int:pairing_id>/reassign", methods=["GET", "POST"])
@access("pair.reassign")
def reassign_pairing(pairing_id: int) -> ResponseReturnValue:
    found = queries.pairing_for(current_user, pairing_id) or abort(404)
    if not policy.can_reassign(current_user, found):
        abort(404)
    now = clock.now()
    people = queries.people_by_id(operations.mentors_for(found, now) if found.is_running else [])
    form = ReassignForm([(one.id, one.name) for one in people.values()])
    if form.validate_on_submit():
        with form.refusals():
            mentor = people[form.mentor.data]
            operations.reassign_pairing(found, mentor, current_user, now)
            db.session.commit()
            flash(
                _("The pairing has ended. %(mentor)s and the mentee are asked.", mentor=mentor.name)
            )
            return redirect(url_for("mentoring.pairings", programme_id=found.programme_id))
    return render_template(
        "mentoring/reassign_pairing.html", pairing=found, form=form
    ), form.status()


def _kinds(programme: Programme) -> list[PairingKind]:
    """The kinds of talk that the programme's formats bring."""
    return [one for one in PairingKind if programme.has_format(Format(one.value))]


def _by_need(row: tuple[Standing, Condition]) -> tuple[int, int, int]:
    standing, condition = row
    return WORST_FIRST.index(condition.health), -condition.days, standing.pairing.id
