"""Reviews' own start page: what I am asked for, what I can read, what I lead."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.i18n import to_local
from learning.reviews import queries
from learning.reviews.rules import RESULT_IS_NEWS
from learning.reviews.views.blueprint import PAGE_SIZE, bp
from learning.web.access import access
from learning.web.pagination import Page, page_number


@bp.get("")
@access("review.start")
def index() -> ResponseReturnValue:
    asked = queries.reviews_asked(current_user)
    own = queries.own_cycles(current_user)
    number = page_number()
    led = queries.cycles_led_by(current_user)
    start = (number - 1) * PAGE_SIZE
    return render_template(
        "reviews/index.html",
        open=[one for one in asked if not one.is_sent],
        sent=[one for one in asked if one.is_sent],
        own=own,
        news_since=to_local(clock.now()).date() - RESULT_IS_NEWS,
        programmes=queries.led_programmes(current_user),
        page=Page(led[start : start + PAGE_SIZE], number, PAGE_SIZE, len(led)),
    )
