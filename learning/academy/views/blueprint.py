"""The pages' common address, and how they load what is private."""

from flask import Blueprint, abort
from flask_login import current_user

from learning.academy import policy, queries
from learning.academy.models import Article, Topic
from learning.academy.rules.players import LONGEST_RECORDING
from learning.web.limits import number_asked

bp = Blueprint("academy", __name__, url_prefix="/academy")

PER_PAGE = 12


def article_or_404(article_id: int) -> Article:
    """The article, if this person may know that it exists; hidden and absent look alike."""
    found = queries.article(article_id)
    if found is None or not policy.can_read(current_user, found):
        abort(404)
    return found


def topic_or_404(topic_id: int) -> Topic:
    return queries.topic_by_id(topic_id) or abort(404)


def second_asked() -> int:
    """The second of a recording or video that the address names."""
    return min(number_asked("at") or 0, LONGEST_RECORDING)
