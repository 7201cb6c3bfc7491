"""Topics: the tree, one topic with its articles and experts, and keeping them in order."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations, policy, queries
from learning.academy.forms import TopicForm
from learning.academy.models import Topic
from learning.academy.queries import Choice
from learning.academy.queries.paths import paths
from learning.academy.queries.talks import Which, talks
from learning.academy.views.blueprint import PER_PAGE, bp, topic_or_404
from learning.extensions import db
from learning.i18n import _
from learning.people.models import Role
from learning.programmes.models import Format, Programme
from learning.programmes.queries import programmes_led_by, programmes_with_format
from learning.web.access import access
from learning.web.limits import number_asked
from learning.web.pagination import Page, page_number

TALKS_SHOWN = 3
PATHS_SHOWN = 3


@bp.get("/topics")
@access("article.read_published")
def topics() -> ResponseReturnValue:
    return render_template(
        "academy/topics.html",
        tree=queries.topic_tree(),
        may_keep=policy.can_keep_topics(current_user),
    )


@bp.get("/topics/<int:topic_id>")
@access("article.read_published")
def topic(topic_id: int) -> ResponseReturnValue:
    found = topic_or_404(topic_id)
    numbers, below = queries.branch(found)
    choice = Choice(
        topic_ids=numbers,
        most_useful_first=request.args.get("order") == "useful",
    )
    number, now = page_number(), clock.now()
    page = Page(
        queries.articles(choice, PER_PAGE, (number - 1) * PER_PAGE),
        number,
        PER_PAGE,
        queries.article_count(choice),
    )
    experts, nominations = queries.named_and_proposed(found)
    return render_template(
        "academy/topic.html",
        topic=found,
        page=page,
        choice=choice,
        below=below,
        is_followed=queries.follows(current_user, found),
        paths=paths(current_user, PATHS_SHOWN, topic_ids=numbers)[0],
        experts=experts,
        nominations=[(expert, policy.can_confirm(current_user, expert)) for expert in nominations],
        talks=talks(Which.COMING, current_user, now, found.id, TALKS_SHOWN),
        at=now,
        may_keep=policy.can_keep_topics(current_user),
    )


@bp.route("/topics/add", methods=["GET", "POST"])
@access("academy_topic.edit")
def add_topic() -> ResponseReturnValue:
    if not policy.can_keep_topics(current_user):
        abort(403)
    form = TopicForm(parent=number_asked("below"))
    form.parent.offer(queries.topic_choices(queries.topic_tree()))
    form.programme.offer(_programmes(None))
    if form.validate_on_submit() and _may_give(None, form):
        with form.refusals():
            above = queries.topic_by_id(form.parent.data) if form.parent.data else None
            made = operations.add_topic(
                form.name.data, above, form.programme.data, form.approvals_needed.data
            )
            db.session.commit()
            flash(_("Topic added. Who answers for it?"))
            return redirect(url_for("academy.topic", topic_id=made.id))
    return render_template("academy/add_topic.html", form=form), form.status()


@bp.route("/topics/<int:topic_id>/edit", methods=["GET", "POST"])
@access("academy_topic.edit")
def edit_topic(topic_id: int) -> ResponseReturnValue:
    found = topic_or_404(topic_id)
    if not policy.can_keep_topics(current_user):
        abort(403)
    form = TopicForm(
        name=found.name, programme=found.programme_id, approvals_needed=found.approvals_needed
    )
    del form.parent
    form.programme.offer(_programmes(found))
    if form.validate_on_submit() and _may_give(found, form):
        operations.edit_topic(
            found, form.name.data, form.programme.data, clock.now(), form.approvals_needed.data
        )
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for("academy.topic", topic_id=found.id))
    return render_template("academy/edit_topic.html", form=form, topic=found), form.status()


def _may_give(topic: Topic | None, form: TopicForm) -> bool:
    """Whether the topic may go to the chosen programme; else the form says why not."""
    chosen = form.programme.data
    programme = db.session.get(Programme, chosen) if chosen is not None else None
    if policy.can_give_topic(current_user, topic, programme):
        return True
    form.programme.errors = [
        _("Only a lead who keeps the topic, or a moderator, can give it to another programme.")
    ]
    return False


def _programmes(topic: Topic | None) -> list[tuple[int, str]]:
    """Where the topic may go: a lead's own programmes, and where it is."""
    found = {one.id: one.name for one in programmes_with_format(Format.ACADEMY)}
    if topic is not None and not policy.can_give_topic(current_user, topic, None):
        found = {}
    elif not current_user.roles & {Role.MODERATOR, Role.ADMIN}:
        led = {one.id for one in programmes_led_by(current_user)}
        found = {number: name for number, name in found.items() if number in led}
    if topic is not None and topic.programme is not None:
        found.setdefault(topic.programme.id, topic.programme.name)
    return list(found.items())
