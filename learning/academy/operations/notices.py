"""Telling everybody who writes an article what became of it."""

from datetime import datetime
from typing import Any

from learning.academy.models import Article
from learning.notifications.operations import notify
from learning.people.models import Person


def tell_authors(
    article: Article,
    kind: str,
    facts: dict[str, Any],
    page: str,
    window: str,
    now: datetime,
    but: Person | None = None,
) -> None:
    """Tell the author and every co-author, but whoever did it, once in this window."""
    for person_id in sorted(article.author_ids - ({but.id} if but else set())):
        notify(
            person_id,
            kind,
            facts,
            link=(page, {"article_id": article.id}),
            dedupe_key=f"{kind}:{article.id}:{person_id}:{window}",
            now=now,
        )
