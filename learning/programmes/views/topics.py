"""What people would like to read or hear, and what becomes of it."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.extensions import db
from learning.i18n import _
from learning.people.models import Person
from learning.programmes import operations, policy, queries
from learning.programmes.forms import DeclineTopicForm, TopicForm
from learning.programmes.models import TopicRequest
from learning.programmes.models.topics import EXPERT_WANTED_FROM
from learning.programmes.views.blueprint import PAGE_SIZE, bp, load
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.pagination import Page, page_number

SHELVES = {"open": ("open",), "planned": ("planned",), "settled": ("done", "declined")}

Decide = Callable[[TopicRequest, Person, datetime], None]


@bp.get("/<int:programme_id>/topics")
@access("programme.view")
def topics(programme_id: int) -> ResponseReturnValue:
    programme = load(programme_id)
    shelf = request.args.get("show", "open")
    if shelf not in SHELVES:
        shelf = "open"
    counts = queries.topic_count(programme)
    totals = {name: sum(counts.get(one, 0) for one in SHELVES[name]) for name in SHELVES}
    number = page_number()
    found = queries.topics(
        programme, current_user, SHELVES[shelf], PAGE_SIZE, (number - 1) * PAGE_SIZE
    )
    decides = policy.can_decide_topics(current_user, programme)
    return render_template(
        "programmes/topics.html",
        programme=programme,
        shelf=shelf,
        totals=totals,
        page=Page(found, number, PAGE_SIZE, totals[shelf]),
        decides=decides,
        wanted=queries.topics_needing_expert([programme]) if decides else [],
        wanted_from=EXPERT_WANTED_FROM,
    )


@bp.route("/<int:programme_id>/topics/propose", methods=["GET", "POST"])
@access("topic.propose")
def propose_topic(programme_id: int) -> ResponseReturnValue:
    programme = load(programme_id)
    form = TopicForm(title=request.args.get("title", ""))
    if form.validate_on_submit():
        with form.refusals():
            operations.propose_topic(
                programme,
                current_user,
                clock.now(),
                title=form.title.data,
                why=form.why.data or "",
                kind=form.kind.data,
                is_offered=form.offer.data == "offer",
            )
            db.session.commit()
            flash(_("Your topic is on the list. Tell colleagues to vote for it."))
            return redirect(url_for("programmes.topics", programme_id=programme.id))
    page = render_template("programmes/propose_topic.html", programme=programme, form=form)
    return page, form.status()


@bp.post("/topics/<int:topic_id>/vote")
@access("topic.vote")
def toggle_vote(topic_id: int) -> ResponseReturnValue:
    topic = _load_to_act(topic_id)
    operations.toggle_vote(topic, current_user, clock.now())
    db.session.commit()
    return _back_to_list(topic)


@bp.post("/topics/<int:topic_id>/offer")
@access("topic.offer")
def offer_topic(topic_id: int) -> ResponseReturnValue:
    topic = _load_to_act(topic_id)
    operations.offer_topic(topic, current_user, clock.now())
    db.session.commit()
    flash(_("Thank you. The leads know that you can give this topic."))
    return _back_to_list(topic)


@bp.post("/topics/<int:topic_id>/withdraw-offer")
@access("topic.withdraw_offer")
def withdraw_offer(topic_id: int) -> ResponseReturnValue:
    topic = queries.topic(topic_id)
    if topic is None or topic.expert_id != current_user.id:
        abort(404)
    topic = _load_to_act(topic_id)
    operations.withdraw_offer(topic, current_user)
    db.session.commit()
    flash(_("Your offer is withdrawn."))
    return _back_to_list(topic)


@bp.post("/topics/<int:topic_id>/plan")
@access("topic.approve")
def plan_topic(topic_id: int) -> ResponseReturnValue:
    return _decide(
        topic_id, operations.plan_topic, _("Planned. Everybody who wished for it knows.")
    )


@bp.post("/topics/<int:topic_id>/finish")
@access("topic.approve")
def finish_topic(topic_id: int) -> ResponseReturnValue:
    return _decide(topic_id, operations.finish_topic, _("Done. Everybody who wished for it knows."))


@bp.route("/topics/<int:topic_id>/decline", methods=["GET", "POST"])
@access("topic.approve")
def decline_topic(topic_id: int) -> ResponseReturnValue:
    topic = _load_to_decide(topic_id)
    form = DeclineTopicForm()
    if form.validate_on_submit():
        with form.refusals():
            operations.decline_topic(topic, form.reason.data, current_user, clock.now())
            db.session.commit()
            flash(_("Declined. Everybody who voted for it reads why."))
            return _back_to_list(topic)
    return render_template("programmes/decline_topic.html", topic=topic, form=form), form.status()


def _decide(topic_id: int, decide: Decide, words: str) -> ResponseReturnValue:
    topic = _load_to_decide(topic_id)
    if not ActForm().validate_on_submit():
        abort(422)
    decide(topic, current_user, clock.now())
    db.session.commit()
    flash(words)
    return _back_to_list(topic)


def _load_to_decide(topic_id: int) -> TopicRequest:
    topic = queries.topic(topic_id) or abort(404)
    if not policy.can_decide_topics(current_user, topic.programme):
        abort(403)
    return topic


def _load_to_act(topic_id: int) -> TopicRequest:
    """The topic, for an act of one button."""
    topic = queries.topic(topic_id) or abort(404)
    if not ActForm().validate_on_submit():
        abort(422)
    return topic


def _back_to_list(topic: TopicRequest) -> ResponseReturnValue:
    return redirect(
        f"{url_for('programmes.topics', programme_id=topic.programme_id)}#topic-{topic.id}"
    )
