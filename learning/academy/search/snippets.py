"""The passage of a text that answers a query best, with the words found in it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from learning.academy.search import analysis
from learning.academy.search.documents import Snippet

LENGTH = 220
_LEAD = 60  # so far back a passage may reach for the beginning of its sentence
_SENTENCE = re.compile(r"[.!?…]\s+|[。！？]|\n")
_MOST_FOUND = 200


class _Found(NamedTuple):
    start: int
    end: int
    term: str


def snippet(text: str, weights: Mapping[str, float]) -> Snippet:
    """The passage of about LENGTH characters whose different terms weigh most, or the beginning."""
    found = _occurrences(text, weights)
    start = _beginning(text, _best(found, weights).start) if found else 0
    end = _ending(text, start + LENGTH)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    ranges: list[tuple[int, int]] = []
    for one in found:
        if start <= one.start and one.end <= end:
            if ranges and one.start + shift <= ranges[-1][1]:
                ranges[-1] = ranges[-1][0], max(ranges[-1][1], one.end + shift)
            else:
                ranges.append((one.start + shift, one.end + shift))
    # Blanks of any kind become single ones only where that moves no range.
    passage = re.sub(r"\s", " ", text[start:end])
    return Snippet(before + passage + after, tuple(ranges))


def _occurrences(text: str, weights: Mapping[str, float]) -> list[_Found]:
    """Where the terms stand: only words that begin like one of them are analysed."""
    if not weights:
        return []
    lowered = analysis.simplified(text.lower())
    folded = lowered if len(lowered) == len(text) else text
    found: list[_Found] = []
    at = 0
    for candidate in _beginnings(weights).finditer(folded):
        start = candidate.start()
        if start < at or (start and analysis.continues_word(folded[start - 1])):
            continue
        place = analysis.place_at(text, start)
        if place is None:
            continue
        word, _, end = place
        if term := next((term for term in (word.term, *word.also) if term in weights), None):
            found.append(_Found(start, end, term))
            at = start + 1 if analysis.is_pair(term) else end
            if len(found) == _MOST_FOUND:
                break
    return found


def _beginnings(weights: Mapping[str, float]) -> re.Pattern[str]:
    """How the words of these terms begin. A stem may end unlike its word: polici, policy."""
    starts = {term if analysis.is_pair(term) else term[: max(len(term) - 1, 2)] for term in weights}
    return re.compile("|".join(re.escape(start).replace("е", "[её]") for start in sorted(starts)))


def _best(found: list[_Found], weights: Mapping[str, float]) -> _Found:
    """The occurrence with which the heaviest passage starts, the first of several."""
    best, heaviest = found[0], 0.0
    for number, first in enumerate(found):
        inside: dict[str, float] = {}
        for one in found[number:]:
            if one.end - first.start > LENGTH - _LEAD:
                break
            inside[one.term] = weights[one.term]
        if (weight := sum(inside.values())) > heaviest:
            best, heaviest = first, weight
    return best


def _beginning(text: str, place: int) -> int:
    """The beginning of the sentence, or else of a word, shortly before the place."""
    earliest = max(place - _LEAD, 0)
    if not earliest:
        return 0
    lead = text[earliest:place]
    sentences = [end.end() for end in _SENTENCE.finditer(lead)]
    if sentences:
        return earliest + sentences[-1]
    blank = lead.find(" ")
    return earliest + blank + 1 if blank >= 0 else earliest


def _ending(text: str, place: int) -> int:
    """The end of a word shortly before the place."""
    if place >= len(text):
        return len(text)
    blank = text.rfind(" ", place - _LEAD, place)
    return blank if blank >= 0 else place
