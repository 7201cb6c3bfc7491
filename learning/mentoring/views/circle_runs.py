"""A lead's circles for a whole pool: their sizes, the draft as cards, and who is moved by hand."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _, ngettext
from learning.mentoring import operations, pairing, queries
from learning.mentoring.forms import CirclePlanForm, CopyForm
from learning.mentoring.models import Match, MatchRun, UnmatchedMentee
from learning.mentoring.views.blueprint import bp, check_token
from learning.mentoring.views.circles import load_circle
from learning.mentoring.views.loading import load_programme, load_run, other_runs, search_words
from learning.people.models import Person
from learning.web.access import access
from learning.web.pagination import Page, page_number

CIRCLES_ON_PAGE = 10


@bp.route("/programmes/<int:programme_id>/circle-plan", methods=["GET", "POST"])
@access("match.run")
def circle_plan(programme_id: int) -> ResponseReturnValue:
    """How large circles are to be, before the first draft of them is made."""
    programme = load_programme(programme_id)
    form, now = CirclePlanForm(), clock.now()
    if form.validate_on_submit():
        with form.refusals():
            run = operations.start_circle_run(
                programme, current_user, form.least.data, form.most.data, now
            )
            db.session.commit()
            return redirect(url_for("mentoring.match_run", run_id=run.id))
    free = queries.free_seats(programme, now.date())
    waiting = queries.waiting_mentees(programme, now.date()).keys() - queries.in_circles(programme)
    return render_template(
        "mentoring/circle_plan.html",
        programme=programme,
        form=form,
        draft=queries.draft_of(programme, of_circles=True),
        waiting=len(waiting),
        hosts=sum(places > 0 for places in free.values()),
    ), form.status()


@bp.post("/match-runs/<int:run_id>/sizes")
@access("match.run")
def resize_circles(run_id: int) -> ResponseReturnValue:
    run = load_run(run_id)
    if run.sizes is None:
        abort(404)
    form = CirclePlanForm()
    if form.validate_on_submit():
        with form.refusals():
            lost = operations.resize_circles(
                run, current_user, form.least.data, form.most.data, clock.now()
            )
            db.session.commit()
            say_solved(lost)
            return redirect(url_for("mentoring.match_run", run_id=run_id))
    return circle_run_page(run, form)


@bp.post("/circles/<int:circle_id>/decline-to-lead")
@access("circle.answer")
def decline_to_lead(circle_id: int) -> ResponseReturnValue:
    found = load_circle(circle_id)
    planned = queries.run_circle_from(found)
    if planned is None or planned.host_id != current_user.id:
        abort(404)
    check_token()
    operations.decline_to_lead(found, current_user, clock.now())
    db.session.commit()
    flash(_("Thank you for the answer. Nobody else has heard of the circle."))
    return redirect(url_for("mentoring.circles"))


def circle_run_page(run: MatchRun, form: CirclePlanForm | None = None) -> ResponseReturnValue:
    """The circles of the run as cards; `form` is one of sizes that was refused."""
    words, number, now = search_words(), page_number(), clock.now()
    found = queries.circles_of_run(run, words, CIRCLES_ON_PAGE, (number - 1) * CIRCLES_ON_PAGE)
    record = queries.record_of(run)
    return render_template(
        "mentoring/circle_run.html",
        run=run,
        words=words,
        page=Page(found, number, CIRCLES_ON_PAGE, queries.circles_of_run_count(run, words)),
        figures=queries.figures_of(run),
        is_untouched=record is None,
        most_served=record.report.get("most_served") if record else None,
        standing={} if run.is_draft else queries.seats_by_person(found, now),
        not_opened=0 if run.is_draft else len(queries.circles_not_opened(run)),
        removed=queries.removed_pairs(run) if run.is_draft else [],
        others=other_runs(run),
        copy_form=CopyForm(formdata=None),
        form=form or CirclePlanForm(formdata=None, obj=run),
    ), form.status() if form else 200


def circle_seat_page(
    run: MatchRun, member: Person, match: Match | None, left_out: UnmatchedMentee | None
) -> ResponseReturnValue:
    """One person of a draft of circles: the circle they are in, and those they could be in."""
    if not run.is_draft:
        abort(404)
    people = pairing.candidates_in(run, clock.now(), [member.id])
    hosts = operations.hosts_open_to(run, people, member) if member.id in people.mentees else set()
    found = pairing.suggest_all(people, [(member.id, host) for host in sorted(hosts)])
    fits = {one.mentor_id: one.score for one in found}
    planned = queries.planned_circles(run)
    loads, locked = queries.loads_and_locked(run)
    choices = [one for one in planned if one.host_id in fits]
    return render_template(
        "mentoring/circle_seat.html",
        run=run,
        mentee=member,
        match=match,
        unmatched=left_out,
        topics={one.host_id: one.topic for one in planned},
        choices=sorted(choices, key=lambda one: -fits[one.host_id]),
        fits=fits,
        loads=loads,
        locked=locked,
    )


def say_solved(lost: int | None) -> None:
    """Say that the draft was made anew; nothing where that is left to the background."""
    if lost is not None:
        flash(_("Planned anew around the locked seats."))
    if lost:
        flash(
            ngettext(
                "%(num)s locked seat had become impossible and was let go.",
                "%(num)s locked seats had become impossible and were let go.",
                lost,
            )
        )
