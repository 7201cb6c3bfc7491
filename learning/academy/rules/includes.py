"""Files that stand in the text of others: a line `{% include [words](path.md#section) %}`."""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from learning.markup import slug

MOST = 200  # inclusions in one text, those of what it includes counted
LONGEST = 256 * 1024  # characters, of all that is included

_INCLUDE = re.compile(
    r"^(?P<indent>[ \t]*)\{%[ \t]*include[ \t]+(?P<bare>notitle[ \t]+)?\[(?P<words>[^\]]*)\]"
    r"\((?P<path>[^)#]*)(?:#(?P<section>[^)]*))?\)[ \t]*%\}[ \t]*$"
)
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*)$")
_ANCHORS = re.compile(r"\{#([\w-]+)\}")
_LINK = re.compile(r"(\]\(<?)([^)\s>#:/][^)\s>#:]*)(?=[)>#])")
_FENCE = re.compile(r"\s*(?:>\s*)*(`{3,}|~{3,})")

Read = Callable[[str], str | None]


@dataclass
class Included:
    """A text with what it includes in place; what of the folder that is, and what was left out."""

    text: str = ""
    texts: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    left: int = LONGEST


def include(text: str, path: str, read: Read) -> Included:
    """Put what the file `path` includes into its places.

    `read` knows what the files of the folder say, and None of any other. What includes itself, is
    not there, or would grow beyond measure leaves its words in the text, and is named.
    """
    done = Included()
    done.text = "\n".join(_lines(text, (path,), read, done))
    return done


def fence_of(line: str) -> str:
    """The marks with which lines of code begin or end here, if any."""
    found = _FENCE.match(line)
    return found.group(1) if found else ""


def after_fence(fence: str, found: str, line: str) -> str:
    """The fence that is open after a line which holds the marks `found`, if any."""
    if not fence:
        return found
    closes = found.startswith(fence) and line.strip(" >\t") == found
    return "" if closes else fence


def _lines(text: str, line_of: tuple[str, ...], read: Read, done: Included) -> Iterator[str]:
    """The lines of a text; `line_of` names the first file, and through which others it came."""
    fence = ""
    for line in text.split("\n"):
        mark = fence_of(line)
        found = None if fence or mark else _INCLUDE.match(line)
        fence = after_fence(fence, mark, line)
        if found is None:
            yield line if fence or mark else _aimed(line, line_of)
            continue
        target = _target(found["path"], line_of[-1])
        said = None if target in line_of else read(target)
        part = _part(said, unquote(found["section"] or "")) if said is not None else None
        if part is None or done.left < len(part) or len(done.texts) >= MOST:
            done.problems.append(_problem(target, line_of, is_there=part is not None))
            yield found["indent"] + found["words"]
            continue
        done.texts.append(part)
        done.left -= len(part)
        part = _without_title(part) if found["bare"] else part
        for one in _lines(part.strip("\n"), (*line_of, target), read, done):
            yield found["indent"] + one if one else one


def _problem(target: str, line_of: tuple[str, ...], *, is_there: bool) -> str:
    if target in line_of:
        return f"includes itself: {' > '.join((*line_of[line_of.index(target) :], target))}"
    return f"includes {'too much' if is_there else 'what is not there'}: {target}"


def _target(link: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(link.strip())))


def _part(text: str, section: str) -> str | None:
    """The text, or the section of this name with what is below it."""
    if not section:
        return text
    lines, level, fence = [], 0, ""
    for line in text.split("\n"):
        mark = fence_of(line)
        heading = None if fence or mark else _HEADING.match(line)
        fence = after_fence(fence, mark, line)
        if heading and level and len(heading[1]) <= level:
            break
        if heading and not level and section in _names(heading[2]):
            level = len(heading[1])
        if level:
            lines.append(line)
    return "\n".join(lines) if level else None


def _names(heading: str) -> set[str]:
    return {*_ANCHORS.findall(heading), slug(_ANCHORS.sub("", heading))}


def _without_title(text: str) -> str:
    first, _newline, rest = text.lstrip("\n").partition("\n")
    return rest if _HEADING.match(first) else text


def _aimed(line: str, line_of: tuple[str, ...]) -> str:
    """The line with its links as they lead from the file in which it comes to stand."""
    if len(line_of) == 1:
        return line
    home, here = posixpath.dirname(line_of[0]), posixpath.dirname(line_of[-1])

    def aim(link: re.Match[str]) -> str:
        return link[1] + posixpath.relpath(posixpath.join(here, link[2]), home or ".")

    return _LINK.sub(aim, line) if here != home else line
