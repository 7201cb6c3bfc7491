"""Reading a folder of Markdown files: titles, summaries, and where links between files lead."""

import posixpath
import re
from dataclasses import dataclass
from typing import Any
from unicodedata import category
from urllib.parse import unquote

import yaml

from learning.academy.rules.includes import Read, after_fence, fence_of, include

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_MARKS = re.compile(r"[*_`]|\[([^\]]*)\]\([^)]*\)|<[^>]*>")
_ANCHOR = re.compile(r"^(\s*#{1,6}[ \t]+)(.*?)((?:[ \t]*\{#[\w-]+\})+)[ \t]*$")
_ANCHOR_NAME = re.compile(r"\{#([\w-]+)\}")
_DIRECTIVE = re.compile(
    r"""^(?P<indent>\s*)\{%[ \t]*(?P<word>note|endnote|cut|endcut|list|endlist)\b"""
    r"""(?:[^"%]*"(?P<title>[^"]*)")?[^%]*%\}[ \t]*$"""
)
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every value as it is written
TITLE_LENGTH = 200
SUMMARY_LENGTH = 300
EXCERPT_LENGTH = 160
TOPIC_LEVELS = 2
DEEPEST = 20  # levels of a front matter


@dataclass(frozen=True)
class Source:
    """What one file says: a title, a summary that may be empty, a Markdown body, and the rest."""

    title: str
    summary: str
    body: str
    language: str = ""  # where the file says so itself
    topics: tuple[str, ...] = ()  # by name, from the uppermost down
    author: str = ""  # an e-mail address
    written: str = ""  # the moment at which it was begun
    translates: str = ""  # the folder and path of the original
    problems: tuple[str, ...] = ()  # what could not be read, and is left out
    included: tuple[str, ...] = ()  # what stands in the body out of other files


FORMAT = "collegium"  # of a file that was exported: its text is taken to the letter


def write_source(source: Source) -> str:
    """A file that `read_source` reads back as the same."""
    front: dict[str, Any] = {"format": FORMAT, "title": source.title}
    given = {
        "description": source.summary,
        "language": source.language,
        "topic": list(source.topics),
        "author": source.author,
        "written": source.written,
        "translates": source.translates,
    }
    front |= {key: value for key, value in given.items() if value}
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{head}---\n{source.body}\n"


def read_source(text: str, path: str, read: Read = lambda _path: None) -> Source:
    """Split a file into its parts; `path` is relative to the folder and gives the last resort.

    `read` knows the other files of the folder, which this one may include.
    The title is the front matter's, else the first heading's (which then leaves the body, since
    the page shows it already), else the file's or, for an index, its folder's name.
    """
    front, body, problem = _front_matter(text.replace("\r\n", "\n"))
    said: dict[str, Any] = {
        "language": _one_line(front.get("language")),
        "topics": _names(front.get("topic")),
        "author": _one_line(front.get("author")),
        "written": _one_line(front.get("written")),
        "translates": _one_line(front.get("translates")),
        "problems": (problem,) if problem else (),
    }
    if front.get("format") == FORMAT:
        title, summary = (
            _typed(front.get("title")) or name_of(path),
            _typed(front.get("description")),
        )
        return Source(
            title[:TITLE_LENGTH], summary[:SUMMARY_LENGTH], body.removesuffix("\n"), **said
        )
    whole = include(body, path, lambda other: _below_front_matter(read(other)))
    body = whole.text
    said |= {"problems": (*said["problems"], *whole.problems), "included": tuple(whole.texts)}
    heading = _HEADING.match(body)
    title = _one_line(front.get("title"))
    if heading and (not title or _plain(heading.group(1)) == title):
        title = title or _plain(heading.group(1))
        body = body[heading.end() :]
    return Source(
        (title or name_of(path))[:TITLE_LENGTH],
        _one_line(front.get("description"))[:SUMMARY_LENGTH],
        _in_common_markdown(body).strip(),
        **said,
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


def _front_matter(text: str) -> tuple[dict[str, Any], str, str]:
    """What the front matter says, the text below it, and what is wrong with the former."""
    text = text.removeprefix("\ufeff")
    found = _FRONT_MATTER.match(text)
    if found is None:
        return {}, text, ""
    below = text[found.end() :]
    try:
        _check_depth(found.group(1))
        front = yaml.load(found.group(1), Loader=_LOADER)  # noqa: S506 - a safe loader in C
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 2} of " if mark else ""
        return {}, below, f"{where}the front matter cannot be read; imported without it"
    return (front if isinstance(front, dict) else {}), below, ""


def _check_depth(front: str) -> None:
    """Raise YAMLError for values in values in values: the loader would run out of its stack."""
    depth = 0
    for event in yaml.parse(front, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise yaml.YAMLError("too deep")


def _below_front_matter(text: str | None) -> str | None:
    return None if text is None else _front_matter(text.replace("\r\n", "\n"))[1]


def _names(value: object) -> tuple[str, ...]:
    found = value if isinstance(value, list) else [value]
    return tuple(filter(None, map(_one_line, found)))


def _one_line(value: object) -> str:
    return " ".join(_typed(value).split())


def _typed(value: object) -> str:
    """A text without the characters that no keyboard types and no database stores."""
    text = value if isinstance(value, str) else ""
    return "".join(one for one in text if one in "\t\n" or category(one) not in {"Cc", "Cs"})


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
        mark = fence_of(line)
        if fence or mark:
            fence = after_fence(fence, mark, line)
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


def _without(quote: str, line: str) -> str:
    """The line less the indentation that its quote has already."""
    indent = quote.removesuffix("> ")
    return line.removeprefix(indent)


def file_of_link(link: str, path: str) -> str | None:
    """The file a link or picture in the file `path` means; None outside the folder."""
    place = "" if link.startswith("/") else posixpath.dirname(path)
    wanted = posixpath.normpath(posixpath.join(place, unquote(link).lstrip("/") or "."))
    return None if wanted.startswith("..") or wanted == "." else wanted
