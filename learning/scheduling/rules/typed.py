"""Hours as people type them: "9–12, 13:30–17"."""

import re
from itertools import pairwise

from learning.scheduling.rules.hours import Window, clock_words, window

_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—−]\s*(\d{1,2})(?:[:.](\d{2}))?")
MOST_WINDOWS = 6


def read_windows(text: str) -> list[Window]:
    """The windows of a day, in order; none for an empty text.

    Raises ValueError for what is no time, ends before it begins, overlaps, or is too many.
    """
    found: list[Window] = []
    for part in re.split(r"[,;，；、\n]", text):
        if not part.strip():
            continue
        match = _SPAN.fullmatch(part.strip())
        if match is None:
            raise ValueError("not two times")
        first, first_rest, last, last_rest = match.groups()
        found.append(window(_clock(first, first_rest), _clock(last, last_rest)))
    found.sort()
    if len(found) > MOST_WINDOWS:
        raise ValueError("too many windows")
    if any(one[1] > other[0] for one, other in pairwise(found)):
        raise ValueError("windows overlap")
    return found


def write_windows(windows: list[list[str]]) -> str:
    """Stored windows as they are typed."""
    return ", ".join(f"{start}–{end}" for start, end in windows)


def stored(windows: list[Window]) -> list[list[str]]:
    """Windows as they are kept: [["09:00", "12:00"], …]."""
    return [[clock_words(start), clock_words(end)] for start, end in windows]


def _clock(hour: str, minute: str | None) -> str:
    return "00:00" if int(hour) == 24 else f"{int(hour):02}:{minute or '00'}"
