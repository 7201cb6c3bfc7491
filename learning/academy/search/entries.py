"""A document as both engines store it: terms with counts per field, labels, spellings, facts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from learning.academy.search import analysis, ranking
from learning.academy.search.documents import Document
from learning.academy.search.grammar import cleaned

FORMAT = 5
"""Raise it when the same text would give other terms or labels, or an engine other tables: the next
start then makes the index anew, while the site serves."""

LONGEST_TEXT = 500_000
_LONGEST_LABEL = 300


@dataclass(frozen=True)
class Entry:
    """What is stored of a document.

    `counts` says of each term how often it stands in title, about and text, `lengths` how many
    words each has.
    `stream` is all terms in their order, the fields parted by bars; a phrase is a part of it.
    """

    document: Document
    counts: Mapping[str, tuple[int, int, int]]
    lengths: tuple[int, int, int]
    labels: frozenset[str]
    facets: frozenset[str]
    spellings: frozenset[str]
    title_words: frozenset[str]
    stream: str
    prior: float


def entry(document: Document) -> Entry:
    """Analyse a document. Of a text longer than LONGEST_TEXT only the beginning can be found."""
    document = replace(
        document,
        title=cleaned(document.title),
        text=cleaned(document.text)[:LONGEST_TEXT],
        topics=tuple(map(cleaned, document.topics)),
        author=cleaned(document.author),
        programme=cleaned(document.programme),
        within=cleaned(document.within),
    )
    about = " ".join((*document.topics, document.author))
    fields = [list(analysis.words(text)) for text in (document.title, about, document.text)]
    streams = [[word.term for word in words] for words in fields]
    also = [[term for word in words for term in word.also] for words in fields]
    counted = [Counter(terms + more) for terms, more in zip(streams, also, strict=True)]
    title, about_it, text = counted
    most = ranking.MOST_REPEATS
    spellings = {word.spelling for words in fields for word in words}
    return Entry(
        document=document,
        counts={
            term: (min(title[term], most), min(about_it[term], most), min(text[term], most))
            for term in set().union(*counted)
        },
        lengths=(len(streams[0]), len(streams[1]), len(streams[2])),
        labels=frozenset(_labels(document)),
        facets=frozenset(_facets(document)),
        spellings=frozenset(filter(analysis.is_correctable, spellings)),
        title_words=frozenset({word.spelling for word in fields[0]}.union(also[0])),
        stream=f" {' | '.join(map(' '.join, streams))} ",
        prior=ranking.prior(
            verified=document.verified,
            outdated=document.outdated,
            popularity=document.popularity,
        ),
    )


def title_label(terms: Iterable[str]) -> str:
    """The label of documents whose title is just these terms."""
    return _label("title", "=", " ".join(terms))


def filter_labels(name: str, value: str, *, exact: bool) -> frozenset[str]:
    """The labels a document has to carry for `name:value`, or `name:"value"` when exact."""
    if name in ("type", "language", "verified"):
        return frozenset({_label(name, "=", value.casefold())})
    if exact:
        return frozenset({_label(name, "=", " ".join(analysis.terms(value)))})
    return frozenset(_label(name, ":", term) for term in analysis.terms(value))


def _labels(document: Document) -> Iterable[str]:
    for name, values in (
        ("title", (document.title,)),
        ("topic", document.topics),
        ("author", (document.author,)),
        ("programme", (document.programme,)),
    ):
        for value in filter(None, values):
            yield from filter_labels(name, value, exact=True)
            for word in analysis.words(value):
                yield from (_label(name, ":", term) for term in (word.term, *word.also))
    verified = "yes" if document.verified else "no"
    for name, value in (
        ("type", document.kind),
        ("language", document.language),
        ("verified", verified),
    ):
        yield from filter_labels(name, value, exact=True)


def _facets(document: Document) -> Iterable[str]:
    yield _label("type", ":", document.kind)
    yield _label("language", ":", document.language)
    yield _label("verified", ":", "yes" if document.verified else "no")
    yield from (_label("topic", ":", topic) for topic in document.topics)
    if document.author:
        yield _label("author", ":", document.author)
    if document.programme:
        yield _label("programme", ":", document.programme)


def _label(name: str, sign: str, value: str) -> str:
    return f"{name}{sign}{value}"[:_LONGEST_LABEL]


def packed(document: Document) -> dict[str, Any]:
    """The document in plain values, for an engine to store."""
    return asdict(document) | {
        "visibility": sorted(document.visibility),
        "updated_at": document.updated_at.isoformat(),
    }


def unpacked(values: Mapping[str, Any]) -> Document:
    """What `packed` was given."""
    restored = {
        "visibility": frozenset(values["visibility"]),
        "updated_at": datetime.fromisoformat(values["updated_at"]),
        "topics": tuple(values["topics"]),
    }
    return Document(**{**values, **restored})
