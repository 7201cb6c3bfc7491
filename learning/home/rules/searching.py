"""The search page's choices, and the key by which searches of one browser are told from others'."""

import re
import secrets
from datetime import date, datetime, timedelta

from learning.i18n import _l

KINDS = {
    "article": _l("Articles"),
    "file": _l("Files"),
    "path": _l("Learning paths"),
    "talk": _l("Talks"),
    "question": _l("Questions"),
    "comment": _l("Comments"),
    "person": _l("People"),
    "skill": _l("Skills"),
    "programme": _l("Programmes"),
}
SINCE = {
    "month": (_l("Last 30 days"), timedelta(days=30)),
    "year": (_l("Last year"), timedelta(days=365)),
}
_KEY = re.compile(r"\d{4}-\d\d-\d\d\.[\w-]{16}")


def narrowed(text: str, since: str = "", now: datetime | None = None, kind: str = "") -> str:
    """The query with the page's choices written as operators, before what was typed."""
    if since and now is not None:
        text = f"since:{(now - SINCE[since][1]).date().isoformat()} {text}"
    return f"type:{kind} {text}" if kind else text


def in_quotes(text: str) -> str:
    """Each word in quotes, so that none is taken for a slip."""
    return " ".join(f'"{word}"' for word in text.replace('"', " ").split())


def searcher_key(known: str, today: date) -> str:
    """The random key of a browser for today; yesterday's, or anything else, is replaced."""
    if _KEY.fullmatch(known) and known.startswith(today.isoformat()):
        return known
    return f"{today.isoformat()}.{secrets.token_urlsafe(12)}"
