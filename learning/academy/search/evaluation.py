"""How well the product's own analysis and ranking find: a run over given documents and queries."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from learning.academy.search.documents import EVERYONE, Document, Index
from learning.academy.search.finding import find
from learning.academy.search.grammar import parse
from learning.academy.search.postgres_index import throw_away_index
from learning.academy.search.whoosh_index import WhooshIndex

DEPTH = 30
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Result(NamedTuple):
    """A line of a run as trec_eval reads it."""

    query: str
    document: str
    rank: int
    score: float

    def __str__(self) -> str:
        return f"{self.query} Q0 {self.document} {self.rank} {self.score:.6f} collegium"


def evaluate(
    corpus: Iterable[Mapping[str, str]],
    queries: Iterable[Mapping[str, str]],
    database_url: str = "",
) -> Iterator[Result]:
    """Ask queries (id, text) of a throw-away index of the corpus (id, title, text, language).

    The index lies in the PostgreSQL database at the given address, or else in a folder.
    """
    opened: AbstractContextManager[Index]
    opened = throw_away_index(database_url) if database_url else _throw_away_folder()
    with opened as index:
        yield from run(index, corpus, queries)


@contextmanager
def _throw_away_folder() -> Iterator[WhooshIndex]:
    with tempfile.TemporaryDirectory(prefix="collegium-search-") as folder:
        index = WhooshIndex(Path(folder))
        try:
            yield index
        finally:
            index.close()


def run(
    index: Index, corpus: Iterable[Mapping[str, str]], queries: Iterable[Mapping[str, str]]
) -> Iterator[Result]:
    """The same on an index of the caller's, whose content is replaced."""
    names: list[str] = []

    def documents() -> Iterator[Document]:
        for number, row in enumerate(corpus):
            names.append(row["id"])
            yield Document(
                kind="article",
                id=number,
                version="1",
                language=row["language"],
                title=row["title"],
                text=row["text"],
                url="",
                visibility=frozenset({EVERYONE}),
                updated_at=_LONG_AGO,
            )

    index.rebuild(documents())
    for query in queries:
        with index.read() as view:
            found = find(view, parse(query["text"]), {EVERYONE}, limit=DEPTH, offset=0)
        for rank, hit in enumerate(found.hits, 1):
            yield Result(query["id"], names[hit.id], rank, hit.score)
