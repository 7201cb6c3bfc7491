"""A lead's matches: the runs of a programme, the draft, putting it right, publishing."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, ngettext
from learning.mentoring import operations, pairing, policy, queries
from learning.mentoring.models import Match, MatchRun
from learning.mentoring.views.blueprint import PAGE, bp
from learning.people.models import Person
from learning.programmes.models import Programme
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.pagination import Page, page_number

PAIRS_ON_PAGE = 20
LONGEST_SEARCH = 100


@bp.get("/programmes/<int:programme_id>/match-runs")
@access("match.run")
def match_runs(programme_id: int) -> ResponseReturnValue:
    programme = _programme(programme_id)
    today = clock.now().date()
    free = queries.free_seats(programme, today)
    number = page_number()
    pairings = queries.pairings_in(programme, PAGE, (number - 1) * PAGE)
    return render_template(
        "mentoring/match_runs.html",
        programme=programme,
        runs=queries.runs_of(programme),
        waiting=len(queries.waiting_mentees(programme, today)),
        mentors=len(free),
        places=sum(free.values()),
        page=Page(pairings, number, PAGE, queries.pairings_in_count(programme)),
    )


@bp.post("/programmes/<int:programme_id>/match-runs/start")
@access("match.run")
def start_match_run(programme_id: int) -> ResponseReturnValue:
    programme = _programme(programme_id)
    _check_token()
    run = operations.start_match_run(programme, current_user, clock.now())
    db.session.commit()
    return redirect(url_for("mentoring.match_run", run_id=run.id))


@bp.get("/match-runs/<int:run_id>")
@access("match.run")
def match_run(run_id: int) -> ResponseReturnValue:
    run = _run(run_id)
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    number = page_number()
    found = queries.matches_of_run(run, words, PAIRS_ON_PAGE, (number - 1) * PAIRS_ON_PAGE)
    return render_template(
        "mentoring/match_run.html",
        run=run,
        words=words,
        page=Page(found, number, PAIRS_ON_PAGE, queries.matches_of_run_count(run, words)),
        figures=queries.figures_of(run),
        states=queries.states_of(run),
        unmatched=queries.unmatched_in(run, limit=PAIRS_ON_PAGE),
        unmatched_count=queries.unmatched_count(run),
        removed=queries.removed_pairs(run) if run.is_draft else [],
    )


@bp.post("/match-runs/<int:run_id>/rerun")
@access("match.run")
def rerun(run_id: int) -> ResponseReturnValue:
    run = _run(run_id)
    _check_token()
    lost = operations.rerun(run, clock.now())
    db.session.commit()
    flash(_("Matched anew around the locked pairs."))
    if lost:
        flash(
            ngettext(
                "%(num)s locked pair had become impossible and was let go.",
                "%(num)s locked pairs had become impossible and were let go.",
                lost,
            )
        )
    return redirect(url_for("mentoring.match_run", run_id=run_id))


@bp.post("/match-runs/<int:run_id>/publish")
@access("match.run")
def publish_run(run_id: int) -> ResponseReturnValue:
    run = _run(run_id)
    _check_token()
    count = operations.publish_run(run, current_user, clock.now())
    db.session.commit()
    if count:
        flash(
            ngettext(
                "%(num)s match is published; both people have a notice.",
                "%(num)s matches are published; everybody has a notice.",
                count,
            )
        )
    return redirect(url_for("mentoring.match_run", run_id=run_id))


@bp.post("/match-runs/<int:run_id>/discard")
@access("match.run")
def discard_run(run_id: int) -> ResponseReturnValue:
    run = _run(run_id)
    _check_token()
    programme_id = run.programme_id
    operations.discard_run(run)
    db.session.commit()
    flash(_("The draft is gone. Nobody has heard of it."))
    return redirect(url_for("mentoring.match_runs", programme_id=programme_id))


@bp.get("/match-runs/<int:run_id>/mentees/<int:person_id>")
@access("match.override")
def draft_match(run_id: int, person_id: int) -> ResponseReturnValue:
    """One mentee of the draft: their pair part by part, and the mentors they could have."""
    run = _run(run_id)
    mentee = _mentee(run, person_id)
    people = pairing.candidates(run.programme, clock.now(), [person_id])
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    options = pairing.choices(people, person_id)
    if words:
        named = queries.people_named([mentor for mentor, _score in options], words)
        options = [one for one in options if one[0] in named]
    number = page_number()
    shown = options[(number - 1) * PAGE : number * PAGE]
    loads = queries.loads_in(run)
    return render_template(
        "mentoring/draft_match.html",
        run=run,
        mentee=mentee,
        words=words,
        match=queries.draft_match(run, person_id),
        unmatched=queries.unmatched(run, person_id),
        page=Page(shown, number, PAGE, len(options)),
        mentors=queries.people_by_id([mentor for mentor, _score in shown]),
        left={mentor: people.free[mentor] - loads.get(mentor, 0) for mentor, _score in shown},
    )


@bp.post("/match-runs/<int:run_id>/mentees/<int:person_id>/move/<int:mentor_id>")
@access("match.override")
def move_match(run_id: int, person_id: int, mentor_id: int) -> ResponseReturnValue:
    run = _run(run_id)
    mentee = _mentee(run, person_id)
    _check_token()
    match = operations.move_match(run, mentee, mentor_id, clock.now())
    db.session.commit()
    flash(
        _(
            "%(mentee)s is with %(mentor)s now, and the pair is locked.",
            mentee=match.mentee.name,
            mentor=match.mentor.name,
        )
    )
    return redirect(url_for("mentoring.match_run", run_id=run_id))


@bp.post("/match-runs/<int:run_id>/mentees/<int:person_id>/lock")
@access("match.override")
def lock_match(run_id: int, person_id: int) -> ResponseReturnValue:
    return _set_lock(run_id, person_id, is_locked=True)


@bp.post("/match-runs/<int:run_id>/mentees/<int:person_id>/unlock")
@access("match.override")
def unlock_match(run_id: int, person_id: int) -> ResponseReturnValue:
    return _set_lock(run_id, person_id, is_locked=False)


@bp.post("/match-runs/<int:run_id>/mentees/<int:person_id>/remove")
@access("match.override")
def remove_match(run_id: int, person_id: int) -> ResponseReturnValue:
    run = _run(run_id)
    match = _draft(run, person_id)
    _check_token()
    operations.remove_match(run, match)
    db.session.commit()
    flash(_("The pair is taken out, and stays out when you run the match again."))
    return redirect(url_for("mentoring.match_run", run_id=run_id))


@bp.post("/match-runs/<int:run_id>/removed/<int:pair_id>/allow")
@access("match.override")
def allow_pair(run_id: int, pair_id: int) -> ResponseReturnValue:
    run = _run(run_id)
    found = next((one for one in queries.removed_pairs(run) if one.id == pair_id), None)
    if found is None:
        abort(404)
    _check_token()
    operations.allow_pair(run, found)
    db.session.commit()
    flash(_("The pair may come up again in the next run."))
    return redirect(url_for("mentoring.match_run", run_id=run_id))


def _set_lock(run_id: int, person_id: int, *, is_locked: bool) -> ResponseReturnValue:
    run = _run(run_id)
    match = _draft(run, person_id)
    _check_token()
    operations.lock_match(run, match, is_locked=is_locked)
    db.session.commit()
    return redirect(
        url_for(
            "mentoring.match_run",
            run_id=run_id,
            q=request.args.get("q") or None,
            page=request.args.get("page", type=int),
            _anchor=f"match-{match.id}",
        )
    )


def _programme(programme_id: int) -> Programme:
    programme = db.get_or_404(Programme, programme_id)
    if not policy.can_run_matches(current_user, programme):
        abort(403)
    return programme


def _run(run_id: int) -> MatchRun:
    return queries.run_of(current_user, run_id) or abort(404)


def _mentee(run: MatchRun, person_id: int) -> Person:
    """Somebody whom the draft holds, with a mentor or without."""
    found = queries.draft_match(run, person_id) or queries.unmatched(run, person_id)
    if found is None:
        abort(404)
    return found.mentee


def _draft(run: MatchRun, person_id: int) -> Match:
    return queries.draft_match(run, person_id) or abort(404)


def _check_token() -> None:
    if not ActForm().validate_on_submit():
        abort(400)
