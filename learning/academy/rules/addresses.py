"""Where an article stands on this site, as texts and the search index write it."""

import re
from urllib.parse import quote, urlencode

from learning.academy.rules.players import PLACE

ARTICLES = "/academy/articles"

_LINK = re.compile(rf'href="{ARTICLES}/(\d{{1,9}})(?=["#])')


# what a text may lead to by a plain path; anything else without a host leads nowhere
_PLACES = ("/academy", "/buddies", "/mentoring", "/people", "/programmes", "/reviews", "/search")


def own_address(target: str) -> str | None:
    """The path, if it lies on this site; None for any other."""
    return target if target.startswith(_PLACES) else None


def article_address(article_id: int) -> str:
    return f"{ARTICLES}/{article_id}"


def file_address(article_id: int, name: str) -> str:
    """Where a picture or file of an article is served."""
    return f"{ARTICLES}/{article_id}/files/{quote(name)}"


def video_moment(article_id: int, captions: str, second: int) -> str:
    """Where the video of an article that has these captions plays from this second on."""
    asked = urlencode({"at": second, "said": captions})
    return f"{article_address(article_id)}?{asked}#{PLACE}"


def linked_articles(html: str) -> set[int]:
    """The numbers of the articles that a rendered text leads to."""
    return {int(number) for number in _LINK.findall(html)}


def person_address(person_id: int) -> str:
    return f"/people/{person_id}"


def programme_address(programme_id: int) -> str:
    return f"/programmes/{programme_id}"


def question_address(question_id: int) -> str:
    return f"/academy/questions/{question_id}"


def path_address(path_id: int) -> str:
    return f"/academy/paths/{path_id}"


def comment_address(article_id: int, thread_id: int, comment_id: int) -> str:
    """Where a comment stands in its thread."""
    return f"{article_address(article_id)}/comments?thread={thread_id}#comment-{comment_id}"


def talk_address(talk_id: int) -> str:
    return f"/academy/talks/{talk_id}"


def talk_moment(talk_id: int, second: int) -> str:
    """Where the recording of a talk plays from this second on."""
    return f"{talk_address(talk_id)}?at={second}#{PLACE}"


def skill_address(name: str) -> str:
    """The colleagues who teach a skill."""
    return f"/people?{urlencode({'teaches': name})}"
