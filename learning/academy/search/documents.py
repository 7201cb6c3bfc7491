"""What both engines speak: documents go in, queries are asked, hits come out."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

EVERYONE = "everyone"
"""The visibility key that every signed-in person holds."""


class IndexBusy(Exception):
    """Another process is writing to the index; the change stays owed and is tried again."""


class Key(NamedTuple):
    """Which object a document stands for."""

    kind: str
    id: int


@dataclass(frozen=True)
class Document:
    """Something that can be found: an article, a talk, a question, a person, a skill, a programme.

    `visibility` lists the keys of which a viewer must hold one: "everyone", "person:7",
    "programme:3"; without a key nobody finds it.  `text` is plain text.  `version` is whatever
    tells two states of the object apart.  `popularity` counts recent signs of use, as readers.
    `within` is the title of what the object hangs on, as a file on its article, and where that is.
    """

    kind: str
    id: int
    version: str
    language: str
    title: str
    text: str
    url: str
    visibility: frozenset[str]
    updated_at: datetime
    topics: tuple[str, ...] = ()
    author: str = ""
    verified: bool = False
    outdated: bool = False
    popularity: int = 0
    programme: str = ""
    within: str = ""
    within_url: str = ""

    @property
    def key(self) -> Key:
        return Key(self.kind, self.id)


class Filter(NamedTuple):
    """`topic:agile`; `exact` when the value was quoted, `refused` when a minus stood before it."""

    name: str
    value: str
    exact: bool
    refused: bool


@dataclass(frozen=True)
class Query:
    """What a person asked for: `words` of which any may match, and what narrows the result.

    `typed` is the text it was read from, shortened to what is looked at; `is_passage` when it is
    longer than what people type.
    """

    typed: str
    words: str = ""
    phrases: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    is_passage: bool = False


class Snippet(NamedTuple):
    """The passage that answers best; `ranges` are the starts and ends of the words found in it."""

    text: str
    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Hit:
    """A document that was found, with what a list of results shows of it."""

    kind: str
    id: int
    title: str
    url: str
    score: float
    snippet: Snippet
    language: str
    author: str
    topics: tuple[str, ...]
    updated_at: datetime
    verified: bool
    outdated: bool
    within: str
    within_url: str


@dataclass(frozen=True)
class Facet:
    """How many of all hits have this value, one of the most frequent."""

    value: str
    count: int


@dataclass(frozen=True)
class Hits:
    """A page of hits; `total` and `facets` are those of all pages, by name of the filter.

    `correction` is the query with misspelt words set right, when the hits answer that one instead.
    `did_you_mean` is another query, of more frequent words, that the hits do not answer.
    Putting a word in quotes asks for it as it is typed.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[Facet, ...]]
    correction: str | None = None
    did_you_mean: str | None = None


class Suggestion(NamedTuple):
    """A document whose title goes on as the person has begun to type."""

    kind: str
    id: int
    title: str
    url: str


# Between the search itself (finding.py) and the engines.


class Wanted(NamedTuple):
    """A term that counts towards the score.

    A document that has it covers so much of the query as `covers` says; a term that does not
    `lead` is too common to make a document a hit, but weighs in where others do.
    """

    term: str
    weight: float
    covers: float
    leads: bool


@dataclass(frozen=True)
class Plan:
    """A query in the terms of the index.

    A document matches if one of the `viewer`'s keys opens it, it carries all `labels` and none of
    `refused_labels`, has all `required` terms and none of the `refused`, was changed on the day
    `since` or later, and is `among` those given.  Where the plan `needs_words` it also has one of
    the `wanted` terms that lead.
    """

    viewer: frozenset[str]
    wanted: tuple[Wanted, ...]
    title: str
    labels: frozenset[str]
    refused_labels: frozenset[str]
    required: frozenset[str]
    refused: frozenset[str]
    since: date | None = None
    among: frozenset[int] | None = None

    @property
    def needs_words(self) -> bool:
        return bool(self.wanted) and not self.required and self.among is None


class Match(NamedTuple):
    """A matching document, by its number in the engine, with the sum of its terms' weights."""

    number: int
    score: float
    covered: float
    prior: float
    has_title: bool


@dataclass(frozen=True)
class Matches:
    """The best matches, the count of all, and the counts of their facet labels."""

    best: Sequence[Match]
    total: int
    facets: Mapping[str, int]


class View(Protocol):
    """One unchanging state of an index. `viewer` is the visibility keys that somebody holds."""

    def size(self) -> int:
        """How many documents there are, hidden ones too."""

    def frequencies(self, terms: Collection[str], viewer: frozenset[str]) -> dict[str, int]:
        """In how many documents each term stands; only terms of documents open to the viewer."""

    def spelt(self, words: Set[str], viewer: frozenset[str]) -> set[str]:
        """Which of these spellings stand in documents open to the viewer."""

    def match(self, plan: Plan, limit: int) -> Matches: ...

    def load(self, numbers: Collection[int]) -> dict[int, Document]: ...

    def streams(self, numbers: Collection[int]) -> dict[int, str]:
        """The terms of documents in their order, joined by blanks."""

    def complete(
        self,
        words: Collection[str],
        prefix: str,
        viewer: frozenset[str],
        limit: int,
        first: Mapping[str, int],
    ) -> Sequence[int]:
        """Documents whose title has all the words and one with the prefix, best first.

        `first` says of some kinds how many of their best stand before all others.
        """


class Index(Protocol):
    """An engine. It takes documents from an iterable while it holds the index."""

    def read(self) -> AbstractContextManager[View]: ...

    def refresh(self, documents: Iterable[Document]) -> None:
        """Put these in, in place of what was known of them. Raises IndexBusy."""

    def forget(self, keys: Collection[Key]) -> None:
        """Take these out. Raises IndexBusy."""

    def rebuild(self, documents: Iterable[Document]) -> None:
        """Put in these and nothing else, at once. Raises IndexBusy."""

    def is_whole(self) -> bool:
        """Whether it was ever rebuilt in the format of this version."""

    def versions(self) -> dict[Key, tuple[str, frozenset[str]]]:
        """Version and visibility of each document: what a comparison with the database needs."""

    def close(self) -> None: ...
