"""Who may ask colleagues to read something, and see who has not."""

from learning.academy.models import Article
from learning.people.models import Person
from learning.programmes.models import Programme
from learning.programmes.policy import leads


def programmes_of(article: Article) -> list[Programme]:
    """The programmes that answer for an article: its own, and those that keep its topics."""
    of_topic = [one.programme for one in article.topic.line] if article.topic else []
    return [one for one in (article.programme, *of_topic) if one is not None]


def can_require(person: Person, article: Article) -> bool:
    """Ask an audience to read it, and see who is missing: a lead of one of its programmes."""
    return article.is_published and any(leads(person, one) for one in programmes_of(article))
