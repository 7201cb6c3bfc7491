"""The academy's start page, lists, and an article as readers see it."""

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations, policy, queries
from learning.academy.forms import FlagForm, RatingForm, SuccessorForm, VerifyForm
from learning.academy.forms.readers import ViewForm
from learning.academy.models import Article
from learning.academy.queries import Choice
from learning.academy.queries.paths import paths
from learning.academy.queries.talks import Which, talks
from learning.academy.rules.addresses import file_address
from learning.academy.rules.players import set_to
from learning.academy.rules.shares import share_token, sharer_of
from learning.academy.views.blueprint import PER_PAGE, article_or_404, bp, second_asked
from learning.academy.views.comments import comments_on
from learning.academy.views.duties import duty_on
from learning.extensions import db
from learning.i18n import LANGUAGES, _
from learning.web.access import access
from learning.web.pagination import Page, page_number

BY_THE_LIST = "also-read"  # how the address says that the list of what others read led here
LONGEST_TOKEN = 200
SHOWN_AT_START = 6
TALKS_SHOWN = 3
PATHS_SHOWN = 3


@bp.get("")
@access("article.read_published")
def index() -> ResponseReturnValue:
    is_expert, waiting = queries.review_duty(current_user)
    may_decide = policy.can_see_queue(current_user, is_expert=is_expert)
    shelves = queries.shelves(current_user, SHOWN_AT_START)
    now = clock.now()
    return render_template(
        "academy/index.html",
        newest=shelves.newest,
        most_useful=shelves.most_useful,
        total=shelves.total,
        topics=queries.topic_tree(),
        drafts=queries.drafts_of(current_user, SHOWN_AT_START),
        waiting=waiting if may_decide else 0,
        may_decide=may_decide,
        paths=paths(current_user, PATHS_SHOWN)[0],
        talks=talks(Which.COMING, current_user, now, limit=TALKS_SHOWN),
        at=now,
    )


@bp.get("/articles")
@access("article.read_published")
def articles() -> ResponseReturnValue:
    language = request.args.get("language", "")
    choice = Choice(
        language=language if language in LANGUAGES else "",
        most_useful_first=request.args.get("order") == "useful",
    )
    number = page_number()
    page = Page(
        queries.articles(choice, PER_PAGE, (number - 1) * PER_PAGE),
        number,
        PER_PAGE,
        queries.article_count(choice),
    )
    return render_template("academy/articles.html", page=page, choice=choice)


@bp.get("/articles/<int:article_id>")
@access("article.read_published")
def article(article_id: int) -> ResponseReturnValue:
    found = queries.article(article_id)
    if found is None or not policy.can_read(current_user, found):
        instead = queries.successor_of(article_id) or abort(404)
        return render_template("academy/replaced.html", gone=instead), 410
    if not found.is_published:
        return redirect(url_for("academy.draft", article_id=found.id))
    now = clock.now()
    today = now.date()
    is_own = current_user.id in found.author_ids
    may_rate = policy.can_rate(current_user, found)
    rating = queries.rating_of(current_user, found) if may_rate else None
    return render_template(
        "academy/article.html",
        article=found,
        text=_text_of(found),
        trust=found.trust(today),
        beside=queries.beside(found, now),
        readers=queries.readers_of(found) if is_own else None,
        is_own=is_own,
        via=request.args.get("via", "")[:LONGEST_TOKEN],
        is_led=request.args.get("came") == BY_THE_LIST,
        by_the_list=BY_THE_LIST,
        token=share_token(current_app.config["SECRET_KEY"], found.id, current_user.id),
        may_rate=may_rate,
        rating=rating,
        rating_form=RatingForm(
            formdata=None,
            useful=("yes" if rating.is_useful else "no") if rating else None,
            why=rating.why if rating else "",
        ),
        may_edit=policy.can_edit(current_user, found, today),
        may_verify=policy.can_verify(current_user, found),
        may_unpublish=policy.can_unpublish(current_user, found, today),
        may_see_history=policy.can_see_history(current_user, found, today),
        verify_form=VerifyForm(formdata=None),
        may_suggest=policy.can_suggest(current_user, found),
        helpers=queries.helpers_of(found),
        flag_form=FlagForm(formdata=None),
        successor_form=SuccessorForm(formdata=None),
        **comments_on(found),
        **duty_on(found),
    )


def _text_of(article: Article) -> str:
    """What readers see, with the video set to its second whose captions the address names."""
    safe = article.published.html if article.published else ""
    captions, second = request.args.get("said", ""), second_asked()
    if not captions:
        return safe
    return set_to(safe, file_address(article.id, captions), second)


@bp.post("/articles/<int:article_id>/view")
@access("article.note_view")
def note_view(article_id: int) -> ResponseReturnValue:
    """The page's beacon reports that the text was read; opening a page writes nothing."""
    found = article_or_404(article_id)
    form = ViewForm()
    if form.validate_on_submit():
        secret = current_app.config["SECRET_KEY"]
        operations.note_view(
            found,
            current_user,
            clock.now(),
            is_led=bool(form.led.data),
            is_finished=bool(form.finished.data),
            sharer_id=sharer_of(secret, found.id, form.via.data) if form.via.data else None,
        )
        db.session.commit()
    return "", 204


@bp.post("/articles/<int:article_id>/rate")
@access("article.rate")
def rate(article_id: int) -> ResponseReturnValue:
    found = article_or_404(article_id)
    if not policy.can_rate(current_user, found):
        abort(403)
    form = RatingForm()
    if form.validate_on_submit():
        operations.rate_article(
            found,
            current_user,
            form.why.data or "",
            clock.now(),
            is_useful=form.useful.data == "yes",
        )
        db.session.commit()
        flash(_("Thank you. The author sees it, and search puts useful texts first."))
        return redirect(url_for("academy.article", article_id=found.id))
    return render_template("academy/rate.html", article=found, form=form), 422


@bp.post("/articles/<int:article_id>/verify")
@access("article.verify")
def verify(article_id: int) -> ResponseReturnValue:
    found = article_or_404(article_id)
    if not policy.can_verify(current_user, found):
        abort(403)
    form = VerifyForm()
    if form.validate_on_submit():
        now = clock.now()
        operations.verify(found, current_user, form.days, now, as_group=form.as_group.data)
        db.session.commit()
        flash(_("You vouch for this text now; readers see your name on it."))
    return redirect(url_for("academy.article", article_id=found.id))
