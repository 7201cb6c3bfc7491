"""The embedded engine: postings, labels and documents in a Whoosh index, one folder of files.

Whoosh keeps and merges the postings and swaps states atomically; how they are read and added up is
ours, so that both engines order alike.
"""

import json
import re
import struct
import warnings
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import sleep
from typing import TYPE_CHECKING, Any

from learning.academy.search.documents import Document, IndexBusy, Key
from learning.academy.search.entries import FORMAT, Entry, entry, packed

if TYPE_CHECKING:
    from learning.academy.search.whoosh_view import WhooshView

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # invalid escapes of an older Python, met while compiling
    from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter
    from whoosh.columns import CompressedBytesColumn, VarBytesColumn
    from whoosh.fields import COLUMN, ID, FieldType, Schema
    from whoosh.filedb.filestore import FileStorage
    from whoosh.formats import Existence, Format
    from whoosh.index import FileIndex, LockError
    from whoosh.writing import CLEAR

WRITER_TIMEOUT = 10.0
"""Seconds to wait for another writer; beyond that the change stays owed."""

_NAME = f"v{FORMAT}"
FACTS = struct.Struct("<IIIfi")  # words in title, about and text; prior; day of the last change
ALL = "all"
_TRIES, _PAUSE = 6, 0.05
_OF_A_FORMAT = re.compile(r"_?(v\d+)[_.].+")


class _Counts(Format):
    """Three bytes a posting: how often the term stands in title, about and text."""

    def fixed_value_size(self) -> int:
        return 3


class _Facts(Format):
    def fixed_value_size(self) -> int:
        return FACTS.size


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
        key=ID(unique=True),
        counts=_Values(_Counts()),
        facts=_Values(_Facts()),
        labels=_Terms(),
        facets=_Terms(),
        visibility=_Terms(),
        spellings=_Terms(),
        title_words=_Terms(),
        document=COLUMN(CompressedBytesColumn()),
        stream=COLUMN(VarBytesColumn()),  # read of many documents a query: not compressed
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


class WhooshIndex:
    """The index in a folder of its own, made when it is missing."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._storage = FileStorage(str(folder))
        self._reading = Lock()
        self._view: WhooshView | None = None
        self._index = self._open()

    @contextmanager
    def read(self) -> Iterator["WhooshView"]:
        """The newest generation, for one thread at a time: readers share a place in their files."""
        with self._reading:
            if self._view is None or self._view.generation != self._index.latest_generation():
                # NumPy takes a tenth of a second to load: not before somebody searches.
                from learning.academy.search.whoosh_view import WhooshView  # noqa: PLC0415

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
        self._sign.touch()
        self._drop_other_formats()

    def is_whole(self) -> bool:
        return self._sign.exists()

    def versions(self) -> dict[Key, tuple[str, frozenset[str]]]:
        with self.read() as view:
            return {one.key: (one.version, one.visibility) for one in view.documents()}

    def close(self) -> None:
        with self._reading:
            if self._view is not None:
                self._view.close()
                self._view = None

    @property
    def _sign(self) -> Path:
        """The file that says of the index that it was rebuilt."""
        return self._folder / f"{_NAME}.whole"

    def _drop_other_formats(self) -> None:
        for file in self._folder.iterdir():
            of_a_format = _OF_A_FORMAT.fullmatch(file.name)
            if of_a_format and of_a_format[1] != _NAME:
                file.unlink(missing_ok=True)

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
        facts={ALL: FACTS.pack(*made.lengths, made.prior, day)},
        labels=made.labels,
        facets=made.facets,
        visibility=made.document.visibility,
        spellings=made.spellings,
        title_words=made.title_words,
        document=json.dumps(packed(made.document), ensure_ascii=False).encode(),
        stream=made.stream.encode(),
    )


def _spelt_key(key: Key) -> str:
    return f"{key.kind}:{key.id}"
