"""The embedded engine: postings, labels and documents in a Whoosh index, one folder of files.

Whoosh keeps and merges the postings and swaps states atomically; how they are read and added up is
ours, so that both engines order alike.
"""

import heapq
import struct
import warnings
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from time import sleep
from typing import Any, NamedTuple

from learning.academy.search import ranking
from learning.academy.search.documents import (
    Document,
    IndexBusy,
    Key,
    Match,
    Matches,
    Plan,
)
from learning.academy.search.entries import FORMAT, Entry, entry, packed, unpacked

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # invalid escapes of an older Python, met while compiling
    from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter
    from whoosh.fields import ID, STORED, FieldType, Schema
    from whoosh.filedb.filestore import FileStorage
    from whoosh.formats import Existence, Format
    from whoosh.index import FileIndex, LockError
    from whoosh.reading import TermNotFound
    from whoosh.writing import CLEAR

WRITER_TIMEOUT = 10.0
"""Seconds to wait for another writer; beyond that the change stays owed."""

_NAME = f"v{FORMAT}"
_FACTS = struct.Struct("<IIIfi")  # words in title, about and text; prior; day of the last change
_ALL = "all"
_MOST_COMPLETIONS = 500
_TRIES, _PAUSE = 6, 0.05
_CACHED_POSTINGS = 512
_CACHED_LABELS = 4096


class _Counts(Format):
    """Three bytes a posting: how often the term stands in title, about and text."""

    def fixed_value_size(self) -> int:
        return 3


class _Facts(Format):
    def fixed_value_size(self) -> int:
        return _FACTS.size


