"""Keeping what is searched for, without whose it was, and the words that mean the same."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from learning.academy.models import SearchOpening, SearchQuery, SearchSynonym
from learning.academy.rules.searches import LONGEST_KEPT, is_same_search, plain_words
from learning.errors import DomainError
from learning.extensions import db
from learning.i18n import _
from learning.people.models import Person

ONE_SEARCH = timedelta(seconds=30)
KEPT = timedelta(days=90)
MOST_HITS = 1_000_000
LONGEST_MS = 600_000


class SynonymKnown(DomainError):
    """These two are known to mean the same already."""


class SameWords(DomainError):
    """A word is no synonym of itself."""


def note_search(
    searcher: str, text: str, language: str, *, hits: int, took_ms: int, now: datetime
) -> None:
    """Keep a query; one that goes on, or takes back, what was typed within 30 s replaces it."""
    words = plain_words(text)
    if not words:
        return
    last = _last(searcher, now - ONE_SEARCH)
    if last is None or not is_same_search(last.words, words):
        last = SearchQuery(searcher=searcher, clicks=0)
        db.session.add(last)
    last.words = words
    last.language = language
    last.hits = min(max(hits, 0), MOST_HITS)
    last.took_ms = min(max(took_ms, 0), LONGEST_MS)
    last.asked_at = now
    db.session.flush()


def note_click(
    searcher: str, text: str, now: datetime, opened: tuple[str, int] | None = None
) -> None:
    """Somebody opened a result of what they searched for today; unknown searches are left alone.

    `opened` is its kind and number.
    """
    words = plain_words(text)
    query = (
        select(SearchQuery)
        .where(
            SearchQuery.searcher == searcher,
            SearchQuery.words == words,
            SearchQuery.asked_at > now - timedelta(days=1),
        )
        .order_by(SearchQuery.id.desc())
        .limit(1)
    )
    found = db.session.scalar(query)
    if found is not None:
        found.clicks = min(found.clicks + 1, MOST_HITS)
        if opened is not None:
            kind, object_id = opened
            db.session.merge(SearchOpening(query_id=found.id, kind=kind, object_id=object_id))
        db.session.flush()


def forget_searches(now: datetime) -> None:
    """Let go of what was searched for longer ago than KEPT."""
    old = select(SearchQuery.id).where(SearchQuery.asked_at < now - KEPT)
    db.session.execute(delete(SearchOpening).where(SearchOpening.query_id.in_(old)))
    db.session.execute(delete(SearchQuery).where(SearchQuery.asked_at < now - KEPT))


def add_synonym(by: Person, language: str, words: str, meaning: str, now: datetime) -> None:
    """Let search take the one for the other from now on. Raises SameWords, SynonymKnown."""
    one, other = plain_words(words)[:LONGEST_KEPT], plain_words(meaning)[:LONGEST_KEPT]
    if one == other:
        raise SameWords(_("Both are the same words. Give another way to say it."))
    known = select(SearchSynonym.id).where(
        SearchSynonym.language == language,
        SearchSynonym.words.in_((one, other)),
        SearchSynonym.meaning.in_((one, other)),
    )
    refusal = SynonymKnown(_("Search knows already that these two mean the same."))
    if db.session.scalar(known) is not None:
        raise refusal
    try:
        with db.session.begin_nested():
            db.session.add(
                SearchSynonym(
                    language=language, words=one, meaning=other, added_by=by.id, added_at=now
                )
            )
    except IntegrityError as error:  # the same two, at the same moment
        raise refusal from error


def remove_synonym(synonym: SearchSynonym) -> None:
    """Let search part the two again."""
    db.session.delete(synonym)
    db.session.flush()


def _last(searcher: str, since: datetime) -> SearchQuery | None:
    query = (
        select(SearchQuery)
        .where(SearchQuery.searcher == searcher, SearchQuery.asked_at >= since)
        .order_by(SearchQuery.asked_at.desc(), SearchQuery.id.desc())
        .limit(1)
    )
    return db.session.scalar(query)
