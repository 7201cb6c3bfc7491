"""A lead prepares a cycle, moves it on and reads what passes the thresholds."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.anonymity.operations import rebuild_file
from learning.extensions import db
from learning.i18n import _
from learning.people.models import Person
from learning.reviews import operations, policy, queries
from learning.reviews.forms import (
    CycleForm,
    EndForm,
    NewCycleForm,
    PeopleForm,
    ReviewersForm,
    RubricForm,
)
from learning.reviews.models import AssignmentState, CycleState, ReviewCycle, Reviewee
from learning.reviews.operations import CycleDraft, Line
from learning.reviews.rules import COLLECTING_DAYS, LEAD_WAITS, LEVELS, LOAD_CAP, RUBRICS
from learning.reviews.views.blueprint import PAGE_SIZE, bp, check_token, choices, colleagues
from learning.web.access import access
from learning.web.pagination import Page, page_number


@bp.route("/programmes/<int:programme_id>/cycles/create", methods=["GET", "POST"])
@access("review.cycle_open")
def create_cycle(programme_id: int) -> ResponseReturnValue:
    programme = queries.programme_for(current_user, programme_id) or abort(404)
    now = clock.now()
    proposed_end = now.date() + timedelta(days=2 * COLLECTING_DAYS)
    form = NewCycleForm(data={"closes_on": proposed_end, "purpose": _default_purpose()})
    if form.validate_on_submit():
        rubric = [
            Line(str(line.name), tuple(str(level) for level in line.levels))
            for line in RUBRICS[form.rubric.data].lines
        ]
        with form.refusals():
            cycle = operations.create_cycle(programme, current_user, _draft(form), rubric, now)
            db.session.commit()
            return redirect(url_for("reviews.edit_rubric", cycle_id=cycle.id))
    return render_template(
        "reviews/create_cycle.html", programme=programme, form=form
    ), form.status()


@bp.route("/cycles/<int:cycle_id>/edit", methods=["GET", "POST"])
@access("review.cycle_open")
def edit_cycle(cycle_id: int) -> ResponseReturnValue:
    cycle = _draft_cycle(cycle_id)
    form = CycleForm(obj=cycle)
    if form.validate_on_submit():
        with form.refusals():
            operations.edit_cycle(cycle, _draft(form), clock.now())
            db.session.commit()
            return redirect(url_for("reviews.edit_rubric", cycle_id=cycle.id))
    return render_template("reviews/edit_cycle.html", cycle=cycle, form=form), form.status()


@bp.route("/cycles/<int:cycle_id>/rubric", methods=["GET", "POST"])
@access("review.cycle_open")
def edit_rubric(cycle_id: int) -> ResponseReturnValue:
    cycle = _draft_cycle(cycle_id)
    written = [
        {"name": one.name, **{f"level_{n}": one.levels[n - 1] for n in LEVELS}}
        for one in cycle.criteria
    ]
    form = RubricForm(data={"lines": written})
    if form.validate_on_submit():
        rubric = [
            Line(line.form.name.data, tuple(field.data for field in line.form.levels))
            for line in form.lines
            if not line.form.is_blank()
        ]
        with form.refusals():
            operations.edit_rubric(cycle, rubric)
            db.session.commit()
            return redirect(url_for("reviews.choose_people", cycle_id=cycle.id))
    return render_template("reviews/edit_rubric.html", cycle=cycle, form=form), form.status()


@bp.route("/cycles/<int:cycle_id>/people", methods=["GET", "POST"])
@access("review.cycle_open")
def choose_people(cycle_id: int) -> ResponseReturnValue:
    cycle = _draft_cycle(cycle_id)
    possible = queries.possible_reviewees(cycle)
    chosen = [one.person_id for one in cycle.reviewees] or [one.id for one in possible]
    form = PeopleForm(choices(possible), data={"people": chosen})
    if form.validate_on_submit():
        with form.refusals():
            operations.choose_people(cycle, form.people.data or [])
            db.session.commit()
            return redirect(url_for("reviews.cycle", cycle_id=cycle.id))
    return render_template(
        "reviews/choose_people.html", cycle=cycle, form=form, possible=possible
    ), form.status()


@bp.get("/cycles/<int:cycle_id>")
@access("review.participation")
def cycle(cycle_id: int) -> ResponseReturnValue:
    found = _cycle(cycle_id)
    short = [one for one in found.reviewees if one.takes_part and len(one.asked()) < found.k]
    people = sorted(found.reviewees, key=lambda one: (one not in short, one.person.name_key))
    number = page_number()
    start = (number - 1) * PAGE_SIZE
    return render_template(
        "reviews/cycle.html",
        cycle=found,
        page=Page(people[start : start + PAGE_SIZE], number, PAGE_SIZE, len(people)),
        short=short,
        is_summary_open=policy.is_summary_open(found, clock.now().date()),
        summary_from=found.released_on + LEAD_WAITS if found.released_on else None,
    )


@bp.get("/cycles/<int:cycle_id>/summary")
@access("review.read_about_others")
def summary(cycle_id: int) -> ResponseReturnValue:
    found = _cycle(cycle_id)
    is_open = policy.can_read_summary(current_user, found, clock.now().date())
    return render_template(
        "reviews/summary.html",
        cycle=found,
        summary=found.summary if is_open else None,
        summary_from=found.released_on + LEAD_WAITS if found.released_on else None,
        criteria={one.key: one for one in found.criteria},
    )


@bp.route("/reviewees/<int:reviewee_id>/assign", methods=["GET", "POST"])
@access("review.assign_reviewers")
def assign_reviewers(reviewee_id: int) -> ResponseReturnValue:
    reviewee = queries.reviewee_for(current_user, reviewee_id) or abort(404)
    if reviewee.cycle.state not in {CycleState.APPROVING, CycleState.COLLECTING}:
        return redirect(url_for("reviews.cycle", cycle_id=reviewee.cycle_id))
    standing = [one for one in reviewee.assignments if one.state is not AssignmentState.DECLINED]
    listed = _listed(reviewee)
    load = queries.open_load(list(listed), but_for=reviewee)
    asked = {one.reviewer_id for one in reviewee.asked()}
    offered = [one for one in listed.values() if load.get(one.id, 0) < LOAD_CAP or one.id in asked]
    preset = [one.reviewer_id for one in standing] if not asked else sorted(asked)
    form = ReviewersForm(choices(offered), data={"chosen": preset})
    if form.validate_on_submit():
        people = colleagues(form)
        if people is not None:
            with form.refusals():
                operations.assign_reviewers(reviewee, people, current_user, clock.now())
                db.session.commit()
                flash(_("Kept: %(count)s are asked.", count=len(reviewee.asked())))
                return redirect(url_for("reviews.cycle", cycle_id=reviewee.cycle_id))
    return render_template(
        "reviews/assign_reviewers.html",
        reviewee=reviewee,
        form=form,
        proposed=[one.reviewer for one in standing],
        declined=[one for one in reviewee.assignments if one.state is AssignmentState.DECLINED],
        full=[one for one in listed.values() if one not in offered],
        cap=LOAD_CAP,
    ), form.status()


@bp.route("/cycles/<int:cycle_id>/move-end", methods=["GET", "POST"])
@access("review.cycle_open")
def move_end(cycle_id: int) -> ResponseReturnValue:
    cycle = _cycle(cycle_id)
    form = EndForm(obj=cycle)
    if form.validate_on_submit():
        with form.refusals():
            operations.move_end(cycle, form.closes_on.data, current_user, clock.now())
            db.session.commit()
            flash(_("The last day is moved; everybody asked is reminded before it."))
            return redirect(url_for("reviews.cycle", cycle_id=cycle.id))
    return render_template("reviews/move_end.html", cycle=cycle, form=form), form.status()


@bp.post("/cycles/<int:cycle_id>/start-nominating")
@access("review.cycle_open")
def start_nominating(cycle_id: int) -> ResponseReturnValue:
    said = _("Everybody reviewed is asked whom they would like to hear from.")
    return _move_on(cycle_id, operations.start_nominating, said)


@bp.post("/cycles/<int:cycle_id>/start-approving")
@access("review.cycle_open")
def start_approving(cycle_id: int) -> ResponseReturnValue:
    said = _("Proposals are closed. Decide now who is asked.")
    return _move_on(cycle_id, operations.start_approving, said)


@bp.post("/cycles/<int:cycle_id>/start-collecting")
@access("review.cycle_open")
def start_collecting(cycle_id: int) -> ResponseReturnValue:
    said = _("Everybody asked has been told. Nothing is shown before the cycle closes.")
    return _move_on(cycle_id, operations.start_collecting, said)


@bp.post("/cycles/<int:cycle_id>/close")
@access("review.cycle_close")
def close_cycle(cycle_id: int) -> ResponseReturnValue:
    secret = current_app.config["SECRET_KEY"]

    def close(cycle: ReviewCycle, lead: Person, now: datetime) -> None:
        operations.close_cycle(cycle, lead, secret, now)

    answer = _move_on(cycle_id, close, _("Closed: the results are frozen and wait for release."))
    rebuild_file()
    return answer


@bp.post("/cycles/<int:cycle_id>/release")
@access("review.cycle_close")
def release_cycle(cycle_id: int) -> ResponseReturnValue:
    said = _("Released. Each person reads their own result; your view opens a week later.")
    return _move_on(cycle_id, operations.release_cycle, said)


@bp.post("/cycles/<int:cycle_id>/finish")
@access("review.cycle_close")
def finish_cycle(cycle_id: int) -> ResponseReturnValue:
    said = _("Filed. Everybody keeps their result and plan.")
    return _move_on(cycle_id, operations.finish_cycle, said)


def _move_on(
    cycle_id: int, move: Callable[[ReviewCycle, Person, datetime], None], said: str
) -> ResponseReturnValue:
    found = _cycle(cycle_id)
    check_token()
    move(found, current_user, clock.now())
    db.session.commit()
    flash(said)
    return redirect(url_for("reviews.cycle", cycle_id=cycle_id))


def _cycle(cycle_id: int) -> ReviewCycle:
    return queries.cycle_for(current_user, cycle_id) or abort(404)


def _draft_cycle(cycle_id: int) -> ReviewCycle:
    """The cycle while it may be written; afterwards its page says why it no longer changes."""
    found = _cycle(cycle_id)
    if found.state is not CycleState.DRAFT:
        raise operations.CycleFixed(
            _("The cycle has begun: its rules stay as people have read them.")
        )
    return found


def _draft(form: CycleForm) -> CycleDraft:
    return CycleDraft(form.title.data, form.purpose.data, form.closes_on.data, form.k.data)


def _listed(reviewee: Reviewee) -> dict[int, Person]:
    """Who may be asked without typing: the proposals first, then colleagues near the work."""
    declined = {
        one.reviewer_id for one in reviewee.assignments if one.state is AssignmentState.DECLINED
    }
    people = [one.reviewer for one in reviewee.assignments]
    near = {one.id: one for one in (*people, *queries.suggested_reviewers(reviewee))}
    return {number: one for number, one in near.items() if number not in declined}


def _default_purpose() -> str:
    words: str = _(
        "To grow: each of us hears what helps in our work and what would help more. The result"
        " belongs to the person. It plays no part in pay or position."
    )
    return words
