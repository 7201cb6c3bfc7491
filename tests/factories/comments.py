"""Comments for tests."""

from datetime import datetime

from learning.academy.models import Article, Comment
from learning.academy.operations import add_comment
from learning.extensions import db
from learning.people.models import Person
from tests.factories.academy import article
from tests.factories.people import NOON, person


def comment(
    under: Article | None = None,
    author: Person | None = None,
    body: str = "Which machine?",
    parent: Comment | None = None,
    at: datetime = NOON,
) -> Comment:
    made = add_comment(under or article(), author or person(), body, parent, at)
    db.session.commit()
    return made
