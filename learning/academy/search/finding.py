"""From a query to hits, the same way on both engines: correct, plan, match, order, show."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from heapq import nsmallest
from itertools import chain, pairwise

from learning.academy.search import analysis, entries, grammar, ranking
from learning.academy.search.documents import (
    Document,
    Facet,
    Hit,
    Hits,
    Match,
    Matches,
    Plan,
    Query,
    Suggestion,
    View,
    Wanted,
)
from learning.academy.search.snippets import snippet

MOST_TERMS = 400
MOST_POSTINGS = 250_000
"""A query reads about so many postings, the rarest terms first, so that none takes long."""

MOST_LEADING = 40_000
"""Terms of about so many postings choose the documents, the rarest first; others weigh in."""

MOST_CORRECTIONS = 3
RARE, FAR_MORE = 2, 15
"""A word of at most so many documents may be a slip for one that so many times as many have."""

MOST_REQUIRED = 4  # of a phrase's terms so many choose the documents in which it is looked for
MOST_STREAMS = 500
"""A phrase is looked for in so many documents, those that answer best to its single words."""

MOST_PAIRS = 32
"""So many neighbouring words are looked for side by side, those that tell most."""

SHOWN_TERMS = 8  # of a long query the rarest terms are looked for in the passage shown
FEW_HITS = 10
"""With fewer hits than this, common words make hits too: but not those of a passage."""

MOST_VALUES = 20  # of a facet, the most frequent ones: there may be thousands of authors

FIRST_SUGGESTED = {"person": 2, "skill": 2}
"""A few people and skills stand before titles, of which there are many more."""

_COMMON = 0.2  # a term in more of all documents than this share does not make a document a hit
_FEW = 50  # in so small a collection no term is common

Synonyms = Mapping[tuple[str, ...], Collection[tuple[str, ...]]]
LONGEST_SYNONYM = 6  # terms; Chinese ones are pairs of characters
MOST_SYNONYMS = 12
SYNONYM_WEIGHT = 0.7  # of what the words weigh that were asked for

NOTHING = Hits((), 0, {})


@dataclass(frozen=True)
class _Reading:
    """A query in terms, in their order, and the frequencies of those that are known."""

    sequence: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]
    refused: tuple[tuple[str, ...], ...]
    frequencies: dict[str, int]
    correction: str | None
    synonyms: tuple[tuple[str, ...], ...]
    did_you_mean: str | None = None


def find(
    view: View,
    query: Query,
    keys: Collection[str],
    limit: int,
    offset: int,
    synonyms: Synonyms | None = None,
) -> Hits:
    """A page of what the holder of these visibility keys may find.

    A query of which nothing is found because of its phrases is asked again without their quotes.
    """
    viewer = frozenset(keys)
    known = synonyms or {}
    found = _find(view, query, viewer, limit, offset, known)
    # A single word in quotes stays as it is: so a person insists on what was taken for a slip.
    # In the midst of other words it is a name that somebody mentions.
    single = tuple(phrase for phrase in query.phrases if len(analysis.terms(phrase)) == 1)
    single = () if query.words else single
    if found.total or single == query.phrases:
        return found
    loosened = [phrase for phrase in query.phrases if phrase not in single]
    loose = replace(query, words=" ".join((query.words, *loosened)), phrases=single)
    found_loosely = _find(view, loose, viewer, limit, offset, known)
    if not found_loosely.total:
        return found
    return replace(found_loosely, correction=found_loosely.correction or _unquoted(query))


def _find(
    view: View,
    query: Query,
    viewer: frozenset[str],
    limit: int,
    offset: int,
    synonyms: Synonyms,
) -> Hits:
    reading = _read(view, query, viewer, synonyms)
    frequencies = reading.frequencies
    words = (*reading.sequence, *chain(*reading.phrases))
    asked = _wanted(words, frequencies, view.size())
    same = _meaning_the_same(reading, view.size())
    wanted = asked + same
    labels = _labels(query, refused=False)
    if any(term not in frequencies for term in chain(*reading.phrases)):
        return NOTHING
    since = _since(query)
    if not (wanted or labels or since) or (reading.sequence and not wanted):
        return NOTHING
    plan = Plan(
        viewer=viewer,
        wanted=wanted,
        title=entries.title_label(reading.sequence or chain(*reading.phrases)),
        labels=labels,
        refused_labels=_labels(query, refused=True),
        required=frozenset(chain(*(_rarest(one, frequencies) for one in reading.phrases))),
        refused=frozenset(one[0] for one in reading.refused if len(one) == 1),
        since=since,
    )
    plan = _with_phrases(view, plan, reading)
    most = max(ranking.WINDOW, offset + limit)
    matches = view.match(plan, most)
    enough = 1 if query.is_passage else FEW_HITS
    if plan.needs_words and matches.total < enough and not all(one.leads for one in wanted):
        leading = _leading(asked, words, frequencies, view.size())
        matches = view.match(replace(plan, wanted=leading + same), most)
    page = _ordered(view, plan, reading, matches)[offset : offset + limit]
    documents = view.load([number for number, _ in page])
    shown = [*wanted[:SHOWN_TERMS], *(one for one in wanted if not one.covers)]
    weights = {one.term: one.weight for one in shown if one.leads}
    told = {term: weight for term, weight in weights.items() if not analysis.is_ordinary(term)}
    hits = (_hit(documents[number], score, told or weights) for number, score in page)
    return Hits(
        tuple(hits),
        matches.total,
        _facets(matches),
        reading.correction,
        reading.did_you_mean,
    )


def _with_phrases(view: View, plan: Plan, reading: _Reading) -> Plan:
    """The plan, among those documents only in which the phrases stand, and the refused do not."""
    asked, refused = (
        [f" {' '.join(phrase)} " for phrase in phrases if len(phrase) > 1]
        for phrases in (reading.phrases, reading.refused)
    )
    if not asked and not refused:
        return plan
    numbers = [match.number for match in view.match(plan, MOST_STREAMS).best]
    among = frozenset(
        number
        for number, stream in view.streams(numbers).items()
        if all(one in stream for one in asked) and not any(one in stream for one in refused)
    )
    return replace(plan, among=among)


def _rarest(phrase: Sequence[str], frequencies: dict[str, int]) -> Sequence[str]:
    return sorted(set(phrase), key=lambda term: frequencies[term])[:MOST_REQUIRED]


def suggest(view: View, typed: str, keys: Collection[str], limit: int) -> tuple[Suggestion, ...]:
    """Documents whose title has all the words typed, the last one perhaps unfinished."""
    asked = list(analysis.words(typed))[:MOST_TERMS]
    if not asked:
        return ()
    *words, prefix = dict.fromkeys(word.spelling for word in asked)
    viewer = frozenset(keys)
    numbers = view.complete(words, prefix, viewer, limit, FIRST_SUGGESTED)
    documents = view.load(numbers)
    found = [documents[number] for number in numbers]
    return tuple(Suggestion(one.kind, one.id, one.title, one.url) for one in found)


def known(view: View, texts: Sequence[str], keys: Collection[str]) -> list[str]:
    """Those of these queries whose every word stands in something the viewer may open."""
    terms = {text: analysis.terms(text) for text in texts}
    seen = view.frequencies(set(chain.from_iterable(terms.values())), frozenset(keys))
    return [text for text in texts if terms[text] and all(one in seen for one in terms[text])]


def _read(view: View, query: Query, viewer: frozenset[str], synonyms: Synonyms) -> _Reading:
    asked = list(analysis.words(query.words))
    phrases, refused = _phrases(query.phrases), _phrases(query.refused)
    terms = {term for word in asked for term in (word.term, *word.also)}
    known = view.frequencies(terms.union(*phrases), viewer)
    strange = [
        word.spelling
        for word in asked
        if word.term not in known and not word.also and analysis.is_correctable(word.spelling)
    ]
    if query.is_passage:  # was not typed
        strange = []
    corrections = _corrections(view, list(dict.fromkeys(strange))[:MOST_CORRECTIONS], viewer)
    corrected = {spelling: analysis.terms(right)[0] for spelling, right in corrections.items()}
    known |= view.frequencies(set(corrected.values()), viewer)
    sequence: list[str] = []
    for word in asked:
        if word.term in known or analysis.is_pair(word.term):
            sequence.append(word.term)
        elif word.also:  # node.js is not known, node and js may be
            sequence.extend(word.also)
        else:
            sequence.append(corrected.get(word.spelling, word.term))
    same = _synonyms_in(sequence, synonyms)
    known |= view.frequencies(set(chain(*same)) - known.keys(), viewer)
    return _Reading(
        tuple(sequence),
        phrases,
        refused,
        known,
        _respelt(query.typed, corrections),
        same,
        _respelt(query.typed, _likelier(view, asked, known, viewer)),
    )


def _synonyms_in(sequence: Sequence[str], synonyms: Synonyms) -> tuple[tuple[str, ...], ...]:
    """What means the same as some words of the query that stand side by side."""
    if not synonyms:
        return ()
    found: dict[tuple[str, ...], None] = {}
    for start in range(len(sequence)):
        for length in range(1, min(LONGEST_SYNONYM, len(sequence) - start) + 1):
            others = synonyms.get(tuple(sequence[start : start + length]), ())
            found.update(dict.fromkeys(sorted(others)))
    return tuple(found)[:MOST_SYNONYMS]


def _meaning_the_same(reading: _Reading, size: int) -> tuple[Wanted, ...]:
    """The terms of synonyms; a document may be found by them, but they cover no word asked for."""
    wanted: dict[str, Wanted] = {}
    for same in reading.synonyms:
        if any(term not in reading.frequencies for term in same):
            continue
        for term in set(same) - set(reading.sequence):
            weight = SYNONYM_WEIGHT * _idf(term, reading.frequencies, size) / len(same)
            wanted[term] = Wanted(term, weight, 0.0, leads=True)
    return tuple(wanted.values())


def _likelier(
    view: View,
    asked: Sequence[analysis.Word],
    known: Mapping[str, int],
    viewer: frozenset[str],
) -> dict[str, str]:
    """For words that hardly any document has: one a slip away that very many more have."""
    rare = [
        word.spelling
        for word in asked
        if known.get(word.term, RARE + 1) <= RARE and analysis.is_correctable(word.spelling)
    ]
    if not rare or len(asked) > MOST_CORRECTIONS:
        return {}
    terms = {word.spelling: word.term for word in asked}
    better = {}
    for spelling, other in _corrections(view, list(dict.fromkeys(rare)), viewer).items():
        (term,) = analysis.terms(other)
        often = view.frequencies({term}, viewer).get(term, 0)
        if term != terms[spelling] and often >= FAR_MORE * known[terms[spelling]]:
            better[spelling] = other
    return better


def _corrections(view: View, spellings: Sequence[str], viewer: frozenset[str]) -> dict[str, str]:
    """For each spelling the one a slip away that most documents have in some form."""
    near = {spelling: analysis.neighbours(spelling) for spelling in spellings}
    spelt = view.spelt(set().union(*near.values()), viewer) if near else set()
    terms = {spelling: analysis.terms(spelling)[0] for spelling in spelt}
    known = view.frequencies(set(terms.values()), viewer)
    corrections = {}
    for spelling, others in near.items():
        if found := others & spelt:
            corrections[spelling] = max(found, key=lambda one: (known.get(terms[one], 0), one))
    return corrections


def _respelt(typed: str, corrections: dict[str, str]) -> str | None:
    if not corrections:
        return None
    pieces = []
    end = 0
    for word, start, stop in analysis.places(typed):
        if word.spelling in corrections:
            pieces += [typed[end:start], corrections[word.spelling]]
            end = stop
    return "".join((*pieces, typed[end:]))


def _unquoted(query: Query) -> str:
    return " ".join(query.typed.translate(grammar.QUOTES).replace('"', " ").split())


def _labels(query: Query, *, refused: bool) -> frozenset[str]:
    chosen = [one for one in query.filters if one.refused is refused and one.name != "since"]
    named = (entries.filter_labels(one.name, one.value, exact=one.exact) for one in chosen)
    return frozenset().union(*named)


def _since(query: Query) -> date | None:
    """The latest day after `since:`; what is no day narrows nothing."""
    days = []
    for one in query.filters:
        if one.name == "since" and not one.refused:
            with suppress(ValueError):
                days.append(date.fromisoformat(one.value))
    return max(days, default=None)


def _phrases(texts: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(filter(None, (tuple(analysis.terms(text)) for text in texts)))


def _wanted(terms: Sequence[str], frequencies: dict[str, int], size: int) -> tuple[Wanted, ...]:
    """The rarest of the known terms, as many as may be read."""
    common = max(size * _COMMON, _FEW)
    times = Counter(term for term in terms if term in frequencies)
    rarest = sorted(times, key=lambda term: (frequencies[term], term))[:MOST_TERMS]
    wanted: list[Wanted] = []
    postings = 0
    for term in rarest:
        postings += frequencies[term]
        if wanted and postings > MOST_POSTINGS:
            break
        idf = _idf(term, frequencies, size)
        wanted.append(Wanted(term, idf * ranking.often(times[term]), idf, leads=False))
    if not wanted or frequencies[wanted[0].term] > common:
        return _leading(wanted, terms, frequencies, size)
    return _leading(wanted, terms, frequencies, common)


def _idf(term: str, frequencies: Mapping[str, int], size: int) -> float:
    return ranking.idf(frequencies[term], size, is_ordinary=analysis.is_ordinary(term))


def _leading(
    wanted: Iterable[Wanted], terms: Sequence[str], frequencies: Mapping[str, int], most: float
) -> tuple[Wanted, ...]:
    """The terms, rarest first, with those leading of at most so many documents that may be read.

    Function words lead only where nothing else is asked for: who asks how to do something is not
    answered by every "how".
    """
    says_something = not all(map(analysis.is_ordinary, terms))
    leading: list[Wanted] = []
    postings = 0
    for one in wanted:
        postings += frequencies[one.term]
        leads = frequencies[one.term] <= most and (not leading or postings <= MOST_LEADING)
        leads = leads and not (says_something and analysis.is_ordinary(one.term))
        leading.append(one._replace(leads=leads))
    return tuple(leading)


def _ordered(
    view: View, plan: Plan, reading: _Reading, matches: Matches
) -> Sequence[tuple[int, float]]:
    """Numbers and scores, best first: the first WINDOW by the whole formula, then the others."""
    window = matches.best[: ranking.WINDOW]
    weights = {one.term: one.covers for one in plan.wanted}
    pairs = {
        f" {one} {other} ": max(weights[one], weights[other])
        for one, other in pairwise((*reading.sequence, *chain(*reading.phrases)))
        if one in weights and other in weights and not analysis.is_pair(one)
    }
    told = sorted(pairs.items(), key=lambda pair: -pair[1])[:MOST_PAIRS]
    streams = view.streams([match.number for match in window]) if pairs else {}
    everything = sum(one.covers for one in plan.wanted)

    def score(match: Match) -> float:
        stream = streams.get(match.number, "")
        return ranking.score(
            match.score,
            match.prior,
            match.covered,
            everything,
            (weight for pair, weight in told if pair in stream),
            has_title=match.has_title,
        )

    ordered = sorted(((match.number, score(match)) for match in window), key=lambda pair: -pair[1])
    lowest = ordered[-1][1] if ordered else 0.0
    rest = matches.best[ranking.WINDOW :]
    return [*ordered, *((one.number, min(one.score * one.prior, lowest)) for one in rest)]


def _hit(document: Document, score: float, weights: dict[str, float]) -> Hit:
    return Hit(
        kind=document.kind,
        id=document.id,
        title=document.title,
        url=document.url,
        score=score,
        snippet=snippet(document.text, weights),
        language=document.language,
        author=document.author,
        topics=document.topics,
        updated_at=document.updated_at,
        verified=document.verified,
        outdated=document.outdated,
        within=document.within,
        within_url=document.within_url,
    )


def _facets(matches: Matches) -> dict[str, tuple[Facet, ...]]:
    """By name, the most frequent values first."""
    counted: dict[str, list[tuple[int, str]]] = {}
    for label, count in matches.facets.items():
        name, _, value = label.partition(":")
        counted.setdefault(name, []).append((-count, value))
    return {
        name: tuple(Facet(value, -count) for count, value in nsmallest(MOST_VALUES, values))
        for name, values in counted.items()
    }
