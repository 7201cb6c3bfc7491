"""Reading a folder of Markdown files: titles, summaries, and where links between files lead."""

import posixpath
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import yaml

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")
_ANCHOR = re.compile(r"[ \t]*\{#[^}]*\}")
_MARKS = re.compile(r"[*_`]|!?\[([^\]]*)\]\([^)]*\)|<[^>]*>")
_NOTE = re.compile(
    r'^[ \t]*\{% note \w+(?: "(?P<title>[^"]*)")? %\}[ \t]*\n(?P<text>.*?)'
    r"^[ \t]*\{% endnote %\}[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
TITLE_LENGTH = 200
SUMMARY_LENGTH = 300


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
    body = _ANCHOR.sub("", body) if "{#" in body else body
    heading = _HEADING.match(body)
    title = _one_line(front.get("title"))
    if heading and (not title or _plain(heading.group(1)) == title):
        title = title or _plain(heading.group(1))
        body = body[heading.end() :]
    return Source(
        (title or name_of(path))[:TITLE_LENGTH],
        _one_line(front.get("description"))[:SUMMARY_LENGTH],
        _NOTE.sub(_quote, body).strip() + "\n",
    )


def name_of(path: str) -> str:
    """A readable name for a file without a title: `field-marketing.md` → Field marketing."""
    stem = posixpath.basename(path).removesuffix(".md")
    if stem == "index":
        stem = posixpath.basename(posixpath.dirname(path)) or "index"
    words = re.sub(r"[-_\s]+", " ", stem).strip()
    return words[:1].upper() + words[1:]


def target_of(link: str, path: str) -> list[str]:
    """The files a relative link in the file `path` may mean, the likeliest first; none outside.

    A link to a folder means its index; blanks may be written as `%20`.
    """
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(link)))
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
    return _one_line(_MARKS.sub(lambda found: found.group(1) or "", heading))


def _quote(found: re.Match[str]) -> str:
    title = f"**{found['title']}**\n\n" if found["title"] else ""
    lines = (title + found["text"].strip()).splitlines()
    return "\n".join(f"> {line}".rstrip() for line in lines)
