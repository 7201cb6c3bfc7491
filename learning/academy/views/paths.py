"""Learning paths for those who follow them."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations
from learning.academy.forms.paths import TaughtForm, TeachingForm
from learning.academy.models import Path, PathStep, StepKind, Teaching
from learning.academy.policy import paths as policy
from learning.academy.queries import is_topic_expert, with_topics_below
from learning.academy.queries import paths as queries
from learning.academy.views.blueprint import bp, topic_or_404
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _, day
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.limits import number_asked
from learning.web.pagination import Page, page_number

PATHS = 12


@bp.get("/paths")
@access("path.read")
def paths() -> ResponseReturnValue:
    """Every path, or those one follows; those one follows stand first."""
    number = page_number()
    topic = number_asked("topic")
    followed_alone = request.args.get("show") == "mine"
    found, total = queries.paths(
        current_user,
        PATHS,
        (number - 1) * PATHS,
        topic_ids=with_topics_below({topic}) if topic else None,
        followed_alone=followed_alone,
    )
    may_create = policy.can_create_path(current_user, is_expert=is_topic_expert(current_user))
    return render_template(
        "academy/paths.html",
        page=Page(found, number, PATHS, total),
        followed_alone=followed_alone,
        topic=topic_or_404(topic) if topic else None,
        may_create=may_create,
        drafts=queries.drafts_by(current_user) if may_create else [],
    )


@bp.get("/paths/<int:path_id>")
@access("path.read")
def path(path_id: int) -> ResponseReturnValue:
    return _page(path_or_404(path_id))


@bp.post("/paths/<int:path_id>/follow")
@access("path.follow")
def follow_path(path_id: int) -> ResponseReturnValue:
    found = _published(path_id)
    if ActForm().validate_on_submit():
        operations.follow_path(found, current_user, clock.now())
        db.session.commit()
        flash(_("You follow this path. It waits for you on the start page of the academy."))
    return redirect(url_for("academy.path", path_id=path_id))


@bp.post("/paths/<int:path_id>/leave")
@access("path.follow")
def leave_path(path_id: int) -> ResponseReturnValue:
    found = path_or_404(path_id)
    if ActForm().validate_on_submit():
        operations.leave_path(found, current_user, clock.now())
        db.session.commit()
        flash(_("You no longer follow it. What you have done stays done."))
    return redirect(url_for("academy.path", path_id=path_id))


@bp.post("/paths/<int:path_id>/steps/<int:step_id>/tick")
@access("path.follow")
def tick_step(path_id: int, step_id: int) -> ResponseReturnValue:
    """One's own word for what one reads or sees; for sessions and cases, a look at the record."""
    found = _published(path_id)
    step = step_or_404(found, step_id)
    if step.kind is StepKind.TEACH:
        return redirect(url_for("academy.say_taught", path_id=path_id, step_id=step_id))
    if ActForm().validate_on_submit():
        act = operations.check_step if step.kind.is_peer else operations.tick_step
        try:
            act(found, step, current_user, clock.now())
            db.session.commit()
        except DomainError as refusal:
            db.session.rollback()
            return _page(path_or_404(path_id), str(refusal)), 409
        if queries.is_finished(found, current_user):
            flash(_("That was the last step. You have come to the end of this path."))
    return redirect(url_for("academy.path", path_id=path_id, _anchor="next"))


@bp.post("/paths/<int:path_id>/steps/<int:step_id>/untick")
@access("path.follow")
def untick_step(path_id: int, step_id: int) -> ResponseReturnValue:
    found = _published(path_id)
    step = step_or_404(found, step_id)
    if ActForm().validate_on_submit():
        operations.untick_step(found, step, current_user)
        db.session.commit()
    return redirect(url_for("academy.path", path_id=path_id, _anchor=f"step-{step_id}"))


