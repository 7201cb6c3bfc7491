"""Reading a folder of Markdown files: titles, summaries, and where links between files lead."""

import posixpath
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import yaml

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_MARKS = re.compile(r"[*_`]|\[([^\]]*)\]\([^)]*\)|<[^>]*>")
_FENCE = re.compile(r"\s*(?:>\s*)*(`{3,}|~{3,})")
_ANCHOR = re.compile(r"^(\s*#{1,6}[ \t]+)(.*?)((?:[ \t]*\{#[\w-]+\})+)[ \t]*$")
_ANCHOR_NAME = re.compile(r"\{#([\w-]+)\}")
_DIRECTIVE = re.compile(
    r"""^(?P<indent>\s*)\{%[ \t]*(?P<word>note|endnote|cut|endcut|list|endlist)\b"""
    r"""(?:[^"%]*"(?P<title>[^"]*)")?[^%]*%\}[ \t]*$"""
)
TITLE_LENGTH = 200
SUMMARY_LENGTH = 300
EXCERPT_LENGTH = 160
TOPIC_LEVELS = 2


@dataclass(frozen=True)
class Source:
    """What one file says: a title, a summary that may be empty, and a Markdown body."""

    title: str
    summary: str
    body: str


def read_source(text: str, path: str) -> Source:
    """Split a file into its parts; `path` is relative to the folder and gives the last resort.

    The title is the front matter's, else the first heading's (which then leaves the body, since
    the page shows it already), else the file's or, for an index, its folder's name.
    """
    front, body = _front_matter(text.replace("\r\n", "\n"))
    heading = _HEADING.match(body)
    title = _one_line(front.get("title"))
    if heading and (not title or _plain(heading.group(1)) == title):
        title = title or _plain(heading.group(1))
        body = body[heading.end() :]
    return Source(
        (title or name_of(path))[:TITLE_LENGTH],
        _one_line(front.get("description"))[:SUMMARY_LENGTH],
        _in_common_markdown(body).strip(),
    )


def name_of(path: str) -> str:
    """A readable name for a file without a title: `field-marketing.md` → Field marketing."""
    stem = posixpath.basename(path).removesuffix(".md")
    if stem == "index":
        stem = posixpath.basename(posixpath.dirname(path)) or "index"
    words = re.sub(r"[-_\s]+", " ", stem).strip()
    return words[:1].upper() + words[1:]


def excerpt(text: str) -> str:
    """The beginning of a text, whole words up to `EXCERPT_LENGTH` characters, for a list."""
    start = " ".join(text[: EXCERPT_LENGTH * 4].split())
    if len(start) <= EXCERPT_LENGTH:
        return start
    cut = start.rfind(" ", EXCERPT_LENGTH // 2, EXCERPT_LENGTH)
    return start[: cut if cut > 0 else EXCERPT_LENGTH].rstrip(" ,;:.–-") + "…"


def folders_of(path: str) -> list[str]:
    """The folders that make the topics of a file: the one or two uppermost, the first one first."""
    folders = path.split("/")[:-1][:TOPIC_LEVELS]
    return ["/".join(folders[: n + 1]) for n in range(len(folders))]


def target_of(link: str, path: str) -> list[str]:
    """The files a link in the file `path` may mean, the likeliest first; none outside the folder.

    A link to a folder means its index, one from a slash on starts at the folder of the import;
    blanks may be written as `%20`.
    """
    place = "" if link.startswith("/") else posixpath.dirname(path)
    wanted = posixpath.normpath(posixpath.join(place, unquote(link).lstrip("/") or "."))
    if wanted.startswith(".."):
        return []
    if wanted.endswith(".md"):
        return [wanted]
    if wanted == ".":
        return ["index.md"]
    return [f"{wanted}.md", f"{wanted}/index.md"]


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    text = text.removeprefix("\ufeff")
    found = _FRONT_MATTER.match(text)
    if found is None:
        return {}, text
    try:
        front = yaml.safe_load(found.group(1))
    except yaml.YAMLError:
        return {}, text[found.end() :]
    return front if isinstance(front, dict) else {}, text[found.end() :]


def _one_line(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, (str, int, float)) else ""


def _plain(heading: str) -> str:
    words = _ANCHOR_NAME.sub("", _IMAGE.sub("", heading))
    return _one_line(_MARKS.sub(lambda found: found.group(1) or "", words))


def _in_common_markdown(body: str) -> str:
    """Without the marks that only one tool knows: notes become quotes, named anchors HTML.

    Lines of code stay as they are; they may be about those very marks.
    """
    lines: list[str] = []
    fence = quote = ""
    for line in body.split("\n"):
        opened = _FENCE.match(line)
        if fence or opened:
            fence = _after(fence, opened.group(1) if opened else "", line)
        elif directive := _DIRECTIVE.match(line):
            indent, word, title = directive.group("indent", "word", "title")
            lines.append("")
            if word == "note":
                quote = f"{indent}> "
            if title:
                lines += [f"{quote or indent}**{title}**", quote.rstrip()]
            if word == "endnote":
                quote = ""
            continue
        elif anchored := _ANCHOR.match(line):
            marks, words, names = anchored.groups()
            links = "".join(f'<a id="{name}"></a>' for name in _ANCHOR_NAME.findall(names))
            lines.append(f"{quote}{marks}{links}{words}")
            continue
        lines.append(f"{quote}{_without(quote, line)}".rstrip() if quote else line)
    return "\n".join(lines)


def _after(fence: str, found: str, line: str) -> str:
    """The fence that is open after a line which holds the marks `found`, if any."""
    if not fence:
        return found
    closes = found.startswith(fence) and line.strip(" >\t") == found
    return "" if closes else fence


def _without(quote: str, line: str) -> str:
    """The line less the indentation that its quote has already."""
    indent = quote.removesuffix("> ")
    return line.removeprefix(indent)
