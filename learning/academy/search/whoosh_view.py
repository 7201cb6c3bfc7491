"""Reading one generation of the embedded index: postings as arrays, added up many at once."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from functools import cached_property, lru_cache
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from learning.academy.search import ranking
from learning.academy.search.documents import Document, Match, Matches, Plan, Wanted
from learning.academy.search.entries import filter_labels, unpacked
from learning.academy.search.whoosh_index import ALL, FACTS

_MOST_COMPLETIONS = 500
_CACHED_POSTINGS = 8192
_CACHED_LABELS = 1024
_CACHED_SEGMENTS = 24

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

_FACTS = np.dtype([("lengths", "<u4", (3,)), ("prior", "<f4"), ("day", "<i4")])
assert _FACTS.itemsize == FACTS.size  # noqa: S101 - one layout, written by one and read by the other


class _Postings(NamedTuple):
    """Documents in rising order, and how often a term stands in title, about and text of each."""

    numbers: Numbers
    counts: NDArray[np.float32]


class WhooshView:
    """One generation of the index."""

    def __init__(self, index: Any) -> None:
        self.generation = index.latest_generation()
        self._reader = index.reader()
        self._room = self._reader.doc_count_all()
        self._leaves = self._reader.leaf_readers() if self._room else []
        self._alive = self._mask(np.fromiter(self._reader.all_doc_ids(), dtype=np.int64))
        self.postings = lru_cache(_CACHED_POSTINGS)(self._postings)
        self.carrying = lru_cache(_CACHED_LABELS)(self._carrying)
        numbers, values = self._read("facts", ALL)
        facts = np.frombuffer(b"".join(values), dtype=_FACTS)
        self._known = facts.size
        self._priors = self._by_number(numbers, facts["prior"])
        self._days = self._by_number(numbers, facts["day"])
        self._damping = [
            self._by_number(numbers, _damping(facts["lengths"][:, field])) for field in range(3)
        ]

    def close(self) -> None:
        self._reader.close()

    def size(self) -> int:
        return int(self._known)

    def documents(self) -> Iterator[Document]:
        for number in np.flatnonzero(self._alive):
            yield unpacked(json.loads(self._documents[number]))

    def frequencies(self, terms: Collection[str], viewer: frozenset[str]) -> dict[str, int]:
        visible = self._visible(viewer)
        found = {term: self.postings(term).numbers for term in terms}
        return {term: numbers.size for term, numbers in found.items() if visible[numbers].any()}

    def spelt(self, words: Set[str], viewer: frozenset[str]) -> set[str]:
        visible = self._visible(viewer)
        known = set().union(*(_spellings(leaf) & words for leaf, _ in self._leaves))
        return {word for word in known if visible[self._numbers("spellings", word)].any()}

    def match(self, plan: Plan, limit: int) -> Matches:
        allowed = self._allowed(plan)
        scores = np.zeros(self._room) if plan.wanted else np.ones(self._room)
        covered = np.zeros(self._room)
        found = np.zeros(self._room, dtype=bool) if plan.needs_words else allowed
        for one in plan.wanted:
            numbers = self.postings(one.term).numbers
            if one.leads and plan.needs_words:
                found[numbers] = True
            self._add(one, scores, covered)
        found = found & allowed
        titled = self.carrying("labels", plan.title)
        relevance = scores * self._priors
        best = self._best(found, titled, relevance, limit)
        matches = [
            Match(
                int(number),
                float(scores[number]),
                float(covered[number]),
                float(self._priors[number]),
                bool(titled[number]),
            )
            for number in best
        ]
        return Matches(matches, int(found.sum()), self._facets(found))

    def load(self, numbers: Collection[int]) -> dict[int, Document]:
        return {number: unpacked(json.loads(self._documents[number])) for number in numbers}

    def streams(self, numbers: Collection[int]) -> dict[int, str]:
        return {number: self._streams[number].decode() for number in numbers}

    def complete(
        self,
        words: Collection[str],
        prefix: str,
        viewer: frozenset[str],
        limit: int,
        first: Mapping[str, int],
    ) -> Sequence[int]:
        allowed = self._visible(viewer)
        for word in words:
            allowed = allowed & self.carrying("title_words", word)
        if not allowed.any():
            return []
        found = np.zeros(self._room, dtype=bool)
        for completed in self._reader.expand_prefix("title_words", prefix):
            found[self._numbers("title_words", completed.decode())] = True
            if np.count_nonzero(found & allowed) >= _MOST_COMPLETIONS:
                break
        numbers = np.flatnonzero(found & allowed)
        order = np.lexsort((numbers, self._damping[0][numbers], -self._priors[numbers]))
        ordered = numbers[order]
        leading = [
            ordered[self.carrying("labels", label)[ordered]][:most]
            for kind, most in first.items()
            for label in filter_labels("type", kind, exact=True)
        ]
        together = np.concatenate([*leading, ordered])
        return [int(number) for number in dict.fromkeys(together.tolist())][:limit]

    def _best(self, found: Mask, titled: Mask, relevance: Floats, limit: int) -> Numbers:
        """The first `limit` in order: the title asked for, relevance, the newer one."""
        numbers = np.flatnonzero(found)
        if not limit:
            return numbers[:0]
        if numbers.size > 4 * limit:  # sort no more than may be shown, ties with the last included
            told = relevance[numbers]
            least = np.partition(told, numbers.size - limit)[numbers.size - limit]
            numbers = numbers[(told >= least) | titled[numbers]]
        order = np.lexsort((numbers, -self._days[numbers], -relevance[numbers], ~titled[numbers]))
        return numbers[order[:limit]]

    def _allowed(self, plan: Plan) -> Mask:
        allowed = self._visible(plan.viewer)
        for label in plan.labels:
            allowed = allowed & self.carrying("labels", label)
        for label in plan.refused_labels:
            allowed = allowed & ~self.carrying("labels", label)
        for term in plan.required:
            allowed = allowed & self._mask(self.postings(term).numbers)
        for term in plan.refused:
            allowed = allowed & ~self._mask(self.postings(term).numbers)
        if plan.since is not None:
            allowed = allowed & (self._days >= plan.since.toordinal())
        if plan.among is not None:
            allowed = allowed & self._mask(np.fromiter(plan.among, dtype=np.int64))
        return allowed

    def _add(self, one: Wanted, scores: Floats, covered: Floats) -> None:
        """Add what a term tells of each document; see ranking.py for the formula."""
        numbers, counts = self.postings(one.term)
        told = np.zeros(numbers.size)
        weights = (ranking.TITLE_WEIGHT, ranking.ABOUT_WEIGHT, ranking.TEXT_WEIGHT)
        for field, weight in enumerate(weights):
            standing = counts[:, field]
            if not standing.any():  # as in most fields but the text
                continue
            told += weight * standing / (standing + self._damping[field][numbers])
        scores[numbers] += one.weight * told
        covered[numbers] += one.covers

    def _facets(self, found: Mask) -> dict[str, int]:
        labels, numbers, which = self._labelled
        counts = np.bincount(which[found[numbers]], minlength=len(labels))
        return {labels[at]: int(counts[at]) for at in np.flatnonzero(counts)}

    @cached_property
    def _labelled(self) -> tuple[list[str], Numbers, Numbers]:
        """The facet labels; and for each time one is carried, by which document and which it is."""
        labels = [label.decode() for label in self._reader.lexicon("facets")]
        carriers = [self._numbers("facets", label) for label in labels]
        which = np.repeat(np.arange(len(labels)), [numbers.size for numbers in carriers])
        numbers = np.concatenate(carriers) if carriers else np.zeros(0, dtype=np.int64)
        return labels, numbers, which.astype(np.int64)

    @cached_property
    def _documents(self) -> Any:
        return self._reader.column_reader("document")

    @cached_property
    def _streams(self) -> Any:
        return self._reader.column_reader("stream")

    def _visible(self, viewer: frozenset[str]) -> Mask:
        visible = np.zeros(self._room, dtype=bool)
        for key in viewer:
            visible |= self.carrying("visibility", key)
        return visible

    def _postings(self, term: str) -> _Postings:
        numbers, values = self._read("counts", term)
        counts = np.frombuffer(b"".join(values), dtype=np.uint8).reshape(-1, 3)
        return _Postings(numbers, counts.astype(np.float32))

    def _carrying(self, field: str, term: str) -> Mask:
        return self._mask(self._numbers(field, term))

    def _mask(self, numbers: Numbers) -> Mask:
        mask = np.zeros(self._room, dtype=bool)
        mask[numbers] = True
        return mask

    def _by_number(self, numbers: Numbers, values: NDArray[Any]) -> Floats:
        placed = np.ones(self._room)
        placed[numbers] = values
        return placed

    def _numbers(self, field: str, term: str) -> Numbers:
        return self._read(field, term, with_values=False)[0]

    def _read(
        self, field: str, term: str, *, with_values: bool = True
    ) -> tuple[Numbers, list[bytes]]:
        """The living documents that have a term, and what is noted of it there."""
        found: list[int] = []
        values: list[bytes] = []
        for leaf, offset in self._leaves:
            if (field, term) not in leaf:
                continue
            matcher = leaf.postings(field, term)
            matcher = getattr(matcher, "child", matcher)  # the deleted ones are left out below
            if hasattr(matcher, "_read_ids"):  # block by block; one by one takes ten times as long
                while True:
                    matcher._read_ids()
                    found.extend([offset + number for number in matcher._ids])
                    if with_values:
                        matcher._read_values()
                        values.extend(matcher._values)
                    if matcher._lastblock:
                        break
                    matcher._next_block()
            else:
                while matcher.is_active():
                    found.append(offset + matcher.id())
                    if with_values:
                        values.append(matcher.value())
                    matcher.next()
        numbers = np.array(found, dtype=np.int64)
        living = self._alive[numbers]
        return numbers[living], list(compress(values, living))


_spellings_of: dict[str, frozenset[str]] = {}


def _spellings(leaf: Any) -> frozenset[str]:
    """The spellings of a segment, which never change, so that most survive a refresh.

    A thousand neighbours of a misspelt word are looked up here; on disk that takes 30 ms.
    """
    segment = leaf.segment()
    known = _spellings_of.get(segment.segment_id())
    if known is None:
        known = frozenset(word.decode() for word in leaf.lexicon("spellings"))
        while len(_spellings_of) >= _CACHED_SEGMENTS:
            with suppress(KeyError, StopIteration):
                del _spellings_of[next(iter(_spellings_of))]
        _spellings_of[segment.segment_id()] = known
    return known


def _damping(lengths: NDArray[Any]) -> Floats:
    """What occurrences in fields of these lengths are compared with: ranking.py."""
    slope = ranking.slope(float(lengths.mean())) if lengths.size else 0.0
    damping: Floats = ranking.FIXED + slope * lengths.astype(np.float64)
    return damping
