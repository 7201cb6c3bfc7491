"""The League of Experts: who answers for which topic, and how one gets there."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations, policy, queries
from learning.academy.forms import ConfirmationForm, NominationForm
from learning.academy.models import TopicExpert
from learning.academy.views.blueprint import PER_PAGE, bp, topic_or_404
from learning.extensions import db
from learning.i18n import LANGUAGES, _
from learning.people.queries import find_person, people_named
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.limits import number_asked
from learning.web.pagination import Page, page_number


@bp.get("/experts")
@access("expert.list")
def experts() -> ResponseReturnValue:
    topic_id = number_asked("topic")
    language = request.args.get("language", "")
    text = request.args.get("name", "")[:200]
    number = page_number()
    cards, total = queries.experts(
        topic_id,
        language if language in LANGUAGES else "",
        text,
        PER_PAGE,
        (number - 1) * PER_PAGE,
    )
    return render_template(
        "academy/experts.html",
        page=Page(cards, number, PER_PAGE, total),
        topics=queries.topic_choices(queries.topic_tree()),
        topic_id=topic_id,
        language=language,
        text=text,
        applied=sum(map(bool, (topic_id, language, text))),
    )


@bp.route("/topics/<int:topic_id>/nominate", methods=["GET", "POST"])
@access("expert.nominate")
def nominate(topic_id: int) -> ResponseReturnValue:
    topic = topic_or_404(topic_id)
    form = NominationForm(person=current_user.email if request.args.get("me") else None)
    found = None
    if form.validate_on_submit():
        found = find_person(form.person.data)
        if found is None:
            form.person.errors = [
                _("Not one colleague alone goes by that name. Choose below, or type the address.")
            ]
    if found is not None:
        with form.refusals():
            operations.nominate_expert(topic, found, current_user, clock.now())
            db.session.commit()
            flash(_("Proposed. Whoever keeps the topic decides."))
            return redirect(url_for("academy.topic", topic_id=topic.id))
    candidates = people_named(form.person.data) if form.person.errors else []
    page = render_template("academy/nominate.html", form=form, topic=topic, candidates=candidates)
    return page, form.status()


@bp.post("/experts/<int:expert_id>/decide")
@access("expert.confirm")
def decide_expert(expert_id: int) -> ResponseReturnValue:
    expert = _expert_or_404(expert_id)
    if not policy.can_confirm(current_user, expert):
        abort(403)
    form = ConfirmationForm()
    if form.validate_on_submit():
        if form.decision.data == "confirm":
            operations.confirm_expert(expert, current_user, clock.now())
            flash(_("Confirmed. The expert is told."))
        else:
            operations.decline_expert(expert, current_user, clock.now())
            flash(_("Declined. The person can be proposed again."))
        db.session.commit()
    return redirect(url_for("academy.topic", topic_id=expert.topic_id))


@bp.post("/experts/<int:expert_id>/step-down")
@access("expert.step_down")
def step_down(expert_id: int) -> ResponseReturnValue:
    expert = _expert_or_404(expert_id)
    if not policy.can_step_down(current_user, expert):
        abort(403)
    if ActForm().validate_on_submit():
        operations.step_down(expert, clock.now())
        db.session.commit()
        flash(_("You answer for this topic no longer. Thank you for having done it."))
    return redirect(url_for("academy.topic", topic_id=expert.topic_id))


def _expert_or_404(expert_id: int) -> TopicExpert:
    return queries.expert_by_id(expert_id) or abort(404)
