"""The rules of matching: of a programme, and of one draft to try something out."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.mentoring import operations, pairing, queries
from learning.mentoring.forms import RulesForm, typed
from learning.mentoring.rules import Settings
from learning.mentoring.views.blueprint import bp
from learning.mentoring.views.loading import load_programme, load_run
from learning.programmes.models import Programme
from learning.web.access import access


@bp.get("/programmes/<int:programme_id>/match-rules")
@bp.post("/programmes/<int:programme_id>/match-rules")
@access("match.run")
def match_rules(programme_id: int) -> ResponseReturnValue:
    programme = load_programme(programme_id)
    saved = queries.settings_of(programme)
    form = RulesForm(data=typed(Settings() if _wants("house") else saved))
    is_valid = form.validate_on_submit()
    if is_valid and not form.effect.data:
        operations.set_rules(programme, form.settings(), current_user, clock.now())
        db.session.commit()
        flash(_("The rules are kept. The next draft is matched by them."))
        return redirect(url_for("mentoring.match_runs", programme_id=programme.id))
    return (
        render_template(
            "mentoring/match_rules.html",
            programme=programme,
            run=None,
            form=form,
            **_effects(programme, saved, form.settings() if is_valid else None),
            is_house=saved.is_default,
        ),
        200 if is_valid and form.effect.data else form.status(),
    )


@bp.get("/match-runs/<int:run_id>/rules")
@bp.post("/match-runs/<int:run_id>/rules")
@access("match.override")
def run_rules(run_id: int) -> ResponseReturnValue:
    """What if other rules held: for this draft alone."""
    run = load_run(run_id)
    if not run.is_draft:
        abort(404)
    saved = queries.settings_in(run)
    shown = queries.settings_of(run.programme) if _wants("programme") else saved
    form = RulesForm(data=typed(Settings() if _wants("house") else shown))
    is_valid = form.validate_on_submit()
    if is_valid and not form.effect.data:
        with form.refusals():
            operations.set_run_rules(run, form.settings())
            lost = operations.match_run(run, current_user, clock.now())
            db.session.commit()
            if lost is None:
                return redirect(url_for("mentoring.match_run", run_id=run.id))
            flash(_("Matched again by these rules."))
            return redirect(url_for("mentoring.run_changes", run_id=run.id))
    return (
        render_template(
            "mentoring/match_rules.html",
            programme=run.programme,
            run=run,
            form=form,
            **_effects(run.programme, saved, form.settings() if is_valid else None),
            is_house=saved.is_default,
            left=queries.unmatched_count(run),
        ),
        200 if is_valid and form.effect.data else form.status(),
    )


def _wants(start: str) -> bool:
    """Whether the address asks to begin with other rules than those kept."""
    return request.args.get("start") == start


def _effects(
    programme: Programme, saved: Settings, typed_in: Settings | None
) -> dict[str, pairing.Effect | None]:
    """What the rules leave; beside what is typed in, what the ones kept leave."""
    now = clock.now()
    if typed_in is None:
        [effect] = pairing.effects(programme, now, [saved.rules])
        return {"effect": effect, "saved_effect": None}
    effect, before = pairing.effects(programme, now, [typed_in.rules, saved.rules])
    return {"effect": effect, "saved_effect": before}
