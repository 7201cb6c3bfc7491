"""Talks as plain values: the code told in the room, and chapters as people type them."""

import re
import secrets

CODE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0, 1, I and O, which look alike
CODE_LENGTH = 6
MOST_CHAPTERS = 100
LONGEST_TITLE = 200

_CHAPTER = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)[\s.,–—-]+(\S.*)")


def new_code() -> str:
    """A code to be told in the room."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


def is_code(typed: str, code: str) -> bool:
    """Whether this is the code, however it was typed."""
    plain = re.sub(r"[\s-]", "", typed).upper()
    return secrets.compare_digest(plain.encode(), code.encode())


def read_chapters(text: str) -> list[tuple[int, str]]:
    """Chapters from lines as "12:30 Questions" or "1:02:30 Questions", in order of time.

    Raises ValueError with the first line that is none.
    """
    found: dict[int, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _CHAPTER.fullmatch(line)
        if match is None or len(found) >= MOST_CHAPTERS:
            raise ValueError(line)
        hours, minutes, seconds, title = match.groups()
        at = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
        found[at] = title[:LONGEST_TITLE]
    return sorted(found.items())


def write_chapters(chapters: list[tuple[int, str]]) -> str:
    """Chapters as they are typed."""
    return "\n".join(f"{clock_of(second)} {title}" for second, title in chapters)


def clock_of(second: int) -> str:
    """A place in a recording as players show it: 12:30, or 1:02:30."""
    minutes, rest = divmod(second, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def second_of(text: str) -> int | None:
    """The second meant by "12:30", "1:02:30" or "750"; None for anything else."""
    match = re.fullmatch(r"\s*(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})\s*", text)
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds
