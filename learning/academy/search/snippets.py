"""The passage of a text that answers a query best, with the words found in it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from learning.academy.search import analysis
from learning.academy.search.documents import Snippet

LENGTH = 220
_LEAD = 60  # so far back a passage may reach for the beginning of its sentence
_SENTENCE = re.compile(r"[.!?…]\s+|[。！？]|\n")
_LONGEST_TOKEN = 64


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
    if not weights:
        return []
    found = []
    at = 0
    for candidate in _candidates(weights).finditer(text):
        if candidate.start() < at:
            continue
        start = candidate.start()
        place = next(analysis.places(text[start : start + _LONGEST_TOKEN]), None)
        if place is None or place.start:
            continue
        word = place.word
        if term := next((term for term in (word.term, *word.also) if term in weights), None):
            found.append(_Found(start, start + place.end, term))
            at = start + (1 if analysis.is_pair(term) else place.end)
    return found


def _candidates(weights: Mapping[str, float]) -> re.Pattern[str]:
    """Where one of the terms may begin: analysing every word of a long text takes too long."""
    pairs = [re.escape(term) for term in weights if analysis.is_pair(term)]
    # A stem may end unlike its word: polici, policy.
    starts = [term[: max(len(term) - 1, 2)] for term in weights if not analysis.is_pair(term)]
    words = [re.escape(start).replace("е", "[её]") for start in starts]
    choices = [rf"{analysis.BEFORE_WORD}(?={'|'.join(words)})"] if words else []
    choices += [f"(?={'|'.join(pairs)})"] if pairs else []
    return re.compile("|".join(choices), re.IGNORECASE)


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