@bp.route("/paths/<int:path_id>/steps/<int:step_id>/taught", methods=["GET", "POST"])
@access("path.follow")
def say_taught(path_id: int, step_id: int) -> ResponseReturnValue:
    """Choose the occasion on which one taught a step to a colleague."""
    found = _published(path_id)
    step = step_or_404(found, step_id)
    if step.kind is not StepKind.TEACH:
        abort(404)
    form = TaughtForm()
    known = operations.occasions_for(found, current_user)
    words = {
        "session_held": _("Session with %(name)s, %(day)s"),
        "clinic_solved": _("Case of %(name)s that you solved, %(day)s"),
        "answer_accepted": _("Answer that %(name)s accepted, %(day)s"),
        "talk_given": _("Talk of yours that %(name)s attended, %(day)s"),
    }
    form.offer(
        [(one.key, words[one.verb] % {"name": one.other.name, "day": day(one.at)}) for one in known]
    )
    if form.validate_on_submit():
        with form.refusals():
            made = operations.say_taught(found, step, current_user, form.occasion.data, clock.now())
            db.session.commit()
            flash(_("%(name)s is asked to confirm it.", name=made.learner.name))
            return redirect(url_for("academy.path", path_id=path_id, _anchor=f"step-{step_id}"))
        found = _published(path_id)
        step = step_or_404(found, step_id)
    page = render_template(
        "academy/say_taught.html",
        path=found,
        step=step,
        form=form,
        known=known,
        title=step_title(step),
    )
    return page, form.status()


@bp.get("/teachings/<int:teaching_id>")
@access("path.confirm_teaching")
def teaching(teaching_id: int) -> ResponseReturnValue:
    return render_template("academy/teaching.html", teaching=_teaching(teaching_id))


@bp.post("/teachings/<int:teaching_id>/answer")
@access("path.confirm_teaching")
def answer_teaching(teaching_id: int) -> ResponseReturnValue:
    found = _teaching(teaching_id)
    form = TeachingForm()
    if form.validate_on_submit():
        is_right = form.answer.data == "yes"
        operations.answer_teaching(found, clock.now(), is_right=is_right)
        db.session.commit()
        name = found.teacher.name
        flash(_("Thank you. %(name)s is told.", name=name))
        return redirect(url_for("academy.paths"))
    return redirect(url_for("academy.teaching", teaching_id=teaching_id))


def path_or_404(path_id: int) -> Path:
    """A published path, or one that this person may edit; hidden and absent look alike."""
    found = queries.path(path_id) or abort(404)
    if not found.is_published and not may_edit(found):
        abort(404)
    return found


def may_edit(found: Path) -> bool:
    return policy.can_edit_path(current_user, found, is_expert=is_topic_expert(current_user))


def step_title(step: PathStep) -> str:
    """What a step is called in a list."""
    match step.kind:
        case StepKind.ARTICLE:
            shown = step.article.published if step.article else None
            return shown.title if shown else str(_("A text that is put aside at present"))
        case StepKind.QUESTION:
            return step.question.title if step.question else ""
        case StepKind.TALK:
            return step.talk.title if step.talk else ""
        case StepKind.LINK:
            return step.title
    skill = step.skill.name if step.skill else ""
    if step.kind is StepKind.MENTOR:
        words = _("Session: %(skill)s", skill=skill) if skill else _("A session with a mentor")
        return str(words)
    if step.kind is StepKind.CLINIC:
        words = _("Case for the clinic: %(skill)s", skill=skill) if skill else ""
        return str(words or _("A case for the clinic"))
    return str(_("Teach it: %(skill)s", skill=skill) if skill else _("Teach it to a colleague"))


def step_or_404(found: Path, step_id: int) -> PathStep:
    return queries.step_of(found, step_id) or abort(404)


def _published(path_id: int) -> Path:
    found = path_or_404(path_id)
    return found if found.is_published else abort(404)


def _teaching(teaching_id: int) -> Teaching:
    found = queries.teaching(teaching_id)
    if found is None or not policy.can_confirm_teaching(current_user, found):
        abort(404)
    return found


def _page(found: Path, refusal: str = "") -> str:
    following = queries.follower(found, current_user)
    steps = queries.steps_for(found, current_user)
    there = [one for one in steps if one.is_there]
    return render_template(
        "academy/path.html",
        path=found,
        steps=steps,
        done=sum(one.is_done for one in there),
        total=len(there),
        minutes=sum(one.step.minutes for one in there),
        minutes_left=sum(one.step.minutes for one in there if not one.is_done),
        is_followed=following is not None and following.left_at is None,
        followers=queries.follower_count(found),
        needed=queries.needed_by(found, current_user),
        may_edit=may_edit(found),
        title_of=step_title,
        refusal=refusal,
    )
