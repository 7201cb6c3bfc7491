"""Captions (WebVTT) from strangers: read line by line into times and plain words, and written anew.

Source: WebVTT, the W3C's Candidate Recommendation of 4 April 2019, chapter 6. Positions, styles,
voices and classes are dropped; what remains can be shown and searched as text.
"""

import html
import re
from collections.abc import Sequence

MOST_CHARACTERS = 2_000_000
MOST_CUES = 20_000
LONGEST_CUE = 1_000
PARAGRAPH = 280  # characters after which the next sentence begins a paragraph

Cue = tuple[int, int, str]  # start and end in milliseconds, words

_TIME = r"(?:(\d{1,4}):)?([0-5]?\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")
_TAG = re.compile(r"<[^<>]{0,200}>")
_ENDS = (".", "!", "?", "…", "。", "！", "？")


class NoCaptions(ValueError):
    """What was read is no WebVTT; `line` says where."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def read_captions(text: str) -> list[Cue]:
    """The cues of a WebVTT file in order of time, without a mark of any kind. Raises NoCaptions."""
    if len(text) > MOST_CHARACTERS:
        raise NoCaptions(1)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise NoCaptions(1)
    found: list[Cue] = []
    number = 1
    while number < len(lines):
        if "-->" not in lines[number]:
            number += 1
            continue
        start, end = _times(lines[number], number + 1)
        number += 1
        words: list[str] = []
        while number < len(lines) and lines[number].strip() and "-->" not in lines[number]:
            words.append(lines[number])
            number += 1
        said = _plain(" ".join(words))
        if said:
            found.append((start, end, said))
        if len(found) > MOST_CUES:
            raise NoCaptions(number)
    if not found:
        raise NoCaptions(len(lines))
    return sorted(found)


def write_captions(cues: Sequence[Cue]) -> str:
    """A WebVTT file of these cues; nothing in it is a tag."""
    blocks = [
        f"{_clock(start)} --> {_clock(end)}\n{html.escape(words, quote=False)}\n"
        for start, end, words in cues
    ]
    return "WEBVTT\n\n" + "\n".join(blocks)


def paragraphs(cues: Sequence[Cue]) -> list[tuple[int, str]]:
    """What is said in parts that read well: the second each begins at, and its words."""
    found: list[tuple[int, list[str]]] = []
    length = PARAGRAPH
    for start, _end, words in cues:
        is_over = length >= PARAGRAPH and (not found or found[-1][1][-1].endswith(_ENDS))
        if is_over or length >= 3 * PARAGRAPH:
            found.append((start // 1000, []))
            length = 0
        found[-1][1].append(words)
        length += len(words)
    return [(second, " ".join(parts)) for second, parts in found]


def _times(line: str, number: int) -> tuple[int, int]:
    match = _TIMING.fullmatch(line.strip())
    if match is None:
        raise NoCaptions(number)
    parts = [int(part or 0) for part in match.groups()]
    start, end = _milliseconds(*parts[:4]), _milliseconds(*parts[4:])
    if end <= start:
        raise NoCaptions(number)
    return start, end


def _milliseconds(hours: int, minutes: int, seconds: int, thousandths: int) -> int:
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _clock(milliseconds: int) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"


def _plain(text: str) -> str:
    bare = html.unescape(_TAG.sub("", text))
    return " ".join("".join(sign if sign.isprintable() else " " for sign in bare).split())[
        :LONGEST_CUE
    ]
