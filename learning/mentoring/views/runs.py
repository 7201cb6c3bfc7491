"""A lead's matches: the runs of a programme, one of them, publishing it, taking it back."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, ngettext
from learning.mentoring import operations, queries
from learning.mentoring.forms import CopyForm, RecallForm
from learning.mentoring.models import Match
from learning.mentoring.views.blueprint import PAGE, bp
from learning.mentoring.views.circle_runs import circle_run_page, say_solved
from learning.mentoring.views.loading import (
    PAIRS_ON_PAGE,
    check_token,
    load_programme,
    load_run,
    named_in,
    other_runs,
    search_of_pairs,
)
from learning.web.access import access
from learning.web.pagination import Page, page_number

REMOVED_SHOWN = 20


@bp.get("/programmes/<int:programme_id>/match-runs")
@access("match.run")
def match_runs(programme_id: int) -> ResponseReturnValue:
    programme = load_programme(programme_id)
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
    programme = load_programme(programme_id)
    check_token()
    now = clock.now()
    run = operations.start_draft(programme, current_user, now)
    if operations.is_untouched(run) and queries.job_of(run) is None:
        operations.match_run(run, current_user, now)
    db.session.commit()
    return redirect(url_for("mentoring.match_run", run_id=run.id))


@bp.get("/match-runs/<int:run_id>")
@access("match.run")
def match_run(run_id: int) -> ResponseReturnValue:
    run = load_run(run_id)
    job = queries.job_of(run) if run.is_draft else None
    if job is not None:
        step = operations.step_at(job.share, of_circles=run.sizes is not None)
        return render_template("mentoring/run_work.html", run=run, job=job, step=step)
    if run.sizes:
        return circle_run_page(run)
    words, only = search_of_pairs()
    number = page_number()
    found = queries.matches_of_run(run, words, PAGE, (number - 1) * PAGE, only)
    figures = queries.figures_of(run)
    removed = queries.removed_pairs(run) if run.is_draft else []
    others = other_runs(run)
    is_all = not words and only is None
    total = figures.pairs if is_all else queries.matches_of_run_count(run, words, only)
    return render_template(
        "mentoring/match_run.html",
        run=run,
        words=words,
        only=only,
        page=Page(found, number, PAGE, total),
        figures=figures,
        states={} if run.is_draft else queries.states_of(run),
        removed=removed[-REMOVED_SHOWN:],
        removed_before=max(0, len(removed) - REMOVED_SHOWN),
        others=others,
        is_outdated=run.is_draft
        and any(one.published_at and one.published_at > run.solved_at for one in others),
        copy_form=CopyForm(formdata=None),
        low_score=queries.LOW_SCORE,
        is_untouched=operations.is_untouched(run),
        is_ruled_out=not figures.served and queries.is_ruled_out(run),
        named={one.id: one for one in queries.by_name(_alternatives(found), "")},
    )


@bp.get("/match-runs/<int:run_id>/unmatched")
@access("match.run")
def run_unmatched(run_id: int) -> ResponseReturnValue:
    """Whom the match leaves without a mentor, why, and what would change it."""
    run = load_run(run_id)
    number = page_number()
    left = queries.unmatched_count(run)
    record = queries.record_of(run)
    found = queries.unmatched_in(run, PAIRS_ON_PAGE, (number - 1) * PAIRS_ON_PAGE)
    return render_template(
        "mentoring/run_unmatched.html",
        run=run,
        page=Page(found, number, PAIRS_ON_PAGE, left),
        left=left,
        bottlenecks=record.report.get("bottlenecks", []) if record else [],
        named={one.id: one for one in queries.by_name(named_in(*found), "")},
    )


@bp.post("/match-runs/<int:run_id>/rerun")
@access("match.run")
def rerun(run_id: int) -> ResponseReturnValue:
    run = load_run(run_id)
    check_token()
    lost = operations.match_run(run, current_user, clock.now())
    db.session.commit()
    if run.sizes:
        say_solved(lost)
        return redirect(url_for("mentoring.match_run", run_id=run_id))
    if lost is not None:
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


@bp.post("/match-runs/<int:run_id>/stop")
@access("match.run")
def stop_run(run_id: int) -> ResponseReturnValue:
    run = load_run(run_id)
    check_token()
    operations.stop_job(run, clock.now())
    db.session.commit()
    flash(_("Stopped. The pairs of the draft are as they were."))
    return redirect(url_for("mentoring.match_run", run_id=run_id))


@bp.post("/match-runs/<int:run_id>/publish")
@access("match.run")
def publish_run(run_id: int) -> ResponseReturnValue:
    run = load_run(run_id)
    check_token()
    count = operations.publish_run(run, current_user, clock.now())
    db.session.commit()
    if count and run.sizes:
        flash(
            ngettext(
                "%(num)s circle is offered to its host, who opens it or says no.",
                "%(num)s circles are offered to their hosts, who open them or say no.",
                count,
            )
        )
    elif count:
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
    run = load_run(run_id)
    check_token()
    programme_id = run.programme_id
    operations.discard_run(run)
    db.session.commit()
    flash(_("The draft is gone. Nobody has heard of it."))
    return redirect(url_for("mentoring.match_runs", programme_id=programme_id))


@bp.get("/match-runs/<int:run_id>/recall")
@bp.post("/match-runs/<int:run_id>/recall")
@access("match.run")
def recall_run(run_id: int) -> ResponseReturnValue:
    """Take back what nobody has answered yet of a published match, and say why."""
    run = load_run(run_id)
    form = RecallForm()
    if form.validate_on_submit():
        with form.refusals():
            count = operations.recall_run(
                run,
                current_user,
                form.reason.data,
                with_half_answered=form.with_half_answered.data,
                now=clock.now(),
            )
            db.session.commit()
            flash(
                ngettext(
                    "%(num)s circle is taken back; its host is told why.",
                    "%(num)s circles are taken back; their hosts are told why.",
                    count,
                )
                if run.sizes
                else ngettext(
                    "%(num)s match is taken back; both people are told why.",
                    "%(num)s matches are taken back; everybody is told why.",
                    count,
                )
            )
            return redirect(url_for("mentoring.match_run", run_id=run.id))
    if run.sizes:
        circles = len(queries.circles_not_opened(run))
        page = render_template("mentoring/recall_circles.html", run=run, form=form, circles=circles)
        return page, form.status()
    open_ones = len(queries.open_matches_in(run, with_half_answered=True))
    untouched = len(queries.open_matches_in(run, with_half_answered=False))
    return (
        render_template(
            "mentoring/recall_run.html",
            run=run,
            form=form,
            untouched=untouched,
            half_answered=open_ones - untouched,
        ),
        form.status(),
    )


def _alternatives(matches: Sequence[Match]) -> set[int]:
    """The people named as the next best choice of somebody in these pairs."""
    return {choice[0] for match in matches for choice in match.alternatives.values() if choice}
