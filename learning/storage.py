"""Bytes by key, in a folder. Keys are random, so a name never reaches the file system."""

import secrets
from dataclasses import dataclass
from pathlib import Path


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

    def get(self, key: str) -> bytes:
        """The bytes kept under the key. Raises FileNotFoundError."""
        return self._path(key).read_bytes()

    def delete(self, key: str) -> None:
        """Forget the bytes; harmless when they are gone already."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if len(key) != 32 or not set(key) <= set("0123456789abcdef"):
            raise FileNotFoundError(key)
        return self.folder / key[:2] / key
