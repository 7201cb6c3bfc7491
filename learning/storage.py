"""Bytes by key, in a folder. Keys are random, so a name never reaches the file system."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

PIECE = 1024 * 1024  # bytes copied at a time


class TooLong(Exception):
    """There is more than is kept."""


@dataclass(frozen=True)
class Storage:
    folder: Path

    def put(self, content: bytes) -> str:
        """Keep the bytes and return their key."""
        key = secrets.token_hex(16)
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(content)
        part.replace(path)
        return key

    def put_stream(self, source: IO[bytes], most: int) -> tuple[str, int, str]:
        """Keep what the source holds; its key, its length and its SHA-256. A copy, bit by bit.

        Raises TooLong beyond `most` bytes, and then keeps nothing.
        """
        key = secrets.token_hex(16)
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        length, mark = 0, hashlib.sha256()
        try:
            with part.open("wb") as target:
                while piece := source.read(PIECE):
                    length += len(piece)
                    if length > most:
                        raise TooLong
                    mark.update(piece)
                    target.write(piece)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return key, length, mark.hexdigest()

    def path(self, key: str) -> Path:
        """Where the bytes lie, for a server that sends parts of them. Raises FileNotFoundError."""
        found = self._path(key)
        if not found.is_file():
            raise FileNotFoundError(key)
        return found

    def get(self, key: str) -> bytes:
        """The bytes kept under the key. Raises FileNotFoundError."""
        return self._path(key).read_bytes()

    def delete(self, key: str) -> None:
        """Forget the bytes; harmless when they are gone already."""
        self._path(key).unlink(missing_ok=True)

    def sweep(self, known: Collection[str], before: datetime) -> int:
        """Delete what has lain here since before a moment under no known key; how many files."""
        strays = [
            one
            for one in self.folder.glob("??/*")
            if one.name not in known and one.stat().st_mtime < before.timestamp()
        ]
        for one in strays:
            one.unlink(missing_ok=True)
        return len(strays)

    def _path(self, key: str) -> Path:
        if len(key) != 32 or not set(key) <= set("0123456789abcdef"):
            raise FileNotFoundError(key)
        return self.folder / key[:2] / key
