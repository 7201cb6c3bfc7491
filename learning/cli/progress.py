"""How far long work is, on standard error; results alone go to standard output."""

import sys
import time
from types import TracebackType
from typing import Self, TextIO

WIDTH = 32
EVERY_SECONDS = 0.2  # on a terminal


class Progress:
    """A bar that redraws itself on a terminal, and a line every tenth of the way elsewhere.

    with Progress("Importing people", 1000) as progress: progress.advance(10)
    """

    def __init__(self, title: str, total: int, out: TextIO | None = None) -> None:
        self.title = title
        self.total = max(total, 1)
        self.done = 0
        self.out = out or sys.stderr
        self._is_terminal = self.out.isatty()
        self._drawn_at = 0.0
        self._tenth = -1

    def __enter__(self) -> Self:
        self._draw()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if kind is None:
            self.done = self.total
            self._drawn_at = 0.0
            self._draw()
        if self._is_terminal:
            self.out.write("\n")

    def advance(self, by: int = 1) -> None:
        """So much more is done."""
        self.done = min(self.done + by, self.total)
        self._draw()

    def _draw(self) -> None:
        share = self.done / self.total
        if self._is_terminal:
            if time.monotonic() - self._drawn_at < EVERY_SECONDS:
                return
            self._drawn_at = time.monotonic()
            bar = ("#" * int(share * WIDTH)).ljust(WIDTH, "-")
            self.out.write(f"\r{self.title} [{bar}] {share:4.0%}")
        elif int(share * 10) > self._tenth:
            self._tenth = int(share * 10)
            self.out.write(f"{self.title}: {share:.0%}\n")
        self.out.flush()
