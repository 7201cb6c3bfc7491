"""Drafts beside each other: a copy to try something out, and what it changes."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.matching.explanation import Changes, changes
from learning.mentoring import operations, queries
from learning.mentoring.forms import OBJECTIVE_WORDS, RULE_NAMES, CopyForm, PlacesForm
from learning.mentoring.models import MatchRun
from learning.mentoring.views.blueprint import bp
from learning.mentoring.views.loading import PAIRS_ON_PAGE, load_run, other_runs, search_words
from learning.web.access import access
from learning.web.pagination import Page, page_number


@bp.post("/match-runs/<int:run_id>/copy")
@access("match.run")
def copy_run(run_id: int) -> ResponseReturnValue:
    run = load_run(run_id)
    form = CopyForm()
    if not form.validate_on_submit():
        flash(_("Keep what you try out to 80 characters."), "error")
        return redirect(url_for("mentoring.match_run", run_id=run.id))
    now = clock.now()
    copy = operations.copy_run(run, current_user, form.title.data or _next_title(run), now)
    if not run.is_draft:
        operations.match_run(copy, current_user, now)
    db.session.commit()
    flash(_("Here is the copy. Change its rules or places and match again, then compare."))
    return redirect(url_for("mentoring.match_run", run_id=copy.id))


@bp.get("/match-runs/<int:run_id>/seats")
@bp.post("/match-runs/<int:run_id>/seats")
@access("match.override")
def run_seats(run_id: int) -> ResponseReturnValue:
    """What if a mentor had more places, or fewer: for this draft alone."""
    run = load_run(run_id)
    if not run.is_draft:
        abort(404)
    now, words = clock.now(), search_words()
    free = queries.free_seats(run.programme, now.date())
    mentors = queries.by_name(free, words)
    number = page_number()
    shown = mentors[(number - 1) * PAIRS_ON_PAGE : number * PAIRS_ON_PAGE]
    form = PlacesForm(
        data={
            "rows": [{"mentor_id": one.id, "places": run.seats.get(str(one.id))} for one in shown]
        }
    )
    if form.validate_on_submit():
        given = {row.mentor_id.data: row.places.data for row in form.rows}
        with form.refusals():
            operations.set_seats(
                run, {mentor: places for mentor, places in given.items() if mentor in free}
            )
            lost = operations.match_run(run, current_user, now)
            db.session.commit()
            if lost is None:
                return redirect(url_for("mentoring.match_run", run_id=run.id))
            flash(_("Matched again with these places."))
            return redirect(url_for("mentoring.run_changes", run_id=run.id))
    return (
        render_template(
            "mentoring/run_seats.html",
            run=run,
            form=form,
            words=words,
            free=free,
            loads=queries.loads_in(run),
            mentors=queries.people_by_id([row.mentor_id.data for row in form.rows]),
            page=Page(shown, number, PAIRS_ON_PAGE, len(mentors)),
            left=queries.unmatched_count(run),
        ),
        form.status(),
    )


@bp.get("/match-runs/<int:run_id>/changes")
@access("match.run")
def run_changes(run_id: int) -> ResponseReturnValue:
    """What the last match of the draft changed."""
    run = load_run(run_id)
    before, after = queries.plan_before(run), queries.plan_of(run)
    found = changes(before, after)
    had, have = ({mentee for mentee, _mentor in plan} for plan in (before, after))
    return render_template(
        "mentoring/run_changes.html",
        run=run,
        lost=len(had - have),
        won=len(have - had),
        page=_moves_page(found, before, after),
        kept=len(found.kept),
    )


@bp.get("/match-runs/<int:run_id>/compare/<int:other_id>")
@access("match.run")
def compare_runs(run_id: int, other_id: int) -> ResponseReturnValue:
    """Two runs of a programme side by side: figures, and who moves from whom to whom."""
    run, other = load_run(run_id), load_run(other_id)
    if run.programme_id != other.programme_id or run.id == other.id:
        abort(404)
    mine, theirs = queries.mentees_in(run, other)
    before = _among(mine & theirs, queries.plan_of(other))
    after = _among(mine & theirs, queries.plan_of(run))
    settings, other_settings = queries.settings_in(run), queries.settings_in(other)
    return render_template(
        "mentoring/compare_runs.html",
        run=run,
        other=other,
        in_both=len(mine & theirs),
        only_here=len(mine - theirs),
        only_there=len(theirs - mine),
        is_same_scale=settings.rules.scale == other_settings.rules.scale,
        figures=queries.figures_of(run),
        other_figures=queries.figures_of(other),
        page=_moves_page(changes(before, after), before, after),
        wishes=_first_wishes(run),
        other_wishes=_first_wishes(other),
        differing_rules=_differing_rules(run, other),
        aims=OBJECTIVE_WORDS[settings.objective],
        other_aims=OBJECTIVE_WORDS[other_settings.objective],
        has_other_seats=run.seats != other.seats,
        rule_names=RULE_NAMES,
        others=[one for one in other_runs(run) if one.id != other.id],
    )


def _among(mentees: set[int], plan: queries.Plan) -> queries.Plan:
    """What of the plan is about these mentees."""
    return {pair: score for pair, score in plan.items() if pair[0] in mentees}


def _first_wishes(run: MatchRun) -> int | None:
    """How many of those who named a wish were given their first; None where nobody did."""
    record = queries.record_of(run)
    wishes = record.report.get("wishes", {}) if record else {}
    return int(wishes["first"]) if wishes.get("people") else None


def _differing_rules(run: MatchRun, other: MatchRun) -> list[str]:
    mine, theirs = queries.settings_in(run).rules, queries.settings_in(other).rules
    return [one.key for one in mine.rules if theirs.rule(one.key) != one]


def _moves_page(
    found: Changes[int], before: queries.Plan, after: queries.Plan
) -> Page[queries.ShownMove]:
    number = page_number()
    shown = found.moves[(number - 1) * PAIRS_ON_PAGE : number * PAIRS_ON_PAGE]
    moves = queries.with_people(shown, before, after)
    return Page(moves, number, PAIRS_ON_PAGE, len(found.moves))


def _next_title(run: MatchRun) -> str:
    """A name no other draft of the programme has."""
    taken = queries.titles_in(run.programme)
    numbers = range(1, len(taken) + 2)
    names = [str(_("What if %(number)s", number=number)) for number in numbers]
    return next(name for name in names if name not in taken)
