"""One at a time: whoever changes an article waits for the one before."""

from learning.academy.models import Article
from learning.extensions import db


def hold(article: Article) -> None:
    """Lock the article until the transaction ends, and look at it anew.

    On SQLite the transaction itself holds everybody else off.
    """
    db.session.flush()
    db.session.refresh(article, with_for_update={"of": Article})
    if article.newest_id is not None:
        db.session.refresh(article.newest)