class _Values(FieldType):
    """A field given as term → bytes, analysed beforehand."""

    def __init__(self, format: Format) -> None:  # noqa: A002 - Whoosh's name
        super().__init__(format, analyzer=None)

    def index(
        self, value: dict[str, bytes], **_: object
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, values in value.items():
            yield term.encode(), 1, 1.0, values


class _Terms(FieldType):
    """A field given as a set of terms: they are in the document, or not."""

    def __init__(self) -> None:
        super().__init__(Existence(), analyzer=None)

    def index(self, value: Iterable[str], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term in value:
            yield term.encode(), 1, 1.0, b""


def _schema() -> Schema:
    return Schema(
        key=ID(unique=True, stored=True),
        counts=_Values(_Counts()),
        facts=_Values(_Facts()),
        labels=_Terms(),
        facets=_Terms(),
        visibility=_Terms(),
        spellings=_Terms(),
        title_words=_Terms(),
        document=STORED,
        stream=STORED,
    )


class _FieldWriter(W3FieldWriter):
    def add_postings(self, schema: Schema, lengths: object, items: object) -> None:
        """Without Whoosh's own lengths, which it would look up on disk for every posting."""
        super().add_postings(schema, None, items)


class _Codec(W3Codec):
    """Bigger blocks, not compressed: they are read whole, and often."""

    def __init__(self) -> None:
        super().__init__(blocklimit=1024, compression=0)

    def field_writer(self, storage: FileStorage, segment: object) -> _FieldWriter:
        return _FieldWriter(self, storage, segment)


class _Postings(NamedTuple):
    numbers: Sequence[int]
    counts: Sequence[bytes]


class WhooshView:
    """One generation of the index."""

    def __init__(self, index: FileIndex) -> None:
        self.generation = index.latest_generation()
        self._reader = index.reader()
        self.postings = lru_cache(_CACHED_POSTINGS)(self._postings)
        self.carrying = lru_cache(_CACHED_LABELS)(self._carrying)
        facts = self._read("facts", _ALL)
        rows = [_FACTS.unpack(values) for _, values in facts]
        numbers = [number for number, _ in facts]
        self._priors = {number: row[3] for number, row in zip(numbers, rows, strict=True)}
        self._days = {number: row[4] for number, row in zip(numbers, rows, strict=True)}
        self._damping = [_damping(numbers, [row[field] for row in rows]) for field in range(3)]

    def close(self) -> None:
        self._reader.close()

    def size(self) -> int:
        return len(self._priors)

    def documents(self) -> Iterator[Document]:
        for _, fields in self._reader.iter_docs():
            yield unpacked(fields["document"])

    def frequencies(self, terms: Collection[str], viewer: frozenset[str]) -> dict[str, int]:
        visible = self._visible(viewer)
        found = {term: self.postings(term).numbers for term in terms}
        return {
            term: len(numbers) for term, numbers in found.items() if not visible.isdisjoint(numbers)
        }

    def spelt(self, words: Collection[str], viewer: frozenset[str]) -> set[str]:
        visible = self._visible(viewer)
        known = [word for word in words if ("spellings", word) in self._reader]
        return {word for word in known if not visible.isdisjoint(self._numbers("spellings", word))}

    def match(self, plan: Plan, limit: int) -> Matches:
        allowed = self._allowed(plan)
        scores: dict[int, float] = {} if plan.needs_words else dict.fromkeys(allowed, 0.0)
        if not plan.wanted:
            scores = dict.fromkeys(allowed, 1.0)
        covered: dict[int, int] = {}
        for leads in (True, False):
            among = allowed if leads else scores.keys()
            for one in plan.wanted:
                if one.leads is leads:
                    self._add(one.term, one.weight, 1 << one.bit, among, scores, covered)
        titled = self.carrying("labels", plan.title) & allowed
        priors = self._priors

        def match(number: int) -> Match:
            prior = priors[number]
            return Match(number, scores[number], covered.get(number, 0), prior, number in titled)

        def order(number: int) -> tuple[bool, float, int, int]:
            relevance = scores[number] * priors[number]
            return number in titled, relevance, self._days[number], -number

        best = heapq.nlargest(limit, scores, key=order)
        facets = {
            label: len(self.carrying("facets", label) & scores.keys())
            for label in self._facet_labels()
        }
        return Matches(
            [match(number) for number in best],
            len(scores),
            {label: count for label, count in facets.items() if count},
        )

    def load(self, numbers: Collection[int]) -> dict[int, Document]:
        fields = {number: self._reader.stored_fields(number) for number in numbers}
        return {number: unpacked(stored["document"]) for number, stored in fields.items()}

    def streams(self, numbers: Collection[int]) -> dict[int, str]:
        return {number: self._reader.stored_fields(number)["stream"] for number in numbers}

    def complete(
        self, words: Collection[str], prefix: str, viewer: frozenset[str], limit: int
    ) -> Sequence[int]:
        found: set[int] = set()
        visible = self._visible(viewer)
        for word in words:
            visible = visible.intersection(self._numbers("title_words", word))
        for completed in self._reader.expand_prefix("title_words", prefix):
            found.update(visible.intersection(self._numbers("title_words", completed.decode())))
            if len(found) >= _MOST_COMPLETIONS:
                break
        title_damping = self._damping[0]
        return heapq.nsmallest(
            limit,
            found,
            key=lambda number: (-self._priors[number], title_damping[number], number),
        )

    def _allowed(self, plan: Plan) -> frozenset[int]:
        allowed = self._visible(plan.viewer)
        for label in plan.labels:
            allowed &= self.carrying("labels", label)
        for label in plan.refused_labels:
            allowed -= self.carrying("labels", label)
        for term in plan.required:
            allowed = allowed.intersection(self.postings(term).numbers)
        for term in plan.refused:
            allowed = allowed.difference(self.postings(term).numbers)
        return allowed if plan.among is None else allowed & plan.among

    def _add(
        self,
        term: str,
        weight: float,
        bit: int,
        among: Collection[int],
        scores: dict[int, float],
        covered: dict[int, int],
    ) -> None:
        """Add what a term tells of each document; see ranking.py for the formula."""
        title_damping, about_damping, text_damping = self._damping
        for number, (title, about, text) in zip(*self.postings(term), strict=True):
            if number not in among:
                continue
            told = text / (text + text_damping[number])
            if title:
                told += ranking.TITLE_WEIGHT * title / (title + title_damping[number])
            if about:
                told += ranking.ABOUT_WEIGHT * about / (about + about_damping[number])
            scores[number] = scores.get(number, 0.0) + weight * told
            covered[number] = covered.get(number, 0) | bit

    def _visible(self, viewer: frozenset[str]) -> frozenset[int]:
        return frozenset().union(*(self.carrying("visibility", key) for key in viewer))

    def _facet_labels(self) -> Iterator[str]:
        for label in self._reader.lexicon("facets"):
            yield label.decode()

    def _postings(self, term: str) -> _Postings:
        found = self._read("counts", term)
        return _Postings([number for number, _ in found], [counts for _, counts in found])

    def _carrying(self, field: str, term: str) -> frozenset[int]:
        return frozenset(self._numbers(field, term))

    def _numbers(self, field: str, term: str) -> Iterator[int]:
        try:
            matcher = self._reader.postings(field, term)
        except TermNotFound:
            return
        while matcher.is_active():
            yield matcher.id()
            matcher.next()

    def _read(self, field: str, term: str) -> list[tuple[int, bytes]]:
        try:
            matcher = self._reader.postings(field, term)
        except TermNotFound:
            return []
        found = []
        while matcher.is_active():
            found.append((matcher.id(), matcher.value()))
            matcher.next()
        return found


def _damping(numbers: list[int], lengths: list[int]) -> dict[int, float]:
    """By document, what occurrences in fields of these lengths are compared with: ranking.py."""
    slope = ranking.slope(sum(lengths) / len(lengths)) if lengths else 0.0
    return {
        number: ranking.FIXED + slope * length
        for number, length in zip(numbers, lengths, strict=True)
    }


class WhooshIndex:
    """The index in a folder of its own, made when it is missing."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._storage = FileStorage(str(folder))
        self._reading = Lock()
        self._view: WhooshView | None = None
        self._index = self._open()

    @contextmanager
    def read(self) -> Iterator[WhooshView]:
        """The newest generation, for one thread at a time: readers share a place in their files."""
        with self._reading:
            if self._view is None or self._view.generation != self._index.latest_generation():
                newest = WhooshView(self._index)
                if self._view is not None:
                    self._view.close()
                self._view = newest
            yield self._view

    def refresh(self, documents: Iterable[Document]) -> None:
        with self._writer() as writer:
            last = {document.key: document for document in documents}
            self._delete(writer, last.keys())
            for document in last.values():
                _put(writer, entry(document))
            writer.commit()

    def forget(self, keys: Collection[Key]) -> None:
        with self._writer() as writer:
            self._delete(writer, keys)
            writer.commit()

    def rebuild(self, documents: Iterable[Document]) -> None:
        with self._writer() as writer:
            for document in documents:
                _put(writer, entry(document))
            writer.commit(mergetype=CLEAR)

    def versions(self) -> dict[Key, tuple[str, frozenset[str]]]:
        with self.read() as view:
            return {one.key: (one.version, one.visibility) for one in view.documents()}

    def close(self) -> None:
        with self._reading:
            if self._view is not None:
                self._view.close()
                self._view = None

    def _open(self) -> FileIndex:
        """A writer may put the next table of contents in place between finding and opening one."""
        for _ in range(_TRIES):
            try:
                if not self._storage.index_exists(_NAME):
                    self._create()
                return self._storage.open_index(_NAME)
            except FileNotFoundError:
                sleep(_PAUSE)
        return self._storage.open_index(_NAME)

    def _create(self) -> None:
        """Making an index empties it: never while another process makes it or writes to it."""
        lock = self._storage.lock(f"{_NAME}_WRITELOCK")
        lock.acquire(blocking=True)
        try:
            if not self._storage.index_exists(_NAME):
                self._storage.create_index(_schema(), indexname=_NAME)
        finally:
            lock.release()

    @contextmanager
    def _writer(self) -> Iterator[Any]:
        try:
            writer = self._index.writer(timeout=WRITER_TIMEOUT, codec=_Codec())
        except LockError as error:
            raise IndexBusy from error
        try:
            yield writer
        except BaseException:
            writer.cancel()
            raise

    def _delete(self, writer: Any, keys: Iterable[Key]) -> None:
        reader = self._index.reader()
        try:
            for key in keys:
                if ("key", _spelt_key(key)) in reader:
                    matcher = reader.postings("key", _spelt_key(key))
                    for number in matcher.all_ids():
                        writer.delete_document(number)
        finally:
            reader.close()


def _put(writer: Any, made: Entry) -> None:
    day = made.document.updated_at.toordinal()
    writer.add_document(
        key=_spelt_key(made.document.key),
        counts={term: bytes(counts) for term, counts in made.counts.items()},
        facts={_ALL: _FACTS.pack(*made.lengths, made.prior, day)},
        labels=made.labels,
        facets=made.facets,
        visibility=made.document.visibility,
        spellings=made.spellings,
        title_words=made.title_words,
        document=packed(made.document),
        stream=made.stream,
    )


def _spelt_key(key: Key) -> str:
    return f"{key.kind}:{key.id}"
