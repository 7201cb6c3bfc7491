"""The one formula by which hits are ordered, whatever the engine.

For a document d and the terms t of a query q:

    relevance = Σt often(t) · idf(t) · Σf weight(f) · tf / (tf + K1 · (1 − B + B · length))
    adjacency = ADJACENT · Σ idf of neighbouring words of q that stand side by side in d
    coverage  = 1 − COVERAGE + COVERAGE · Σ(t in d) idf(t) / Σt idf(t)
    score     = prior(d) · coverage · (relevance + adjacency)
                + EXACT_TITLE · Σt idf(t), if q is d's title

with length that of d's field f against the mean, f among title, about (topics and author) and text,
tf the occurrences of t in f (at most MOST_REPEATS), idf(t) = ln(1 + (N − n + ½) / (n + ½)) for n of
N documents, and often(t) = qtf · (K3 + 1) / (qtf + K3) for a term that stands qtf times in q.
prior(d) raises what was verified, lowers what is outdated, and lets use count, damped.

In a few dozen documents n tells little: "how" may stand in one of them by chance, and would weigh
as much as a name. So N and n are counted as though BACKGROUND further documents were known, such as
anybody writes about anything: function words, which are known beforehand, stand in half of them,
all other words in none. In effect n / N is estimated with a beta prior. It decides while the
collection is small and fades as that grows.

Sources: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009,
here field by field and with Lucene's positive idf; for adjacency Metzler and Croft, "A Markov
Random Field Model for Term Dependencies", 2005.
"""

from collections.abc import Iterable
from math import log, log1p

K1 = 1.2
B = 0.85  # the usual 0.75 finds no better by questions or titles, and worse by passages
K3 = 8.0
BACKGROUND = 100
ORDINARY = 0.5  # the share of the background in which a function word stands
TITLE_WEIGHT, ABOUT_WEIGHT, TEXT_WEIGHT = 3.0, 1.0, 1.0
FIXED = K1 * (1 - B)
COVERAGE = 0.3
ADJACENT = 0.15
EXACT_TITLE = 10.0  # more than the rest of the formula can add up to per term
MOST_REPEATS = 255

VERIFIED = 1.15
OUTDATED = 0.75
POPULARITY = 0.05
MOST_POPULAR = 1.3

WINDOW = 50
"""So many matches are ordered by the whole formula, the rest by prior · relevance."""


def idf(frequency: int, size: int, *, is_ordinary: bool = False) -> float:
    """How much a term tells that stands in `frequency` of `size` documents.

    `is_ordinary` says that it is a function word.
    """
    seen = frequency + (BACKGROUND * ORDINARY if is_ordinary else 0)
    return log(1 + (max(size + BACKGROUND - seen, 0) + 0.5) / (seen + 0.5))


def often(times: int) -> float:
    """How much more a word counts that a query repeats: a pasted passage says what it is about."""
    return times * (K3 + 1) / (times + K3)


def slope(mean: float) -> float:
    """tf is compared with FIXED + slope · length, in a field of this mean length."""
    return K1 * B / mean if mean else 0.0


def prior(*, verified: bool, outdated: bool, popularity: int) -> float:
    """How much better or worse a document is than an unknown one, before any query."""
    used = min(1 + POPULARITY * log1p(max(popularity, 0)), MOST_POPULAR)
    return (VERIFIED if verified else 1.0) * (OUTDATED if outdated else 1.0) * used


def score(
    relevance: float,
    prior: float,
    covered: float,
    everything: float,
    adjacent: Iterable[float],
    *,
    has_title: bool,
) -> float:
    """`covered` and `everything` are the idf of the words found and of all words asked for."""
    share = min(covered / everything, 1.0) if everything else 1.0
    coverage = 1 - COVERAGE + COVERAGE * share
    whole = prior * coverage * (relevance + ADJACENT * sum(adjacent))
    return whole + EXACT_TITLE * everything * has_title
