"""What to read next, and how one's own articles do."""

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations, queries
from learning.academy.search import Gateway
from learning.academy.views.blueprint import PER_PAGE, bp, topic_or_404
from learning.extensions import db
from learning.i18n import _
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.pagination import Page, page_number

PICKED = 6
PRAISED = 5


@bp.get("/picks")
@access("article.picks")
def picks() -> ResponseReturnValue:
    """What was chosen for this reader, with reasons, and what colleagues praise these days."""
    is_wanted = queries.wants_picks(current_user)
    return render_template(
        "academy/picks.html",
        is_wanted=is_wanted,
        picks=queries.picks_for(current_user, _search(), PICKED) if is_wanted else [],
        praise=queries.praise(clock.now(), PRAISED),
    )


@bp.post("/picks/decline")
@access("article.picks")
def decline_picks() -> ResponseReturnValue:
    if ActForm().validate_on_submit():
        operations.decline_picks(current_user, clock.now())
        db.session.commit()
        flash(_("Nothing is chosen for you any more."))
    return redirect(url_for("academy.picks"))


@bp.post("/picks/accept")
@access("article.picks")
def accept_picks() -> ResponseReturnValue:
    if ActForm().validate_on_submit():
        operations.accept_picks(current_user)
        db.session.commit()
        flash(_("Articles are chosen for you again, each with its reason."))
    return redirect(url_for("academy.picks"))


@bp.post("/topics/<int:topic_id>/follow")
@access("academy_topic.follow")
def follow_topic(topic_id: int) -> ResponseReturnValue:
    topic = topic_or_404(topic_id)
    if ActForm().validate_on_submit():
        operations.follow_topic(topic, current_user, clock.now())
        db.session.commit()
        flash(_("New articles on %(topic)s are chosen for you from now on.", topic=topic.name))
    return redirect(url_for("academy.topic", topic_id=topic.id))


@bp.post("/topics/<int:topic_id>/unfollow")
@access("academy_topic.follow")
def unfollow_topic(topic_id: int) -> ResponseReturnValue:
    topic = topic_or_404(topic_id)
    if ActForm().validate_on_submit():
        operations.unfollow_topic(topic, current_user)
        db.session.commit()
        flash(_("You follow %(topic)s no longer.", topic=topic.name))
    return redirect(url_for("academy.topic", topic_id=topic.id))


@bp.get("/my-articles")
@access("article.own_figures")
def my_articles() -> ResponseReturnValue:
    """How one's own articles do: whom they reach, how far, and which of them need a look."""
    number = page_number()
    found = queries.articles_by(current_user, clock.now(), PER_PAGE, (number - 1) * PER_PAGE)
    total = queries.count_of_articles_by(current_user)
    readers, useful = queries.readers_of_all(current_user)
    page: Page[Any] = Page(found, number, PER_PAGE, total)
    return render_template("academy/my_articles.html", page=page, readers=readers, useful=useful)


def _search() -> Gateway:
    gateway: Gateway = current_app.extensions["search"]()
    return gateway
