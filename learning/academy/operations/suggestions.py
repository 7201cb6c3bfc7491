"""Changes that readers suggest: made, taken with credit, or declined with a reason."""

from datetime import datetime

from learning.academy.models import Article, Suggestion
from learning.academy.operations.holding import hold
from learning.academy.operations.notices import tell_authors
from learning.academy.operations.writing import add_suggested
from learning.academy.rules.merging import merged
from learning.activity.operations import record
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.notifications.operations import notify
from learning.people.models import Person


class NothingSuggested(DomainError):
    """The text is as it was."""


class SuggestionDecided(DomainError):
    """Somebody has answered it already."""


class SuggestionOutdated(DomainError):
    """The author has changed the same lines meanwhile."""


def suggest_change(article: Article, reader: Person, body: str, why: str, now: datetime) -> None:
    """Propose another text than the published one. Raises NothingSuggested."""
    published = article.published
    if published is None or body.strip() == published.body.strip():
        raise NothingSuggested(_("Nothing is changed yet. Change the text, then send it."))
    suggestion = Suggestion(
        article_id=article.id,
        revision_id=published.id,
        person_id=reader.id,
        body=body,
        why=why,
        made_at=now,
    )
    db.session.add(suggestion)
    db.session.flush()
    record(reader.id, "change_suggested", "article", article.id, now, article.programme_id)
    facts = {"title": published.title, "person": reader.name, "why": why}
    window = str(suggestion.id)
    tell_authors(article, "academy.change_suggested", facts, "academy.suggestions", window, now)


def take_suggestion(suggestion: Suggestion, by: Person, now: datetime) -> None:
    """Make the change part of the newest text, with credit to whoever suggested it.

    Raises SuggestionDecided, SuggestionOutdated.
    """
    article = suggestion.article
    hold(article)
    _check_open(suggestion)
    body = merged(suggestion.revision.body, suggestion.body, article.newest.body)
    if body is None:
        raise SuggestionOutdated(
            _("The same lines have changed meanwhile. Take over by hand what still fits.")
        )
    add_suggested(article, by, suggestion.person, body, now)
    suggestion.is_taken = True
    _decide(suggestion, by, "", now)


def decline_suggestion(suggestion: Suggestion, by: Person, answer: str, now: datetime) -> None:
    """Say why not. Raises SuggestionDecided."""
    _check_open(suggestion)
    _decide(suggestion, by, answer, now)


def _check_open(suggestion: Suggestion) -> None:
    if suggestion.decided_at is not None:
        raise SuggestionDecided(_("This suggestion has its answer already."))


def _decide(suggestion: Suggestion, by: Person, answer: str, now: datetime) -> None:
    suggestion.decided_at, suggestion.decided_by, suggestion.answer = now, by.id, answer
    title = suggestion.article.newest.title
    facts = {
        "title": title,
        "person": by.name,
        "is_taken": suggestion.is_taken,
        "answer": answer,
    }
    notify(
        suggestion.person_id,
        "academy.suggestion_answered",
        facts,
        link=("academy.article", {"article_id": suggestion.article_id}),
        dedupe_key=f"suggestion_answered:{suggestion.id}",
        now=now,
    )
