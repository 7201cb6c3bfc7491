"""Finding things: the one gateway to the search index, whichever engine keeps it.

    search = open_search(database_url, instance_dir / "search")
    search.find("onboarding plan -draft type:article", viewer={"everyone", "person:7"})

The index is derived from the database and never asked for the truth: it can be rebuilt at any time.
"""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from threading import Lock

from sqlalchemy import make_url

from learning.academy.search.documents import (
    EVERYONE,
    Document,
    Facet,
    Hit,
    Hits,
    Index,
    IndexBusy,
    Key,
    Snippet,
    Suggestion,
)
from learning.academy.search.finding import Synonyms, find, known, suggest
from learning.academy.search.grammar import parse
from learning.academy.search.postgres_index import PostgresIndex
from learning.academy.search.whoosh_index import WhooshIndex

__all__ = [
    "EVERYONE",
    "Document",
    "Facet",
    "Gateway",
    "Hit",
    "Hits",
    "IndexBusy",
    "Key",
    "SharedGateway",
    "Snippet",
    "Suggestion",
    "open_search",
]

NO_SYNONYMS: Synonyms = {}
MOST_HITS = 1000
"""Nobody turns so many pages; further ones are not computed."""


class Gateway:
    """What the rest of the product knows of search: answers hold only what `viewer`'s keys open."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._is_whole = False

    def find(
        self,
        text: str,
        viewer: Collection[str],
        limit: int = 10,
        offset: int = 0,
        synonyms: Synonyms = NO_SYNONYMS,
    ) -> Hits:
        """A page of hits for what a person typed, best first; any text is a query.

        `synonyms` says of some sequences of terms which others mean the same.
        """
        offset = min(max(offset, 0), MOST_HITS)
        limit = min(max(limit, 0), MOST_HITS - offset)
        with self._index.read() as view:
            return find(view, parse(text), viewer, limit, offset, synonyms)

    def suggest(
        self, prefix: str, viewer: Collection[str], limit: int = 8
    ) -> tuple[Suggestion, ...]:
        """Titles that go on as a person has begun to type."""
        with self._index.read() as view:
            return suggest(view, parse(prefix).typed, viewer, limit)

    def known(self, texts: Sequence[str], viewer: Collection[str]) -> list[str]:
        """Those of these queries whose every word stands in something the viewer may open.

        What others searched for may then be shown without telling of what is hidden.
        """
        with self._index.read() as view:
            return known(view, texts, viewer)

    def count(self) -> int:
        """How many documents the index holds, hidden ones too."""
        with self._index.read() as view:
            return view.size()

    def is_whole(self) -> bool:
        """Whether the index was rebuilt in the format of this version of the program.

        Until then it knows only what has changed since it was made, and wants to be rebuilt.
        """
        self._is_whole = self._is_whole or self._index.is_whole()
        return self._is_whole

    def versions(self) -> dict[Key, tuple[str, frozenset[str]]]:
        """Version and visibility of each document: what a comparison with the database needs."""
        return self._index.versions()

    def refresh(self, documents: Iterable[Document]) -> None:
        """Put these in, in place of what was known of them. Raises IndexBusy.

        A generator is run while the index is held: what it reads from the database then cannot be
        overtaken by an older state in the hands of another worker.
        """
        self._index.refresh(documents)

    def forget(self, keys: Collection[Key]) -> None:
        """Take these out. Raises IndexBusy."""
        self._index.forget(keys)

    def rebuild(self, documents: Iterable[Document]) -> None:
        """Put in these and nothing else, at once; until then the old state answers.

        Each document is given once. Other writers wait, or give up. Raises IndexBusy.
        """
        self._index.rebuild(documents)

    def close(self) -> None:
        """Let go of files and connections."""
        self._index.close()


def open_search(database_url: str, folder: Path) -> Gateway:
    """The gateway to the index inside PostgreSQL, or else to the embedded one in this folder."""
    if make_url(database_url).get_backend_name() == "postgresql":
        return Gateway(PostgresIndex(database_url))
    return Gateway(WhooshIndex(folder))


class SharedGateway:
    """The gateway of a process: calling it opens the index for whoever needs it first, once.

    Threads that come at the same moment wait and share what the first of them has opened.
    """

    def __init__(self, database_url: str, folder: Path) -> None:
        self._where = database_url, folder
        self._turn = Lock()
        self.opened: Gateway | None = None

    def __call__(self) -> Gateway:
        with self._turn:
            if self.opened is None:
                self.opened = open_search(*self._where)
            return self.opened
